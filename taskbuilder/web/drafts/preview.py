"""What stands beside a step: the request so far, in words and to the letter, and what is still open in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from operator import itemgetter

from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from taskbuilder.forms.render.templates import draw
from taskbuilder.forms.walk import find_id
from taskbuilder.taskspec.json_value import JsonValue, write_json
from taskbuilder.taskspec.paths import pointer
from taskbuilder.web.drafts.addresses import address_of, json_address
from taskbuilder.web.drafts.findings import PENDING_RULE, Finding
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import REVIEW, STATUS_LABELS, Step, StepStatus
from taskbuilder.web.http.page_form import PageProblem

MOST_ITEMS = 4
"""Of one step; more are counted."""
MOST_LINES, AROUND = 80, 6
"""A longer request is shown around what changed."""
MOST_COMPARED = 400
"""Lines between the first and the last change that are told apart; beyond, all count as changed."""


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step where something is to be done: its state, or what that is, each with a link."""

    title: str
    href: str
    label: str = ""
    items: tuple[PageProblem, ...] = ()
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One or more lines of the request as JSON, or `skipped` ones in a row."""

    text: str = ""
    is_changed: bool = False
    skipped: int = 0


def draw_preview(state: DraftState, step: Step, before: DraftState | None = None) -> SafeString:
    """The preview as HTML; what differs from the draft `before` is marked."""
    lines = list_lines(state.shown, state.shown if before is None else before.shown)
    words = {
        "sentence": state.sentence,
        "open_steps": list(list_open(state, step)),
        "lines": list(fold(lines)),
        "review": address_of(state.draft, REVIEW),
    }
    return draw("preview", words)


def list_open(state: DraftState, current: Step) -> Iterator[OpenStep]:
    """Where something is still to be done before the task can be created, in the order of the steps."""
    for step, found in groupby(state.blocking, key=lambda finding: finding.step):
        findings = list(found)
        entry = OpenStep(title=gettext(step.title_on(state.platform)), href=address_of(state.draft, step))
        if step is current and state.is_checked(step):  # the page's own summary tells each
            count = len(findings)
            words = ngettext("%(counter)s problem", "%(counter)s problems", count) % {"counter": count}
            yield replace(entry, href="#problem-summary", label=words)
        elif step is not current and state.status_of(step) is StepStatus.NOT_STARTED:
            yield replace(entry, label=gettext(STATUS_LABELS[StepStatus.NOT_STARTED]))
        elif told := [finding for finding in findings if is_told(finding, state)]:
            address = "" if step is current else entry.href
            items = tuple(link_item(finding, state, address) for finding in told[:MOST_ITEMS])
            yield replace(entry, items=items, more=count_more(len(told) - len(items)))


def count_more(count: int) -> str:
    """ "and 3 more", empty for none."""
    words = ngettext("and %(counter)s more", "and %(counter)s more", count)
    return words % {"counter": count} if count else ""


def is_told(finding: Finding, state: DraftState) -> bool:
    """Whether something is missing, or its step was judged: what is half typed is nobody's fault yet."""
    if state.is_checked(finding.step):
        return True
    try:
        value = pointer.get(state.request, finding.problem.path)
    except LookupError:
        return True
    return value in ("", [], {}) or finding.problem.path == ""


def link_item(finding: Finding, state: DraftState, address: str) -> PageProblem:
    """To the control that it is about; `address` is of its page, empty for the one that is open."""
    if finding.problem.rule == PENDING_RULE:
        return PageProblem(message=finding.message, href=json_address(state.draft))
    group = finding.step.ask(state.service) if finding.step.ask else None
    place = f"#{find_id(group, finding.field)}" if finding.field else ""
    return PageProblem(message=finding.message, href=f"{address}{place}")


def list_lines(shown: JsonValue, before: JsonValue) -> list[Line]:
    """The lines of a request, those marked that an earlier one did not have there.

    A comma after a line says that another one follows, and is no change of its own.
    """
    ours, theirs = (write_json(request).split("\n") for request in (shown, before))
    changed = find_changed(*([line.removesuffix(",") for line in lines] for lines in (ours, theirs)))
    return [Line(text=text, is_changed=number in changed) for number, text in enumerate(ours)]


def find_changed(ours: list[str], theirs: list[str]) -> set[int]:
    """The places of our lines that differ from theirs."""
    first = count_alike(ours, theirs)
    last = count_alike(ours[first:][::-1], theirs[first:][::-1])
    ours, theirs = ours[first : len(ours) - last], theirs[first : len(theirs) - last]
    if max(len(ours), len(theirs)) > MOST_COMPARED:
        return set(range(first, first + len(ours)))
    codes = SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    changed = (range(start, end) for tag, _i, _j, start, end in codes if tag != "equal")
    return {first + number for numbers in changed for number in numbers}


def count_alike(ours: list[str], theirs: list[str]) -> int:
    """How many lines are the same from the start."""
    pairs = zip(ours, theirs, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def fold(lines: list[Line]) -> Iterator[Line]:
    """All lines of a short request; of a long one those around what changed, or else the first.

    Lines that are drawn alike are one, so that there are fewer to draw; skipped ones say how many.
    """
    kept = find_kept(lines) if len(lines) > MOST_LINES else range(len(lines))
    looks = ((number in kept, number in kept and line.is_changed) for number, line in enumerate(lines))
    for (is_kept, is_changed), run in groupby(zip(looks, lines, strict=True), key=itemgetter(0)):
        texts = [line.text for _look, line in run]
        if is_kept:
            yield Line(text="\n".join(texts), is_changed=is_changed)
        else:
            words = ngettext("%(counter)s line", "%(counter)s lines", len(texts))
            yield Line(text=words % {"counter": len(texts)}, skipped=len(texts))


def find_kept(lines: list[Line]) -> set[int]:
    changed = [number for number, line in enumerate(lines) if line.is_changed]
    if not changed:
        return set(range(MOST_LINES))
    start = max(0, changed[0] - AROUND)
    end = min(len(lines), max(changed) + AROUND + 1, start + MOST_LINES)
    return set(range(start, end))
