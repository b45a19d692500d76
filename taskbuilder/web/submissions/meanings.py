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
    """`meaning`: what has happened. `next_step`: what will happen automatically, or what one can do.

    `for_readers`: the next step for those who may not take it; empty where there is none to take.
    """

    meaning: "StrOrPromise"
    next_step: "StrOrPromise"
    for_readers: "StrOrPromise" = ""

    def choose_next_step(self, *, may_create: bool) -> "StrOrPromise":
        return self.next_step if may_create else self.for_readers or self.next_step


BY_ITSELF = _("The request is sent again automatically. You can close this page.")
NOTHING_TO_DO = _("No action needed. You can close this page.")
CREATE_ANOTHER = _("This submission is finished. To create the task after all, create a similar one.")
ENDED = _("This submission is finished.")
NO_REQUEST = _("This submission is finished. Its request was removed, so it can't be copied.")
AT_ONCE = StateWords(
    _("The cloud has created the task."),
    _(
        "It has no schedule: the platform runs it at once and sends results to the output below. Its state "
        "is shown under “In the cloud”."
    ),
)
MANY_AT_ONCE = _(
    "They have no schedule: the platform runs them at once and sends results to the output below. Their "
    "states are shown under “In the cloud”."
)
MANY_BY_SCHEDULE = _(
    "The platform runs them by their schedule and sends results to the output below. Their states are "
    "shown under “In the cloud”."
)
WORDS: dict[State, StateWords] = {
    State.QUEUED: StateWords(
        _("The request is saved and will be sent to the cloud in a moment."), NOTHING_TO_DO
    ),
    State.SENDING: StateWords(
        _("The request is being sent. The cloud has not responded yet."), NOTHING_TO_DO
    ),
    State.WAITING: StateWords(_("The request could not be sent yet. Nothing has been created."), BY_ITSELF),
    State.CREATED: StateWords(
        _("The cloud has created the task."),
        _(
            "The platform runs it by its schedule and sends results to the output below. Its state is shown "
            "under “In the cloud”."
        ),
    ),
    State.REFUSED: StateWords(
        _("The cloud refused the request. Nothing has been created."),
        _("Fix the problem in a copy of this task, then submit it again."),
        _("An operator can fix the problem in a copy of this task, then submit it again."),
    ),
    State.UNKNOWN: StateWords(
        _(
            "The request was sent, but no usable response came back. The task may or may not have been "
            "created."
        ),
        _(
            "It is not sent again automatically, because that could create the task twice. Check the "
            "cloud, then resolve it below."
        ),
        _(
            "It is not sent again automatically, because that could create the task twice. An operator "
            "checks the cloud and resolves it."
        ),
    ),
    State.GIVEN_UP: StateWords(
        _(
            "The request could not be sent for a whole day, and sending was given up. Nothing has been "
            "created."
        ),
        _("Ask an administrator to test the project's connection, then create the task again."),
        _("An administrator must test the project's connection. Then an operator can create the task again."),
    ),
    State.CANCELLED: StateWords(_("The request was cancelled before it was sent."), CREATE_ANOTHER, ENDED),
    State.CLOSED: StateWords(
        _("An operator confirmed that the task was not created and is no longer needed."),
        CREATE_ANOTHER,
        ENDED,
    ),
}
WAITING: dict[str, StateWords] = {
    Result.THROTTLED: StateWords(_("The cloud asked to wait. Nothing has been created yet."), BY_ITSELF),
    UNREADABLE: StateWords(
        _("The secrets of the request, or of the project, cannot be read. Nothing has been created."),
        _(
            "An administrator must restore the encryption key. The request is then sent automatically. "
            "You can close this page."
        ),
    ),
}
"""Why a submission waits, where it is not that nothing could be sent."""

ADOPTED = StateWords(
    _("The task was created elsewhere, and adopted into this history."),
    _("Its state is shown under “In the cloud”. Its secrets are unknown here: a similar task asks for them."),
)
REPLACED = _("It was deleted in the cloud because another task runs in its place.")
REFUSED_AS_A_WHOLE = StateWords(
    _("The cloud refused the project's sign-in or address, not this request. Nothing has been created."),
    _("An administrator must fix the project and test its connection. Then submit a copy of this task."),
    _(
        "An administrator must fix the project and test its connection. Then an operator can create the "
        "task again."
    ),
)


def is_refused_as_a_whole(submission: Submission) -> bool:
    """Whether the cloud refused whatever this project sends (api.md: 401; and what leads elsewhere)."""
    status = submission.outcome.get("http_status") or 0
    is_ours = status == HTTPStatus.UNAUTHORIZED or 300 <= status < 400
    return submission.state == State.REFUSED and is_ours


def find_words(submission: Submission, *, is_gone: bool = False) -> StateWords:
    """Those of its state; `submission` has its tasks. `is_gone`: the cloud has none of them any longer."""
    words = find_words_of_state(submission)
    if is_gone and submission.is_replaced:
        words = StateWords(words.meaning, REPLACED)
    elif is_gone:
        words = find_gone_words(words, len(submission.tasks.all()))
    return words if submission.has_request else replace(words, next_step=NO_REQUEST, for_readers="")


def find_words_of_state(submission: Submission) -> StateWords:
    state = State(submission.state)
    if state is State.CREATED:
        return find_created_words(submission)
    if is_refused_as_a_whole(submission):
        return REFUSED_AS_A_WHOLE
    if state is State.WAITING:
        return WAITING.get(submission.outcome.get("reason", ""), WORDS[state])
    return WORDS[state]


def find_gone_words(words: StateWords, count: int) -> StateWords:
    """What was created has been deleted since: nothing of it runs by its schedule."""
    ended = ngettext(
        "The cloud no longer lists the task, so it no longer runs.",
        "The cloud no longer lists the tasks, so they no longer run.",
        count,
    )
    again = ngettext(
        "The cloud no longer lists the task, so it no longer runs. To run it again, create a similar one.",
        "The cloud no longer lists the tasks, so they no longer run. To run them again, create similar ones.",
        count,
    )
    return StateWords(words.meaning, again, for_readers=ended)


def find_created_words(submission: Submission) -> StateWords:
    """One sentence, however many tasks the cloud has created."""
    if submission.is_adopted:
        return ADOPTED
    count, has_schedule = len(submission.tasks.all()), bool(submission.request.get("schedule"))
    if count == 1:
        return WORDS[State.CREATED] if has_schedule else AT_ONCE
    many = ngettext(
        "The cloud has created %(counter)s task.", "The cloud has created %(counter)s tasks.", count
    )
    return StateWords(many % {"counter": count}, MANY_BY_SCHEDULE if has_schedule else MANY_AT_ONCE)
