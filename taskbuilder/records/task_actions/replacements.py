"""Submissions that take another's place: how one begins, and how a person ends it."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils.translation import gettext_noop as _

from taskbuilder.records.models import Replacement, ReplacementState, Submission
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.transitions import deciding
from taskbuilder.records.task_actions.failures import note_cancelled_replacement

BY_PERSON = _("Somebody chose to leave the old task in place.")


def begin_replacement(new: Submission, *, old_id: UUID, by: User, now: datetime) -> None:
    """Has the old tasks deleted once the new ones run; in the caller's transaction."""
    Replacement.objects.create(new=new, old_id=old_id, by=by, asked_at=now, due_at=now)


def keep_old(new_id: UUID, *, by: User, now: datetime) -> bool:
    """Leaves the old tasks alone, unless they are being deleted already: then False."""
    waiting = Replacement.objects.filter(pk=new_id, state=ReplacementState.WAITING)
    with deciding():
        is_ended = bool(waiting.update(**settled(ReplacementState.KEPT, BY_PERSON, now=now)))
        if is_ended:
            new = Submission.objects.only("project_id").get(pk=new_id)
            note_cancelled_replacement(new, by=by.get_username(), now=now)
    return is_ended


def settled(state: ReplacementState, problem: str, *, now: datetime) -> dict[str, object]:
    """What a replacement holds at its end."""
    return {"state": state, "problem": problem, "due_at": None, "settled_at": now}


def list_replacements(submission: Submission) -> list[Replacement]:
    """Those that a submission has a part in, the oldest first. One query, and none where there are none.

    `submission` comes from `get_submission`.
    """
    if not vars(submission).get("has_replacements", True):
        return []
    part = Q(new=submission.pk) | Q(old=submission.pk)
    names = [f"{side}__{name}" for side in ("new", "old") for name in PAYLOADS]
    rows = Replacement.objects.filter(part).select_related("new", "old", "by").defer(*names)
    return list(rows.order_by("asked_at"))
