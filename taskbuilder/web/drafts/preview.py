"""What is beside a step: the request so far, in words and to the letter, and what is still open in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from operator import itemgetter
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.forms.render.templates import draw
from taskbuilder.forms.walk import find_id
from taskbuilder.taskspec.json_value import JsonValue, write_json
from taskbuilder.web.drafts.addresses import address_of, address_of_control, json_address
from taskbuilder.web.drafts.findings import PENDING_RULE, Finding
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import REVIEW, STATUS_LABELS, Step, StepStatus, list_steps

MOST_ITEMS = 4
"""Of one step; more are counted."""
MOST_LINES, AROUND = 80, 6
"""A longer request is shown around what changed."""
MOST_COMPARED = 400
"""Lines between the first and the last change that are distinguished; beyond, all count as changed."""


@dataclass(frozen=True, kw_only=True)
class OpenItem(PageProblem):
    """Something to be done; `severity`: of what is wrong, empty for what is only missing."""

    severity: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step where something is to be done: its state, or what that is, each with a link."""

    title: str
    href: str
    label: str = ""
    items: tuple[OpenItem, ...] = ()
    more: str = ""


class Line(NamedTuple):
    """One or more lines of the request as JSON, or `skipped` ones in a row."""

    text: str = ""
    is_changed: bool = False
    skipped: int = 0


def draw_preview(
    state: DraftState, step: Step, before: DraftState | None = None, form: StepForm | None = None
) -> SafeString:
    """The preview as HTML; what differs from the draft `before` is marked. `form`: the step's, once drawn."""
    lines = list_lines(state.shown, state.shown if before is None else before.shown)
    words = {
        "sentence": state.sentence,
        "open_steps": list(list_open(state, step, form)),
        "lines": list(fold(lines)),
        "review": address_of(state.draft, REVIEW),
    }
    return draw("preview", words)


def list_open(state: DraftState, current: Step, form: StepForm | None = None) -> Iterator[OpenStep]:
    """Where something is still to be done before the task can be created, in the order of the steps."""
    for step in list_steps():
        is_open, listed = any(each.blocks for each in state.findings_for(step)), state.open_findings(step)
        entry = OpenStep(title=gettext(step.title_on(state.platform)), href=address_of(state.draft, step))
        status = state.status_of(step)
        # Of what is being typed no more is said than that its step is in progress.
        if is_open and (not listed or (step is not current and status is StepStatus.NOT_STARTED)):
            yield replace(entry, label=gettext(STATUS_LABELS[status]))
        elif is_open:
            listed.sort(key=lambda finding: not state.is_shown(finding, step))
            here = form if step is current else None
            items = tuple(list_items(listed[:MOST_ITEMS], state, step, here, is_here=step is current))
            yield replace(entry, items=items, more=count_more(len(listed) - len(items)))


def count_more(count: int) -> str:
    """ "and 3 more", empty for none."""
    words = ngettext("and %(counter)s more", "and %(counter)s more", count)
    return words % {"counter": count} if count else ""


def list_items(
    findings: Iterable[Finding], state: DraftState, step: Step, form: StepForm | None, *, is_here: bool
) -> Iterator[OpenItem]:
    """Each with the way to its control; `is_here`: whether the step's page is the open one."""
    for finding in findings:
        severity = finding.severity if state.is_shown(finding, step) else ""
        href = link_to_control(finding, state, form, is_here=is_here and finding.step is step)
        yield OpenItem(message=finding.message, href=href, severity=severity)


def link_to_control(
    finding: Finding,
    state: DraftState,
    form: StepForm | None,
    *,
    is_here: bool,
    shows_problems: bool = False,
) -> str:
    """The address of the control that a finding is about, `is_here`: on the page that is open.

    `shows_problems`: whether another page is judged when it is opened.
    """
    if finding.problem.rule == PENDING_RULE:
        return json_address(state.draft)
    group, name = state.group_at(finding.step) if finding.step.ask else None, finding.field or ""
    place = f"#{find_id(group, name)}" if name else ""
    if is_here and (form is None or form.is_drawn(name)):
        return place
    return address_of_control(state.draft, finding.step, name, place, shows_problems=shows_problems)


def list_lines(shown: JsonValue, before: JsonValue) -> list[Line]:
    """The lines of a request, those marked that an earlier one did not have there.

    A comma after a line says that another one follows, and is not a change of its own.
    """
    ours = write_json(shown)
    theirs = ours if before is shown else write_json(before)
    lines = ours.split("\n")
    if theirs == ours:
        return [Line(text) for text in lines]
    parts = ([line.removesuffix(",") for line in each] for each in (lines, theirs.split("\n")))
    changed = find_changed(*parts)
    return [Line(text, number in changed) for number, text in enumerate(lines)]


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
