"""One sentence on the status of a submission and what happens next."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from taskbuilder.records.submissions.states import UNREADABLE, State


def explain(
    *, state: State, reason: str, message: str, due_at: datetime | None, is_adopted: bool = False
) -> str:
    """`reason` and `message` come from the submission's last outcome, `due_at` is its next try."""
    if is_adopted:
        return _("Adopted: the task was created elsewhere, and added to the history.")
    if state is State.WAITING:
        return explain_waiting(reason=reason, due_at=due_at)
    if state is State.REFUSED:
        return _("Refused, nothing was created. The cloud says: %(message)s") % {"message": message}
    if state is State.GIVEN_UP and reason == "throttled":
        return _("Given up: the cloud asked to wait for more than a day. Nothing was created.")
    return {
        State.QUEUED: _("Queued: it will be sent in a moment."),
        State.SENDING: _("Sending: the cloud has not responded yet."),
        State.CREATED: _("Created: the cloud returned the IDs."),
        State.UNKNOWN: _(
            "Unknown: it was sent, but no usable response came back. It is not sent again automatically."
        ),
        State.GIVEN_UP: _("Given up: it could not be sent for a whole day. Nothing was created."),
        State.CANCELLED: _("Cancelled: it was cancelled before it was sent."),
        State.CLOSED: _("Closed: an operator confirmed that it was not created and is no longer needed."),
    }[state]


def explain_waiting(*, reason: str, due_at: datetime | None) -> str:
    if reason == UNREADABLE:
        return _("Waiting: the secrets cannot be read. An administrator must restore the encryption key.")
    parameters = {"time": describe_time(due_at)}
    if reason == "throttled":
        return _("Waiting: the cloud asked to try again later. Next attempt at %(time)s.") % parameters
    return _("Waiting: the cloud is unreachable. Next attempt at %(time)s.") % parameters


def describe_time(moment: datetime | None) -> str:
    """The time of day in the viewer's zone, with the zone's name."""
    if moment is None:
        return "–"
    local = timezone.localtime(moment)
    return f"{date_format(local, 'H:i:s')} {local.tzname()}"
