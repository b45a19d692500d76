"""What stands beside a step: the request so far, in words and to the letter, and what is still open in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from taskbuilder.forms.render.templates import draw
from taskbuilder.forms.walk import find_id
from taskbuilder.records.models import Project
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.paths import pointer
from taskbuilder.web.drafts.findings import PENDING_RULE, Finding
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import REVIEW, STATUS_LABELS, Step, StepStatus
from taskbuilder.web.http.page_problems import PageProblem

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


def draw_preview(
    project: Project, state: DraftState, step: Step, before: DraftState | None = None
) -> SafeString:
    """The preview as HTML; what differs from the draft `before` is marked."""
    return draw("preview", describe_preview(project, state, step, before))


def describe_preview(
    project: Project, state: DraftState, step: Step, before: DraftState | None
) -> dict[str, Any]:
    lines = list_lines(state.shown, state.shown if before is None else before.shown)
    return {
        "sentence": state.sentence,
        "open_steps": list(list_open(project, state, step)),
        "lines": list(join_alike(fold(lines))),
        "review": address_of(project, state, REVIEW),
    }


def address_of(project: Project, state: DraftState, step: Step) -> str:
    return reverse("draft-step", kwargs={"slug": project.slug, "draft_id": state.draft.pk, "step": step.slug})


def json_address(project: Project, state: DraftState) -> str:
    return reverse("draft-json", kwargs={"slug": project.slug, "draft_id": state.draft.pk})


def list_open(project: Project, state: DraftState, current: Step) -> Iterator[OpenStep]:
    """Where something is still to be done before the task can be created, in the order of the steps."""
    for step, found in groupby(state.blocking, key=lambda finding: finding.step):
        findings = list(found)
        entry = OpenStep(title=gettext(step.title_on(state.platform)), href=address_of(project, state, step))
        if step is current and state.is_checked(step):  # the page's own summary tells each
            count = len(findings)
            words = ngettext("%(counter)s problem", "%(counter)s problems", count) % {"counter": count}
            yield replace(entry, href="#problem-summary", label=words)
        elif step is not current and state.status_of(step) is StepStatus.NOT_STARTED:
            yield replace(entry, label=gettext(STATUS_LABELS[StepStatus.NOT_STARTED]))
        elif told := [finding for finding in findings if is_told(finding, state)]:
            address = "" if step is current else entry.href
            items = tuple(link_item(project, finding, state, address) for finding in told[:MOST_ITEMS])
            yield replace(entry, items=items, more=count_more(len(told) - len(items)))


def count_more(count: int) -> str:
    """ "and 3 more", empty for none."""
    words = ngettext("and %(counter)s more", "and %(counter)s more", count)
    return words % {"counter": count} if count else ""


def is_told(finding: Finding, state: DraftState) -> bool:
    """Whether something is missing, or its step was judged: what is half typed is nobody's fault yet."""
    return state.is_checked(finding.step) or is_missing(finding, state)


def is_missing(finding: Finding, state: DraftState) -> bool:
    try:
        value = pointer.get(state.request, finding.problem.path)
    except LookupError:
        return True
    return value in ("", [], {}) or finding.problem.path == ""


def link_item(project: Project, finding: Finding, state: DraftState, address: str) -> PageProblem:
    """To the control that it is about; `address` is of its page, empty for the one that is open."""
    if finding.problem.rule == PENDING_RULE:
        return PageProblem(message=finding.message, href=json_address(project, state))
    group = finding.step.ask(state.service) if finding.step.ask else None
    place = f"#{find_id(group, finding.field)}" if finding.field else ""
    return PageProblem(message=finding.message, href=f"{address}{place}")


def list_lines(shown: Any, before: Any) -> list[Line]:
    """The lines of a request, those marked that an earlier one did not have there.

    A comma after a line says that another one follows, and is no change of its own.
    """
    ours, theirs = write_json(shown).split("\n"), write_json(before).split("\n")
    first = count_alike(ours, theirs)
    last = count_alike(ours[first:][::-1], theirs[first:][::-1])
    end, their_end = len(ours) - last, len(theirs) - last
    changed = {
        first + number for number in find_changed(bare(ours[first:end]), bare(theirs[first:their_end]))
    }
    return [Line(text=text, is_changed=number in changed) for number, text in enumerate(ours)]


def bare(lines: list[str]) -> list[str]:
    return [line.removesuffix(",") for line in lines]


def count_alike(ours: list[str], theirs: list[str]) -> int:
    """How many lines are the same from the start."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((number for number, (our, their) in pairs if our != their), min(len(ours), len(theirs)))


def find_changed(ours: list[str], theirs: list[str]) -> set[int]:
    if max(len(ours), len(theirs)) > MOST_COMPARED:
        return set(range(len(ours)))
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    return {
        number
        for tag, _i, _j, start, end in matcher.get_opcodes()
        if tag != "equal"
        for number in range(start, end)
    }


def fold(lines: list[Line]) -> Iterator[Line]:
    """All lines of a short request; of a long one those around what changed, or else the first."""
    if len(lines) <= MOST_LINES:
        yield from lines
        return
    kept = find_kept(lines)
    for is_kept, run in groupby(range(len(lines)), key=kept.__contains__):
        numbers = list(run)
        yield from (lines[number] for number in numbers) if is_kept else [Line(skipped=len(numbers))]


def join_alike(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines that are drawn alike as one, so that there are fewer to draw; skipped ones say how many."""
    for (is_changed, skipped), run in groupby(lines, key=lambda line: (line.is_changed, line.skipped)):
        text = "\n".join(line.text for line in run)
        if skipped:
            text = ngettext("%(counter)s line", "%(counter)s lines", skipped) % {"counter": skipped}
        yield Line(text=text, is_changed=is_changed, skipped=skipped)


def find_kept(lines: list[Line]) -> set[int]:
    changed = [number for number, line in enumerate(lines) if line.is_changed]
    if not changed:
        return set(range(MOST_LINES))
    start = max(0, changed[0] - AROUND)
    end = min(len(lines), max(changed) + AROUND + 1, start + MOST_LINES)
    return set(range(start, end))
