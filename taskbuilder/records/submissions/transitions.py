"""Moving a submission to its next state, with the columns that belong to that state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from taskbuilder.records.models import Submission
from taskbuilder.records.outbox.fault_points import Point, fault_point
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
    return columns_of(new, now=now) | columns


@contextmanager
def deciding() -> Iterator[None]:
    """The transaction that writes what a person decided."""
    with transaction.atomic():
        yield
        fault_point(Point.DECIDING)
    fault_point(Point.DECIDED)


def columns_of(new: State, *, now: datetime) -> dict[str, object]:
    """What a row holds as it enters a state."""
    return {
        "state": new,
        "due_at": None,
        "lease_until": None,
        "leased_by": "",
        "settled_at": now if new in SETTLED else None,
    }
