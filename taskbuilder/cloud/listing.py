"""What the list and show calls tell of tasks (api.md, TaskDetails), read with care: another's words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from taskbuilder.cloud.answers import MAX_ID, is_id, read_json
from taskbuilder.cloud.session import Answer
from taskbuilder.cloud.untrusted import clean_text, secrets_in, spell_out
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object

MOST_TASKS = 100
"""The tasks of one page, where nothing else is asked for."""
MAX_STATE = 60
FIRST_YEAR, LAST_YEAR = 1970, 9000
"""Times at the calendar's ends cannot be shown in every zone, and are nobody's."""


@dataclass(frozen=True, kw_only=True)
class TaskDetails:
    """One task of the cloud, its words cleaned; a state is as it came, known or not.

    `entry` is all that the cloud says of it, as it came. It may hold secrets: see cloud/details.py.
    """

    id: str
    name: str
    state: str
    created_at: datetime | None
    updated_at: datetime | None = None
    status: str = ""
    error_code: str = ""
    error_message: str = ""
    schedule_status: str = ""
    entry: Mapping[str, JsonValue] = field(default_factory=dict, repr=False, compare=False)

    @property
    def input(self) -> JsonObject:
        """What it reads; it may hold secrets."""
        return as_object(self.entry.get("input"))


@dataclass(frozen=True)
class TaskPage:
    """A page of a list, and how many tasks the cloud says that the list has; None where it does not say."""

    tasks: tuple[TaskDetails, ...]
    count: int | None


def read_page(answer: Answer) -> TaskPage | None:
    """The page, None where it is not one; entries without an id are left out."""
    body = read_json(answer)
    tasks = body.get("tasks") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(tasks, list):
        return None
    count = body.get("count")
    return TaskPage(
        tuple(_read_task(entry) for entry in tasks if isinstance(entry, dict) and is_id(entry.get("id"))),
        count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None,
    )


def is_page(answer: Answer) -> bool:
    """Whether this is what the list call answers: `{"count": …, "tasks": […]}`."""
    page = read_page(answer)
    return page is not None and page.count is not None


def read_details(answer: Answer, *, task_id: str) -> TaskDetails | None:
    """The task that was asked for; None where this is not it."""
    body = read_json(answer)
    return _read_task(body) if isinstance(body, dict) and body.get("id") == task_id else None


def _read_task(entry: dict[str, JsonValue]) -> TaskDetails:
    error = as_object(entry.get("error"))
    said = {
        "status": entry.get("status"),
        "error_code": error.get("code"),
        "error_message": error.get("message"),
    }
    return TaskDetails(
        id=str(entry["id"]),
        name=clean_text(_text(entry.get("name"))),
        state=clean_text(_text(entry.get("state")))[:MAX_STATE],
        created_at=read_time(entry.get("created_at")),
        updated_at=read_time(entry.get("updated_at")),
        schedule_status=clean_text(_text(entry.get("schedule_status")))[:MAX_STATE],
        entry=entry,
        **_clean({name: _text(value) for name, value in said.items() if value}, entry),
    )


def _clean(said: dict[str, str], entry: dict[str, JsonValue]) -> dict[str, str]:
    """What the cloud says of a task, without the secrets that the task was given."""
    if not said:
        return {}
    given = {name: entry[name] for name in ("input", "output", "config") if name in entry}
    secrets = spell_out(secrets_in(json.dumps(given).encode()))
    cleaned = {name: clean_text(text, secrets=secrets) for name, text in said.items()}
    if "error_code" in cleaned:
        cleaned["error_code"] = cleaned["error_code"][:MAX_ID]
    return cleaned


def _text(value: JsonValue) -> str:
    """A text or a number as text; anything else, which is nobody's words, as nothing."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def read_time(value: JsonValue) -> datetime | None:
    """`2021-01-01T00:00:00Z`, or milliseconds since 1970; None where it is neither, or no task's time."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value / 1000, UTC)
        else:
            moment = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
