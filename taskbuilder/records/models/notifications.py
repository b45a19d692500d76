"""What happened in projects, what each person wants to know of it, and their notifications."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import ExactJSONField
from taskbuilder.records.models.comments import Comment
from taskbuilder.records.models.drafts import TITLE_LENGTH
from taskbuilder.records.models.projects import Project
from taskbuilder.records.models.submissions import Submission
from taskbuilder.records.notifications.kinds import HANDOVER, KIND_LENGTH, WAITING, Scope

LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 1, 7 * 24 * 60, 15
MINUTES_RANGE = (MinValueValidator(LEAST_MINUTES), MaxValueValidator(MOST_MINUTES))


class ProjectEvent(models.Model):
    """Something that happened to a submission, a draft or a project; triggers write most of them.

    A relay notifies those who want to know, in one transaction, and notes `handled_at`. `minutes`: for how
    long at least a submission had waited, or how much time a handover is about. `draft_id` refers to no row:
    the address stays that of what a draft becomes. `name` is a draft's or a task's, `by` who did it where no
    comment says so, `to` the only person who is notified. `task_ids` are the tasks that it is about, `batch`
    the action that failed.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        related_name="+",
        verbose_name=_("submission"),
        null=True,
        blank=True,
        db_index=False,
    )
    draft_id = models.UUIDField(_("draft"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=TITLE_LENGTH, blank=True, default="", db_default="")
    by = models.CharField(_("by"), max_length=150, blank=True, default="", db_default="")
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("to"),
        null=True,
        blank=True,
        db_index=False,
    )
    task_ids = ExactJSONField[list[str] | None](_("tasks"), null=True, blank=True)
    batch = models.ForeignKey(
        "records.ActionBatch",
        models.CASCADE,
        related_name="+",
        verbose_name=_("action on tasks"),
        null=True,
        blank=True,
        db_index=False,
    )
    comment = models.ForeignKey(
        Comment,
        models.CASCADE,
        related_name="+",
        verbose_name=_("comment"),
        null=True,
        blank=True,
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=KIND_LENGTH)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["submission", "kind"], name="event_of_submission"),
            models.Index(fields=["comment"], name="event_of_comment", condition=Q(comment__isnull=False)),
            models.Index(fields=["to"], name="event_to_person", condition=Q(to__isnull=False)),
            models.Index(
                fields=["handled_at", "id"], name="event_to_handle", condition=Q(handled_at__isnull=True)
            ),
            models.Index(fields=["at"], name="event_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "minutes"], name="event_of_waiting_once", condition=Q(kind=WAITING)
            ),
            models.UniqueConstraint(
                fields=["batch"], name="event_of_batch_once", condition=Q(batch__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["project", "at"], name="event_of_handover_once", condition=Q(kind=HANDOVER)
            ),
            models.CheckConstraint(
                condition=Q(submission__isnull=False, draft_id__isnull=True)
                | Q(submission__isnull=True, draft_id__isnull=False)
                | Q(batch__isnull=False, draft_id__isnull=True)
                | Q(kind=HANDOVER, draft_id__isnull=True),
                name="event_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.kind}"

    @property
    def subject(self) -> str:
        """What the submission, draft or task is called."""
        return self.submission.name if self.submission else self.name or str(_("Untitled draft"))

    @property
    def begin(self) -> datetime:
        """Since when a handover says what happened."""
        return self.at - timedelta(minutes=self.minutes or 0)


class NotificationChoice(models.Model):
    """How one person is notified of one kind of event in one project; without one as `kinds` has it."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=KIND_LENGTH)
    on_page = models.CharField(_("in Task Builder"), max_length=10, choices=Scope, default=Scope.NONE)
    by_mail = models.CharField(_("by email"), max_length=10, choices=Scope, default=Scope.NONE)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True, validators=MINUTES_RANGE)

    class Meta:
        verbose_name = _("notification setting")
        verbose_name_plural = _("notification settings")
        indexes = [
            models.Index(
                fields=["minutes", "project"],
                name="notification_of_waiting",
                condition=Q(minutes__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "person"], name="notification_choice_once"),
            models.CheckConstraint(
                condition=Q(on_page__in=Scope.values, by_mail__in=Scope.values),
                name="notification_choice_scopes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.project} · {self.kind}"


class Notification(models.Model):
    """One event, for one person. `kind` may say more than the event's: that they are mentioned in it.

    `mail_due_at`: when it is to be sent by mail; None where it is not, or was.
    """

    event = models.ForeignKey(
        ProjectEvent,
        models.CASCADE,
        related_name="notifications",
        verbose_name=_("event"),
        db_index=False,
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
        db_index=False,
    )
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    kind = models.CharField(_("kind"), max_length=KIND_LENGTH)
    at = models.DateTimeField(_("at"))
    is_on_page = models.BooleanField(_("in Task Builder"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mail_due_at = models.DateTimeField(_("email due"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["person", "at"], name="notification_latest"),
            models.Index(
                fields=["person", "project"],
                name="notification_unread",
                condition=Q(is_on_page=True, read_at__isnull=True),
            ),
            models.Index(
                fields=["mail_due_at"],
                name="notification_to_mail",
                condition=Q(mail_due_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="notification_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.kind}"
