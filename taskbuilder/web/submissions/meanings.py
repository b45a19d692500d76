"""What each state of a submission means to an operator, and what to do about it."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from taskbuilder.records.models import Result, Submission
from taskbuilder.records.submissions.states import UNREADABLE, State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class StateWords:
    """`meaning`: what has happened. `next_step`: what will happen by itself, or what one can do.

    `for_readers`: the next step for those who may not take it; empty where there is none to take.
    """

    meaning: "StrOrPromise"
    next_step: "StrOrPromise"
    for_readers: "StrOrPromise" = ""

    def choose_next_step(self, *, may_create: bool) -> "StrOrPromise":
        return self.next_step if may_create else self.for_readers or self.next_step


BY_ITSELF = _("The request is sent again by itself, so there is nothing to do. This page may be closed.")
NOTHING_TO_DO = _("There is nothing to do, and this page may be closed.")
CREATE_ANOTHER = _("Nothing more happens. To create the task after all, create another like this.")
ENDED = _("Nothing more happens.")
AT_ONCE = StateWords(
    _("The cloud has created the task."),
    _(
        "It has no schedule: the platform runs it at once, and sends the results to the output below. How it "
        "fares is seen in the platform's own console, under the ID. This page keeps the ID: find it again in "
        "the project's history, or by its address."
    ),
)
WORDS: dict[State, StateWords] = {
    State.QUEUED: StateWords(
        _("The request is kept safe and will be sent to the cloud in a moment."), NOTHING_TO_DO
    ),
    State.SENDING: StateWords(
        _("The request is on its way, and the cloud has not answered yet."), NOTHING_TO_DO
    ),
    State.WAITING: StateWords(_("The request could not be sent yet. Nothing has been created."), BY_ITSELF),
    State.CREATED: StateWords(
        _("The cloud has created the task."),
        _(
            "The platform runs it by its schedule, and sends the results to the output below. How it fares "
            "is seen in the platform's own console, under the ID. This page keeps the ID: find it again in "
            "the project's history, or by its address."
        ),
    ),
    State.REFUSED: StateWords(
        _("The cloud refused the request. Nothing has been created."),
        _("Mend what it complains of in a new draft that begins with these answers, and create again."),
        _("An operator can mend what it complains of in a new draft, and create again."),
    ),
    State.UNKNOWN: StateWords(
        _("The request was sent, but no usable answer came. The task may or may not have been created."),
        _(
            "It is not sent again by itself, since that could create the task twice. Look in the cloud, then "
            "decide below what became of it."
        ),
        _(
            "It is not sent again by itself, since that could create the task twice. An operator looks in "
            "the cloud and decides what became of it."
        ),
    ),
    State.GIVEN_UP: StateWords(
        _("The request could not be sent for a whole day. Sending was given up; nothing has been created."),
        _("Ask an administrator to test the project's connection, then create the task again."),
        _("An operator creates the task again, once an administrator has tested the project's connection."),
    ),
    State.CANCELLED: StateWords(_("The request was cancelled before it was sent."), CREATE_ANOTHER, ENDED),
    State.CLOSED: StateWords(
        _("An operator found that the task was not created, and it is not wanted."), CREATE_ANOTHER, ENDED
    ),
}
WAITING: dict[str, StateWords] = {
    Result.THROTTLED: StateWords(_("The cloud asked to wait. Nothing has been created yet."), BY_ITSELF),
    UNREADABLE: StateWords(
        _("The secrets of the request, or of the project, cannot be read. Nothing has been created."),
        _(
            "An administrator has to restore the key that they were encrypted with. The request is then sent "
            "by itself. This page may be closed."
        ),
    ),
}
"""Why a submission waits, where it is not that nothing could be sent."""

REFUSED_AS_A_WHOLE = StateWords(
    _("The cloud refused the project's sign-in or address, not this request. Nothing has been created."),
    _(
        "An administrator has to mend the project and test its connection. Then create the task again, in a "
        "new draft that begins with these answers."
    ),
    _("An administrator has to mend the project and test its connection. Then an operator creates it again."),
)


def is_refused_as_a_whole(submission: Submission) -> bool:
    """Whether the cloud refused whatever this project sends (api.md: 401; and what leads elsewhere)."""
    status = submission.outcome.get("http_status") or 0
    is_ours = status == HTTPStatus.UNAUTHORIZED or 300 <= status < 400
    return submission.state == State.REFUSED and is_ours


def find_words(submission: Submission) -> StateWords:
    """Those of its state; `submission` has its tasks."""
    state = State(submission.state)
    if state is State.CREATED:
        count = len(submission.tasks.all())
        words = WORDS[state] if submission.request.get("schedule") else AT_ONCE
        many = ngettext(
            "The cloud has created %(counter)s task.", "The cloud has created %(counter)s tasks.", count
        )
        return replace(words, meaning=many % {"counter": count}) if count > 1 else words
    if is_refused_as_a_whole(submission):
        return REFUSED_AS_A_WHOLE
    if state is State.WAITING:
        return WAITING.get(submission.outcome.get("reason", ""), WORDS[state])
    return WORDS[state]
