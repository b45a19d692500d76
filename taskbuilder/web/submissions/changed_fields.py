"""The changes between two requests in the words of the form: where, what was there, and what is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext

from taskbuilder.records import models as records
from taskbuilder.taskspec.comparison.diff import Change, ChangeKind
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.secrets.split import copy_json
from taskbuilder.web.drafts.review.places import find_step, list_lines_at
from taskbuilder.web.drafts.review.summary import SummaryLine
from taskbuilder.web.drafts.steps import number_of

KINDS = {
    ChangeKind.CHANGED: _("Changed"),
    ChangeKind.ADDED: _("Added"),
    ChangeKind.REMOVED: _("Removed"),
    ChangeKind.MOVED: _("Moved"),
}
MOST_LINES = 20
"""Of one row that was added or removed."""
MOST_CHARACTERS = 2_000
"""Of one value."""


@dataclass(frozen=True, kw_only=True)
class ChangedField:
    """One line of a comparison. `old`, `new`: pairs of name and text; the name is empty of a single one."""

    kind: str
    heading: str
    name: str
    old: list[tuple[str, str]]
    new: list[tuple[str, str]]


@dataclass(frozen=True, repr=False)
class Side:
    """One of the two requests, its secrets masked, and the service whose form names its fields."""

    request: JsonObject
    service: Service

    def list_lines(self, where: str | None) -> list[SummaryLine]:
        return [] if where is None else list_lines_at(self.request, where, self.service)


def sort_changes(changes: Iterable[Change]) -> list[Change]:
    """The changes in the order of the steps that ask for them."""
    return sorted(changes, key=lambda each: number_of(find_step(each.after or each.before or "")))


def compare_services(
    before: records.Service | None, after: records.Service | None
) -> list[tuple[str, list[ChangedField]]]:
    """The change of the service, which no request says."""
    if before == after:
        return []
    title, texts = gettext("Service"), [[("", str(each))] if each else [] for each in (before, after)]
    changed = ChangedField(kind=gettext("Changed"), heading="", name=title, old=texts[0], new=texts[1])
    return [(title, [changed])]


def list_changed_fields(
    changes: Iterable[Change], before: Side, after: Side
) -> Iterator[tuple[str, list[ChangedField]]]:
    """The changes by the title of the step that asks for them."""
    for step, found in groupby(changes, key=lambda each: find_step(each.after or each.before or "")):
        platform = after.service.platform
        yield gettext(step.title_on(platform)), [describe(change, before, after) for change in found]


def describe(change: Change, before: Side, after: Side) -> ChangedField:
    old, new = before.list_lines(change.before), after.list_lines(change.after)
    if change.kind is ChangeKind.MOVED:
        return describe_move(change, old, new)
    heading = name_place([*old[:1]], [*new[:1]])
    names = {line.name for line in (*old, *new)}
    is_one = len(names) == 1 and max(len(old), len(new)) == 1
    return ChangedField(
        kind=gettext(KINDS[change.kind]),
        heading=heading,
        name=names.pop() if is_one else "",
        old=write_lines(old, heading, is_one=is_one),
        new=write_lines(new, heading, is_one=is_one),
    )


def describe_move(change: Change, old: list[SummaryLine], new: list[SummaryLine]) -> ChangedField:
    """A row that is at another place in its list: what it begins with says which it is."""
    return ChangedField(
        kind=gettext(KINDS[change.kind]),
        heading="",
        name=cut(new[0].value),
        old=[("", old[0].heading or old[0].name)],
        new=[("", new[0].heading or new[0].name)],
    )


def name_place(old: list[SummaryLine], new: list[SummaryLine]) -> str:
    """Where the change is; of a row that has another number now, both."""
    was, now = (lines[0].heading if lines else "" for lines in (old, new))
    if old and new and was != now:
        return gettext("%(after)s (before: %(before)s)") % {"after": now, "before": was}
    return now or was


def write_lines(lines: list[SummaryLine], heading: str, *, is_one: bool) -> list[tuple[str, str]]:
    shown = [("" if is_one else name_in(line, heading), cut(line.value)) for line in lines[:MOST_LINES]]
    if (rest := len(lines) - MOST_LINES) > 0:
        shown.append(("", gettext("and %(count)d more") % {"count": rest}))
    return shown


def name_in(line: SummaryLine, heading: str) -> str:
    """What a line is called below a heading; what is deeper says so."""
    return line.name if line.heading in ("", heading) else f"{line.heading}: {line.name}"


def cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def keep_equal(request: JsonObject, changes: Iterable[Change]) -> JsonObject:
    """What the later request has as the earlier one does: rows stay at their places, though maybe empty."""
    kept = copy_json(request)
    for change in changes:
        if change.after is not None and change.kind is not ChangeKind.MOVED:
            *above, last = pointer.split(change.after)
            take_out(pointer.get(kept, pointer.join(above)), last)
    return kept


def take_out(holder: JsonValue, last: str) -> None:
    if isinstance(holder, dict):
        del holder[last]
    elif isinstance(holder, list):
        holder[int(last)] = {}
