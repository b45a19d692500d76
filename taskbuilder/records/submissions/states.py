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


# What happens automatically. From sending back to queued: the sender died before it sent anything. From
# unknown on: the answer came after all, when its sender had been taken for dead. From queued and waiting to
# created: that late answer came when a person had already decided to send again.
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
}
# What a person decides who has looked in the cloud; found for certain, it is decided without one.
DECIDED: dict[State, frozenset[State]] = {State.UNKNOWN: frozenset({State.CREATED, State.QUEUED})}

DUE = (State.QUEUED, State.WAITING)
SETTLED = (State.CREATED, State.REFUSED, State.UNKNOWN, State.GIVEN_UP)

ICONS: dict[State, str] = {
    State.QUEUED: "queued",
    State.SENDING: "sending",
    State.WAITING: "waiting",
    State.CREATED: "created",
    State.REFUSED: "refused",
    State.UNKNOWN: "unknown",
    State.GIVEN_UP: "given-up",
}

# Why a submission waits whose secrets cannot be read; every other reason is the result of an attempt.
UNREADABLE = "unreadable"


class ForbiddenChange(Exception):
    """A change of state that the table does not allow."""

    def __init__(self, old: State, new: State) -> None:
        super().__init__(f"A submission never goes from {old.value} to {new.value}.")
        self.old = old
        self.new = new


def check_change(old: State, new: State, *, is_decided: bool = False) -> None:
    """Raises ForbiddenChange unless the table allows to go from `old` to `new`: by itself, or by decision."""
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
    lines += [f"    {state.value} --> [*]" for state in SETTLED]
    return "\n".join(lines)
