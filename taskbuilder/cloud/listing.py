"""What the list call tells of tasks (api.md, TaskDetails), read with care: another's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from taskbuilder.cloud.answers import is_id, read_json
from taskbuilder.cloud.session import Answer
from taskbuilder.cloud.untrusted import clean_text
from taskbuilder.taskspec.json_value import JsonValue

MOST_TASKS = 100
"""The tasks of one page."""
FIRST_YEAR, LAST_YEAR = 1970, 9000
"""Times at the calendar's ends cannot be shown in every zone, and are nobody's."""


@dataclass(frozen=True, kw_only=True)
class ListedTask:
    """One task of the cloud; `input` may hold secrets, and is never stored or shown."""

    id: str
    name: str
    state: str
    created_at: datetime | None
    input: Mapping[str, JsonValue] = field(repr=False)


def read_tasks(answer: Answer) -> tuple[ListedTask, ...] | None:
    """The page's tasks, None where it is no page; entries without an id are left out."""
    body = read_json(answer)
    tasks = body.get("tasks") if isinstance(body, dict) else None
    if not isinstance(tasks, list):
        return None
    return tuple(_read_task(entry) for entry in tasks if isinstance(entry, dict) and is_id(entry.get("id")))


def is_page(answer: Answer) -> bool:
    """Whether this is what the list call answers: `{"count": …, "tasks": […]}`."""
    body = read_json(answer)
    return isinstance(body, dict) and isinstance(body.get("count"), int) and read_tasks(answer) is not None


def _read_task(entry: dict[str, JsonValue]) -> ListedTask:
    given = entry.get("input")
    return ListedTask(
        id=str(entry["id"]),
        name=clean_text(str(entry.get("name", ""))),
        state=clean_text(str(entry.get("state", ""))),
        created_at=read_time(entry.get("created_at")),
        input=given if isinstance(given, dict) else {},
    )


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
