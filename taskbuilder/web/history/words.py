"""What each state of a submission means to an operator, and what to do about it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from taskbuilder.records.states import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class StateWords:
    """`meaning`: what has happened. `next_step`: what will happen by itself, or what one can do."""

    meaning: "StrOrPromise"
    next_step: "StrOrPromise"


WORDS: dict[State, StateWords] = {
    State.QUEUED: StateWords(
        _("The request is kept safe and will be sent to the cloud in a moment."),
        _("There is nothing to do, and this page may be closed."),
    ),
    State.SENDING: StateWords(
        _("The request is on its way, and the cloud has not answered yet."),
        _("There is nothing to do, and this page may be closed."),
    ),
    State.WAITING: StateWords(
        _("The cloud could not be reached or asked to wait. Nothing has been created yet."),
        _("The request is sent again by itself, so there is nothing to do. This page may be closed."),
    ),
    State.CREATED: StateWords(
        _("The cloud has created the task."),
        _(
            "The platform now runs it by its schedule, or at once where it has none, and sends the results "
            "to the output below. How it fares is seen in the platform's own console, under the ID. "
            "This page keeps the ID: find it again in the project's history, or by its address."
        ),
    ),
    State.REFUSED: StateWords(
        _("The cloud refused the request. Nothing has been created."),
        _("Mend what it complains of in a new draft that begins with these answers, and create again."),
    ),
    State.UNKNOWN: StateWords(
        _("The request was sent, but no usable answer came. The task may or may not have been created."),
        _(
            "It is not sent again by itself, since that could create the task twice. An operator looks in "
            "the cloud and decides below what became of it."
        ),
    ),
    State.GIVEN_UP: StateWords(
        _("The cloud could not be reached for too long. Sending was given up; nothing has been created."),
        _("Ask an administrator to test the project's connection, then create the task again."),
    ),
}
