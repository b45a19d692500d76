"""What a file says of each submission: one column after another, secrets masked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from taskbuilder.records.models import Submission
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.submissions.states import NOTHING_CREATED, State
from taskbuilder.taskspec.inputs.identities import name_inputs
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.schedule.kinds import SCHEDULE_TYPES, ScheduleType
from taskbuilder.taskspec.search.kinds import BETWEEN, NO_SCHEDULE
from taskbuilder.taskspec.secrets.split import mask_url

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEPARATOR = "; "
"""Between several values in one cell."""
WITH_MESSAGE = (*NOTHING_CREATED, State.UNKNOWN, State.WAITING)
"""The outcome of the attempt before says nothing about others."""


def write_plainly(value: JsonValue) -> str:
    """A value as a cell has it."""
    if isinstance(value, list):
        return SEPARATOR.join(map(write_plainly, value))
    return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Column:
    """`name` is for programs, `title` for people; `words` writes its value for people."""

    name: str
    title: "StrOrPromise"
    read: Callable[[Submission], JsonValue]
    words: Callable[[JsonValue], str] = write_plainly


def say(find: "Callable[[str], StrOrPromise]") -> Callable[[JsonValue], str]:
    """Writes each value by its title, in the language that is active."""

    def write(value: JsonValue) -> str:
        if isinstance(value, list):
            return SEPARATOR.join(map(write, value))
        text = write_plainly(value)
        return gettext(str(find(text))) if text else ""

    return write


def name_platform(name: str) -> str:
    return PLATFORM_NAMES[Platform(name)]


def name_input_type(name: str) -> str:
    kind = INPUTS.find(name)
    return kind.title if kind else name


def name_sink(name: str) -> str:
    sink = SINKS.find(name)
    return sink.title if sink else name


def name_schedule(name: str) -> str:
    if name == NO_SCHEDULE:
        return gettext_noop("No schedule")
    return SCHEDULE_TYPES[ScheduleType(name)][0] if name in SCHEDULE_TYPES else name


def write_time(moment: datetime | None) -> str | None:
    """In UTC, as programs and spreadsheets of every country read it."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_outcome(submission: Submission) -> OutcomeData:
    return submission.outcome if submission.state in WITH_MESSAGE else OutcomeData()


def list_sinks(submission: Submission) -> list[JsonValue]:
    return [name for name in (submission.sinks or "").split(BETWEEN) if name]


COLUMNS = (
    Column(name="id", title=gettext_lazy("Submission ID"), read=lambda row: str(row.pk)),
    Column(name="project", title=gettext_lazy("Project"), read=lambda row: row.project.name),
    Column(name="service", title=gettext_lazy("Service"), read=lambda row: row.service.name),
    Column(name="service_id", title=gettext_lazy("Service ID"), read=lambda row: row.service.service_id),
    Column(
        name="platform",
        title=gettext_lazy("Platform"),
        read=lambda row: row.service.platform,
        words=say(name_platform),
    ),
    Column(name="name", title=gettext_lazy("Task name"), read=lambda row: mask_url(row.name)),
    Column(
        name="task_ids",
        title=gettext_lazy("Task IDs"),
        read=lambda row: [task.task_id for task in row.tasks.all()],
    ),
    Column(
        name="state",
        title=gettext_lazy("Status"),
        read=lambda row: row.state,
        words=say(lambda name: State(name).label),
    ),
    Column(name="created_by", title=gettext_lazy("Created by"), read=lambda row: row.created_by.username),
    Column(
        name="token", title=gettext_lazy("API token"), read=lambda row: row.token.label if row.token else None
    ),
    Column(
        name="created_at", title=gettext_lazy("Created (UTC)"), read=lambda row: write_time(row.created_at)
    ),
    Column(
        name="settled_at", title=gettext_lazy("Finished (UTC)"), read=lambda row: write_time(row.settled_at)
    ),
    Column(
        name="input_type",
        title=gettext_lazy("Input type"),
        read=lambda row: row.input_type or None,
        words=say(name_input_type),
    ),
    Column(name="inputs", title=gettext_lazy("Inputs"), read=lambda row: [*name_inputs(row.request)]),
    Column(
        name="sinks",
        title=gettext_lazy("Outputs"),
        read=list_sinks,
        words=say(name_sink),
    ),
    Column(
        name="schedule_type",
        title=gettext_lazy("Schedule"),
        read=lambda row: row.schedule_type or None,
        words=say(name_schedule),
    ),
    Column(name="description", title=gettext_lazy("Description"), read=lambda row: mask_url(row.description)),
    Column(
        name="error_code",
        title=gettext_lazy("Error code"),
        read=lambda row: mask_url(read_outcome(row).get("code") or "") or None,
    ),
    Column(
        name="error_message",
        title=gettext_lazy("Error message"),
        read=lambda row: mask_url(read_outcome(row).get("message") or "") or None,
        words=say(str),
    ),
)


def list_titles() -> list[str]:
    """In the language that is active."""
    return [str(column.title) for column in COLUMNS]


def list_cells(submission: Submission) -> list[str]:
    """A submission in words, in the language that is active."""
    return [column.words(column.read(submission)) for column in COLUMNS]


def describe(submission: Submission) -> JsonObject:
    """A submission for programs, with its request as it is stored: masked, and null once it was removed."""
    values: JsonObject = {column.name: column.read(submission) for column in COLUMNS}
    return {**values, "request": submission.request or None}
