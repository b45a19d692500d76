"""A submission's states and the changes they allow, as the one table that code and documents read."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    WAITING = "waiting", _("Waiting")
    CREATED = "created", _("Created")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Unknown")
    GIVEN_UP = "given_up", _("Given up")
    CANCELLED = "cancelled", _("Cancelled")
    CLOSED = "closed", _("Closed")

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return self.value.replace("_", "-")


# What happens automatically. From sending back to queued: the sender died before it sent anything. From
# unknown on: the answer came after all, when its sender had been taken for dead. From queued, waiting,
# cancelled and closed to created: that late answer came when a person had already decided.
ALLOWED: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.CREATED}),
    State.SENDING: frozenset(
        {State.QUEUED, State.WAITING, State.CREATED, State.REFUSED, State.UNKNOWN, State.GIVEN_UP}
    ),
    State.WAITING: frozenset({State.SENDING, State.CREATED}),
    State.CREATED: frozenset(),
    State.REFUSED: frozenset(),
    State.UNKNOWN: frozenset({State.CREATED, State.REFUSED}),
    State.GIVEN_UP: frozenset(),
    State.CANCELLED: frozenset({State.CREATED}),
    State.CLOSED: frozenset({State.CREATED}),
}
# What a person decides: to cancel what no sender has claimed, and how an unknown outcome is resolved, after a
# search in the cloud; found there for certain, that is decided without a person.
DECIDED: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.CANCELLED}),
    State.WAITING: frozenset({State.CANCELLED}),
    State.UNKNOWN: frozenset({State.CREATED, State.QUEUED, State.CLOSED}),
}

DUE = (State.QUEUED, State.WAITING)
NOTHING_CREATED = (State.REFUSED, State.GIVEN_UP, State.CANCELLED, State.CLOSED)
"""The ends at which no task exists."""
SETTLED = (State.CREATED, State.UNKNOWN, *NOTHING_CREATED)
CANCELLABLE = tuple(state for state in State if State.CANCELLED in DECIDED.get(state, ()))

# Why a submission waits whose secrets cannot be read; every other reason is the result of an attempt.
UNREADABLE = "unreadable"


class ForbiddenChange(Exception):
    """A change of state that the table does not allow."""

    def __init__(self, old: State, new: State) -> None:
        super().__init__(f"A submission never goes from {old.value} to {new.value}.")
        self.old = old
        self.new = new


def check_change(old: State, new: State, *, is_decided: bool = False) -> None:
    """Raises ForbiddenChange unless the table has `old` to `new`: automatically, or by decision."""
    if new not in (DECIDED.get(old, frozenset()) if is_decided else ALLOWED[old]):
        raise ForbiddenChange(old, new)


def as_mermaid() -> str:
    """The tables as one Mermaid state diagram, for docs/guarantees.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.QUEUED.value}"]
    lines += [f"    {old.value} --> {new.value}" for old in State for new in State if new in ALLOWED[old]]
    lines += [
        f"    {old.value} --> {new.value} : by decision"
        for old, decided in DECIDED.items()
        for new in State
        if new in decided
    ]
    lines += [f"    {state.value} --> [*]" for state in State if state in SETTLED]
    return "\n".join(lines)
