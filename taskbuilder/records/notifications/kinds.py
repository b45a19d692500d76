"""The kinds of events that people and webhooks are notified of: the one list that all others read."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taskbuilder.taskspec.messages import gettext_noop

KIND_LENGTH = 20


class Scope(models.TextChoices):
    """Whose submissions somebody is notified about."""

    NONE = "none", _("Off")
    OWN = "own", _("My submissions")
    ALL = "all", _("All submissions")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind. `sentence` says what happened to a submission (`name`), and who did it (`by`).

    `page`: the notifications on the page of somebody who has chosen nothing. A kind that `is_addressed` is
    about a person: it does not matter whose submission it is. `is_event`: whether events are of it.
    """

    name: str
    title: Promise
    sentence: str
    icon: str
    page: Scope = Scope.NONE
    is_addressed: bool = False
    is_event: bool = True
    has_minutes: bool = False

    @property
    def scopes(self) -> list[tuple[str, object]]:
        """What can be chosen, each with its words."""
        if self.is_addressed:
            return [(Scope.NONE, Scope.NONE.label), (Scope.ALL, _("Always"))]
        return [(each.value, each.label) for each in Scope]


CREATED, REFUSED, UNKNOWN, WAITING = "created", "refused", "unknown", "waiting"
COMMENTED, REVIEWED, MENTIONED = "commented", "reviewed", "mentioned"
HANDED_OVER = "handed_over"
TASK_FAILED, TASK_ABNORMAL = "task_failed", "task_abnormal"
TASK_STOPPED, TASK_VANISHED = "task_stopped", "task_vanished"
ACTION_FAILED, HANDOVER = "action_failed", "handover"
REPLACEMENT_FAILED, REPLACE_CANCELLED = "replacement_failed", "replace_cancelled"
TEST = "test"
"""Of a delivery to a webhook that is about nothing."""
KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Adds kinds to what can be chosen, at the end."""
    KINDS.update({kind.name: kind for kind in kinds})


register(
    Kind(name=CREATED, title=_("Created"), sentence=gettext_noop("“%(name)s” was created."), icon="created"),
    Kind(
        name=REFUSED,
        title=_("Refused or given up"),
        sentence=gettext_noop("“%(name)s” was not created."),
        icon="refused",
        page=Scope.OWN,
    ),
    Kind(
        name=UNKNOWN,
        title=_("Unknown outcome"),
        sentence=gettext_noop("The outcome of “%(name)s” is unknown."),
        icon="unknown",
        page=Scope.OWN,
    ),
    Kind(
        name=WAITING,
        title=_("Still waiting"),
        sentence=gettext_noop("“%(name)s” has been waiting for more than %(minutes)s minutes."),
        icon="waiting",
        has_minutes=True,
    ),
    Kind(
        name=COMMENTED,
        title=_("Comment"),
        sentence=gettext_noop("%(by)s commented on “%(name)s”."),
        icon="comment",
        page=Scope.OWN,
    ),
    Kind(
        name=REVIEWED,
        title=_("Reviewed"),
        sentence=gettext_noop("%(by)s reviewed “%(name)s”."),
        icon="check",
    ),
    Kind(
        name=MENTIONED,
        title=_("Mention of you"),
        sentence=gettext_noop("%(by)s mentioned you on “%(name)s”."),
        icon="person",
        page=Scope.ALL,
        is_addressed=True,
        is_event=False,
    ),
    Kind(
        name=HANDED_OVER,
        title=_("Draft handed over to you"),
        sentence=gettext_noop("%(by)s handed the draft “%(name)s” over to you."),
        icon="person",
        page=Scope.ALL,
        is_addressed=True,
    ),
    Kind(
        name=TASK_FAILED,
        title=_("Task failed"),
        sentence=gettext_noop("A task of “%(name)s” failed."),
        icon="refused",
        page=Scope.OWN,
    ),
    Kind(
        name=TASK_ABNORMAL,
        title=_("Task abnormal"),
        sentence=gettext_noop("A task of “%(name)s” is abnormal."),
        icon="unknown",
        page=Scope.OWN,
    ),
    Kind(
        name=TASK_STOPPED,
        title=_("Task stopped elsewhere"),
        sentence=gettext_noop("A task of “%(name)s” was stopped, but not from here."),
        icon="cancelled",
        page=Scope.OWN,
    ),
    Kind(
        name=TASK_VANISHED,
        title=_("Task no longer in the cloud"),
        sentence=gettext_noop("A task of “%(name)s” is gone from the cloud, but was not deleted from here."),
        icon="given-up",
        page=Scope.OWN,
    ),
    Kind(
        name=ACTION_FAILED,
        title=_("Action failed"),
        sentence=gettext_noop("Starting, stopping or deleting a task of “%(name)s” failed."),
        icon="refused",
        page=Scope.OWN,
    ),
    Kind(
        name=REPLACEMENT_FAILED,
        title=_("Replacement failed"),
        sentence=gettext_noop("“%(name)s” did not take the place of its old task, which stays."),
        icon="refused",
        page=Scope.OWN,
    ),
    Kind(
        name=REPLACE_CANCELLED,
        title=_("Replacement cancelled"),
        sentence=gettext_noop("%(by)s cancelled the replacement by “%(name)s”. The old task stays."),
        icon="cancelled",
        page=Scope.OWN,
    ),
    Kind(
        name=HANDOVER,
        title=_("Shift handover"),
        sentence=gettext_noop("Shift handover from %(since)s to %(until)s."),
        icon="history",
        page=Scope.ALL,
        is_addressed=True,
    ),
)
