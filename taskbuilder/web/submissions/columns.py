"""The columns of a list of submissions: which there are, which a person has chosen, and what each draws."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, User
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from taskbuilder.records.models import Preferences, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.schedule.kinds import SCHEDULE_TYPES, ScheduleType
from taskbuilder.taskspec.search.kinds import BETWEEN, NO_SCHEDULE
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.submissions.neighbours import write_way
from taskbuilder.web.templatetags.cloud_tasks import task_state
from taskbuilder.web.templatetags.pieces import moment
from taskbuilder.web.templatetags.submissions import state_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DEFAULTS = ("state", "task_state", "service", "created_by", "created_at")
TIME_STYLE, TIME_CLASS = "SHORT_DATETIME_FORMAT", "text-nowrap"


@dataclass(frozen=True)
class Column:
    """`draw` gives a row's cell: text, or what is safe as it is."""

    title: "StrOrPromise"
    draw: Callable[[Submission], object]


def draw_name(row: Submission, way: str) -> SafeString:
    address = find_address("submission", row.project.slug, row.pk)
    return format_html('<a href="{}{}">{}</a>', address, way, row.name)


def draw_tick(row: Submission) -> SafeString:
    """Chooses its tasks for the form of actions."""
    label = gettext("Select “%(name)s”") % {"name": row.name}
    tick = (
        '<input class="form-check-input me-2" type="checkbox" name="submission" value="{}" '
        'form="task-actions" aria-label="{}">'
    )
    return format_html(tick, row.pk, label)


def draw_task_state(row: Submission) -> str:
    return task_state(row.task_state) if row.task_state else ""


def write_platform(row: Submission) -> str:
    return PLATFORM_NAMES[Platform(row.service.platform)]


def write_input(row: Submission) -> str:
    kind = row.input_type or ""
    return gettext(INPUTS[kind].title) if kind in INPUTS else kind


def write_sinks(row: Submission) -> str:
    names = (row.sinks or "").split(BETWEEN)
    return ", ".join(gettext(SINKS[name].title) if name in SINKS else name for name in names)


def write_schedule(row: Submission) -> str:
    kind = row.schedule_type or ""
    if kind == NO_SCHEDULE:
        return gettext("No schedule")
    return gettext(SCHEDULE_TYPES[ScheduleType(kind)][0]) if kind in {*ScheduleType} else kind


def write_remarks(row: Submission) -> str:
    said = {
        gettext("Reviewed"): row.is_reviewed,
        gettext("Commented"): row.is_commented,
        gettext("Adopted"): row.is_adopted,
        gettext("Differs"): row.has_drift,
    }
    return ", ".join(words for words, is_so in said.items() if is_so)


NAME = gettext_lazy("Task")
PROJECT = Column(gettext_lazy("Project"), lambda row: row.project)
COLUMNS = {
    "state": Column(gettext_lazy("Status"), state_of),
    "task_state": Column(gettext_lazy("Task state"), draw_task_state),
    "service": Column(gettext_lazy("Service"), lambda row: row.service),
    "platform": Column(gettext_lazy("Platform"), write_platform),
    "input_type": Column(gettext_lazy("Input type"), write_input),
    "sinks": Column(gettext_lazy("Output"), write_sinks),
    "schedule_type": Column(gettext_lazy("Schedule"), write_schedule),
    "created_by": Column(gettext_lazy("Created by"), lambda row: row.created_by),
    "created_at": Column(gettext_lazy("Time"), lambda row: moment(row.created_at, TIME_STYLE, TIME_CLASS)),
    "settled_at": Column(
        gettext_lazy("Finished"), lambda row: moment(row.settled_at, TIME_STYLE, TIME_CLASS)
    ),
    "remarks": Column(gettext_lazy("Comments and review"), write_remarks),
    "description": Column(gettext_lazy("Description"), lambda row: row.description),
    "id": Column(gettext_lazy("Submission ID"), lambda row: format_html("<code>{}</code>", row.pk)),
}
"""Those that can be chosen, in the order in which they are drawn; the name is always there."""


@dataclass(frozen=True)
class Table:
    """A page of submissions as its columns draw it. `way`: what the address of each ends with."""

    columns: list[Column]
    found: list[Submission]
    way: str
    is_usual: bool
    is_ticked: bool = False
    """Whether rows can be ticked."""

    @property
    def titles(self) -> list["StrOrPromise"]:
        return [NAME, *(column.title for column in self.columns)]

    def __iter__(self) -> Iterator[list[tuple["StrOrPromise", object]]]:
        """Each row: its cells, each with what a narrow page calls it, where that is needed."""
        draws = [("" if self.is_usual else each.title, each.draw) for each in self.columns]
        for row in self.found:
            cells = [(title, draw(row)) for title, draw in draws]
            name = draw_name(row, self.way)
            if self.is_ticked and row.state == State.CREATED:
                name = draw_tick(row) + name
            yield [("", name), *((title if cell else "", cell) for title, cell in cells)]


def make_table(
    found: list[Submission],
    person: User | AnonymousUser,
    query: Mapping[str, str],
    *,
    is_across: bool,
    is_ticked: bool = False,
) -> Table:
    """`query`: of the list's own address."""
    names = read_columns(person)
    chosen = [COLUMNS[name] for name in names]
    if is_across:  # behind the states, or behind the name where they are not there
        chosen.insert(len({"state", "task_state"} & {*names}), PROJECT)
    return Table(
        chosen, found, write_way(query, is_across=is_across), is_usual=names == DEFAULTS, is_ticked=is_ticked
    )


def read_columns(person: User | AnonymousUser) -> tuple[str, ...]:
    """What the person has chosen, else the usual ones. No query: preferences come with the person."""
    kept: Preferences | None = getattr(person, "preferences", None)
    return choose_known(kept.columns.split()) if kept else DEFAULTS


def choose_known(names: Iterable[str]) -> tuple[str, ...]:
    """Those that there are, in their order; the usual ones where that is none."""
    asked = {*names}
    return tuple(name for name in COLUMNS if name in asked) or DEFAULTS
