"""What an attempt came to, and what that allows, by the table in the reference's api.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from taskbuilder.cloud import CloudError, Created, NotSent, OutcomeUnknown, Refused, Throttled
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Result
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject, JsonValue

# How long after it was made a submission is still sent again, while surely nothing was created.
PATIENCE = timedelta(hours=24)
# How long until a submission whose secrets cannot be read is tried again.
UNREADABLE_WAIT = timedelta(minutes=5)

RESULTS: dict[type[CloudError], Result] = {
    NotSent: Result.NOT_SENT,
    Refused: Result.REFUSED,
    Throttled: Result.THROTTLED,
    OutcomeUnknown: Result.UNKNOWN,
}
STATES: dict[Result, State] = {
    Result.CREATED: State.CREATED,
    Result.REFUSED: State.REFUSED,
    Result.UNKNOWN: State.UNKNOWN,
    Result.NOT_SENT: State.WAITING,
    Result.THROTTLED: State.WAITING,
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """An attempt's end. `message` and `members` are the cloud's own words; `retry_after` is in seconds."""

    result: Result
    message: str = ""
    code: str = ""
    http_status: int | None = None
    request_id: str = ""
    task_ids: tuple[str, ...] = ()
    retry_after: float | None = None
    members: Mapping[str, JsonValue] = field(default_factory=dict)

    def as_json(self) -> JsonObject:
        """As a submission saves it: what is not known is left out."""
        known: JsonObject = {
            "reason": self.result.value,
            "message": self.message,
            "code": self.code,
            "http_status": self.http_status,
            "request_id": self.request_id,
            "members": dict(self.members),
        }
        return {name: value for name, value in known.items() if value}

    def as_columns(self) -> dict[str, object]:
        """As an attempt saves it."""
        return {
            "result": self.result,
            "message": storable_text(self.message, limit=2000),
            "code": storable_text(self.code, limit=100),
            "http_status": self.http_status,
            "request_id": storable_text(self.request_id, limit=200),
        }


def outcome_of_answer(created: Created) -> Outcome:
    return Outcome(
        result=Result.CREATED,
        http_status=created.status,
        request_id=created.request_id,
        task_ids=created.task_ids,
    )


def outcome_of_error(error: CloudError) -> Outcome:
    return Outcome(
        result=RESULTS[type(error)],
        message=error.message,
        code=error.code,
        http_status=error.http_status,
        request_id=error.request_id,
        retry_after=error.retry_after,
        members=error.members,
    )


def choose_next(
    outcome: Outcome, *, created_at: datetime, paused_until: datetime | None
) -> tuple[State, datetime | None]:
    """The state that an outcome leads to, and when it is due again: as soon as its project may go on."""
    state = STATES[outcome.result]
    if state is not State.WAITING or paused_until is None:
        return state, None
    return (State.WAITING, paused_until) if paused_until - created_at < PATIENCE else (State.GIVEN_UP, None)
