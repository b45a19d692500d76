"""The columns of a list of submissions: which there are, which a person has chosen, and what each draws."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import AnonymousUser, User
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from taskbuilder.forms.render.templates import draw
from taskbuilder.records.cloud_tasks.states import GONE
from taskbuilder.records.models import Preferences, Project
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.submissions.listing import ListedSubmission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.schedule.kinds import SCHEDULE_TYPES, ScheduleType
from taskbuilder.taskspec.search.kinds import BETWEEN, NO_SCHEDULE
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.submissions.neighbours import write_way
from taskbuilder.web.templatetags.cloud_tasks import replaced_state, task_state
from taskbuilder.web.templatetags.pieces import moment
from taskbuilder.web.templatetags.submissions import draw_state

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DEFAULTS = ("state", "task_state", "service", "created_by", "created_at")
TIME_STYLE, TIME_CLASS = "SHORT_DATETIME_FORMAT", "text-nowrap"


Row = ListedSubmission


@dataclass(frozen=True)
class Column:
    """`draw` gives a row's cell, text or what is safe, by the row, the language and the zone alone."""

    title: "StrOrPromise"
    draw: Callable[[Row], object]


def write_state(row: Row) -> str:
    return draw_state(row.state, is_adopted=bool((row.remarks or 0) & Remark.ADOPTED))


def draw_task_state(row: Row) -> str:
    if row.task_state == GONE and (row.remarks or 0) & Remark.REPLACED:
        return replaced_state()
    return task_state(row.task_state) if row.task_state else ""


def write_platform(row: Row) -> str:
    return PLATFORM_NAMES[Platform(row.platform)]


def write_input(row: Row) -> str:
    kind = row.input_type or ""
    return gettext(INPUTS[kind].title) if kind in INPUTS else kind


def write_sinks(row: Row) -> str:
    names = (row.sinks or "").split(BETWEEN)
    return ", ".join(gettext(SINKS[name].title) if name in SINKS else name for name in names)


def write_schedule(row: Row) -> str:
    kind = row.schedule_type or ""
    if kind == NO_SCHEDULE:
        return gettext("No schedule")
    return gettext(SCHEDULE_TYPES[ScheduleType(kind)][0]) if kind in {*ScheduleType} else kind


def write_remarks(row: Row) -> str:
    words = {
        Remark.REVIEWED: gettext("Reviewed"),
        Remark.COMMENTED: gettext("Commented"),
        Remark.ADOPTED: gettext("Adopted"),
        Remark.DIFFERS: gettext("Differs"),
        Remark.REPLACED: gettext("Replaced"),
    }
    return ", ".join(text for remark, text in words.items() if (row.remarks or 0) & remark)


NAME = gettext_lazy("Task")
COLUMNS = {
    "state": Column(gettext_lazy("Status"), write_state),
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
PROJECT = "project"
OF_PROJECT = Column(gettext_lazy("Project"), lambda row: "")
"""In lists across projects, whose rows do not know its name."""


class Look(NamedTuple):
    """How each row of a list is drawn, by values that can be remembered: columns are called by their names.

    `way`: what the address of each submission ends with; `is_ticked`: whether rows can be ticked.
    """

    language: str | None
    zone: tzinfo
    prefix: str
    names: tuple[str, ...]
    way: str
    is_usual: bool
    is_ticked: bool


@dataclass(frozen=True)
class Table:
    """A page of submissions as its columns draw it."""

    look: Look
    found: list[Row]
    projects: Mapping[int, Project]
    ticked: frozenset[int] = frozenset()
    """The projects whose rows can be ticked."""

    def draw(self) -> SafeString:
        """By Jinja: Django's templates take five times as long for hundreds of cells."""
        titles = [str(NAME), *(str(find_column(name).title) for name in self.look.names)]
        words = {
            "titles": titles,
            "is_usual": self.look.is_usual,
            "rows": SafeString("".join(self.list_rows())),
        }
        return draw("submission_table", words)

    def list_rows(self) -> Iterator[str]:
        looks = {
            key: self.look._replace(is_ticked=key in self.ticked)
            for key in {row.project_id for row in self.found}
        }
        for row in self.found:
            project = self.projects[row.project_id]
            yield draw_row(looks[project.pk], row, project.slug, project.name)


@lru_cache(maxsize=2048)
def draw_row(look: Look, row: Row, slug: str, project: str) -> SafeString:
    """Remembered: people go back and forth between lists of the same rows, each of which seldom changes."""
    columns = [find_column(name) for name in look.names]
    cells = [
        project if name == PROJECT else column.draw(row)
        for name, column in zip(look.names, columns, strict=True)
    ]
    called = [""] * len(columns) if look.is_usual else [str(column.title) for column in columns]
    words = {
        "row": row,
        "address": find_address("submission", slug, row.pk) + look.way,
        "can_tick": look.is_ticked and row.state == State.CREATED,
        "cells": [(title if cell else "", cell) for title, cell in zip(called, cells, strict=True)],
    }
    return draw("submission_row", words)


def find_column(name: str) -> Column:
    return OF_PROJECT if name == PROJECT else COLUMNS[name]


def make_table(
    found: list[Row],
    projects: Mapping[int, Project],
    person: User | AnonymousUser,
    query: Mapping[str, str],
    *,
    is_across: bool,
    ticked: frozenset[int] = frozenset(),
) -> Table:
    """`projects`: those that the submissions are of, by their keys. `query`: of the list's own address."""
    chosen = read_columns(person)
    names = [*chosen]
    if is_across:  # behind the states, or behind the name where they are not there
        names.insert(len({"state", "task_state"} & {*names}), PROJECT)
    look = Look(
        language=get_language(),
        zone=timezone.get_current_timezone(),
        prefix=get_script_prefix(),
        names=tuple(names),
        way=write_way(query, is_across=is_across),
        is_usual=chosen == DEFAULTS,
        is_ticked=bool(ticked),
    )
    return Table(look, found, projects, ticked)


def read_columns(person: User | AnonymousUser) -> tuple[str, ...]:
    """What the person has chosen, else the usual ones. No query: preferences come with the person."""
    kept: Preferences | None = getattr(person, "preferences", None)
    return choose_known(kept.columns.split()) if kept else DEFAULTS


def choose_known(names: Iterable[str]) -> tuple[str, ...]:
    """Those that there are, in their order; the usual ones where that is none."""
    asked = {*names}
    return tuple(name for name in COLUMNS if name in asked) or DEFAULTS
