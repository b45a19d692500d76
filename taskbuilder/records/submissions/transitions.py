"""Moving a submission to its next state, with the columns that belong to that state."""

from datetime import datetime

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import SETTLED, State, check_change


def change_state(
    submission: Submission, new: State, *, now: datetime, is_decided: bool = False, **columns: object
) -> None:
    """Moves a locked row to its next state, with the columns of that state; raises ForbiddenChange."""
    changed = state_columns(State(submission.state), new, now=now, is_decided=is_decided, **columns)
    Submission.objects.filter(pk=submission.pk).update(**changed)


def state_columns(
    old: State, new: State, *, now: datetime, is_decided: bool = False, **columns: object
) -> dict[str, object]:
    """What moving a row to its next state writes; raises ForbiddenChange."""
    check_change(old, new, is_decided=is_decided)
    usual: dict[str, object] = {
        "state": new,
        "due_at": None,
        "lease_until": None,
        "leased_by": "",
        "settled_at": now if new in SETTLED else None,
    }
    return usual | columns
