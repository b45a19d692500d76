"""How made-up submissions ended, as often as in life, and which of the last are still under way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import cast

from taskbuilder.records.models import Result
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.submissions.states import State

REFUSED = Outcome(
    result=Result.REFUSED,
    http_status=400,
    code="ModelArts.0101",
    message="The value of field [stream_name] does not exist in the stream service.",
)
SILENT = Outcome(result=Result.UNKNOWN, message="No response arrived in time.")
AWAY = Outcome(result=Result.NOT_SENT, message="The host could not be reached.")
BUSY = Outcome(result=Result.THROTTLED, http_status=429, message="Too many requests.", retry_after=30)
ENDS: dict[State, tuple[float, Outcome | None]] = {
    State.CREATED: (93.2, Outcome(result=Result.CREATED, http_status=201)),
    State.REFUSED: (5.5, REFUSED),
    State.GIVEN_UP: (0.4, AWAY),
    State.CANCELLED: (0.6, None),
    State.CLOSED: (0.29, SILENT),
    State.UNKNOWN: (0.01, SILENT),
}
"""Each end's share in per cent, and what the last attempt came to."""
STATES, SHARES = tuple(ENDS), tuple(share for share, _outcome in ENDS.values())


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The end of one submission: its state, and its attempts, each with when it began."""

    state: State
    attempts: list[tuple[datetime, Outcome]]
    settled_at: datetime
    task_ids: tuple[str, ...] = ()

    @property
    def outcome(self) -> OutcomeData:
        """The last answer, as a submission saves it."""
        return cast("OutcomeData", self.attempts[-1][1].as_json()) if self.attempts else {}


def make_end(created_at: datetime, *, random: Random) -> Ended:
    state = random.choices(STATES, SHARES)[0]
    last = ENDS[state][1]
    outcomes = [] if last is None else [last]
    if last is not None and random.random() < 0.06:
        outcomes.insert(0, BUSY)
    attempts = [
        (created_at + timedelta(seconds=30 * position + random.random()), outcome)
        for position, outcome in enumerate(outcomes)
    ]
    begun = attempts[-1][0] if attempts else created_at
    many = random.choices((1, 2), (95, 5))[0] if state is State.CREATED else 0
    return Ended(
        state=state,
        attempts=attempts,
        settled_at=begun + timedelta(seconds=random.uniform(0.2, 4)),
        task_ids=tuple(f"{random.getrandbits(128):032x}" for _number in range(many)),
    )
