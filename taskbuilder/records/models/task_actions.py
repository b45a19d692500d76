"""What people asked of tasks in the cloud, each try to have it done, and tasks that replace others."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.projects import Project, Service
from taskbuilder.records.models.submissions import CloudCall, CreatedTask, Submission, ends_unless_open
from taskbuilder.records.task_actions.states import ENDED, OPEN, WAITING, ActionKind, ActionState, Finding


class ActionBatch(models.Model):
    """What one person asked of one or many tasks at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="action_batches", verbose_name=_("project"), db_index=False
    )
    kind = models.CharField(_("action"), max_length=10, choices=ActionKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), db_index=False
    )
    token = models.ForeignKey(
        "records.ApiToken",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("API token"),
        null=True,
        blank=True,
    )
    asked_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("action on tasks")
        verbose_name_plural = _("actions on tasks")
        indexes = [
            models.Index(fields=["project", "asked_at"], name="action_batch_history"),
            models.Index(fields=["by"], name="action_batch_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.by}"


class TaskAction(models.Model):
    """An action on one task, and how far it has come; a task has one at a time.

    `created` is None for a task that was not created here. With `must_check` the answer to a call is unknown:
    the task is looked at before the call is repeated. `message` and `code` are the cloud's last words.
    """

    batch = models.ForeignKey(
        ActionBatch, models.CASCADE, related_name="actions", verbose_name=_("action on tasks")
    )
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    service = models.ForeignKey(Service, models.CASCADE, related_name="+", verbose_name=_("service"))
    created = models.ForeignKey(
        CreatedTask,
        models.CASCADE,
        related_name="actions",
        verbose_name=_("created task"),
        null=True,
        blank=True,
    )
    task_id = models.CharField(_("task id"), max_length=200)
    kind = models.CharField(_("action"), max_length=10, choices=ActionKind)
    state = models.CharField(_("state"), max_length=10, choices=ActionState, default=ActionState.QUEUED)
    finding = models.CharField(_("finding"), max_length=20, choices=Finding, default=Finding.NONE, blank=True)
    must_check = models.BooleanField(_("check first"), default=False)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=100, blank=True)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    asked_at = models.DateTimeField(_("asked"))
    changed_at = models.DateTimeField(_("changed"))
    settled_at = models.DateTimeField(_("finished"), null=True, blank=True)
    message = models.CharField(_("message"), max_length=2000, blank=True)
    code = models.CharField(_("code"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("action on a task")
        verbose_name_plural = _("actions on single tasks")
        indexes = [
            models.Index(
                fields=["project", "due_at"], name="task_action_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["lease_until"], name="task_action_leased", condition=Q(lease_until__isnull=False)
            ),
            models.Index(
                fields=["project"], name="task_action_sending", condition=Q(state=ActionState.SENDING)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "task_id"], name="task_action_one_at_a_time", condition=Q(state__in=OPEN)
            ),
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="task_action_kind"),
            models.CheckConstraint(condition=Q(state__in=ActionState.values), name="task_action_state"),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, due_at__isnull=False)
                | (~Q(state__in=WAITING) & Q(due_at__isnull=True)),
                name="task_action_due_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state=ActionState.SENDING, lease_until__isnull=False)
                | (~Q(state=ActionState.SENDING) & Q(lease_until__isnull=True, leased_by="")),
                name="task_action_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, settled_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(settled_at__isnull=True)),
                name="task_action_settled_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.task_id}"

    @property
    def icon(self) -> str:
        return ActionState(self.state).icon

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class ActionResult(models.TextChoices):
    """How a try ended; `open` is written before anything is sent."""

    OPEN = "open", _("About to send")
    ACCEPTED = "accepted", _("Accepted")
    SHOWN = "shown", _("Checked")
    GONE = "gone", _("Not in the cloud")
    REFUSED = "refused", _("Refused")
    THROTTLED = "throttled", _("Asked to wait")
    NOT_SENT = "not_sent", _("Not sent")
    UNKNOWN = "unknown", _("Unknown")


class ActionAttempt(CloudCall):
    """One try to have an action done, or, with `is_check`, one look at its task."""

    action = models.ForeignKey(
        TaskAction, models.CASCADE, related_name="attempts", verbose_name=_("action"), db_index=False
    )
    is_check = models.BooleanField(_("check"), default=False)
    result = models.CharField(_("result"), max_length=10, choices=ActionResult, default=ActionResult.OPEN)

    class Meta(CloudCall.Meta):
        verbose_name = _("attempt of an action")
        verbose_name_plural = _("attempts of actions")
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="action_attempt_number_once"),
            models.CheckConstraint(condition=Q(result__in=ActionResult.values), name="action_attempt_result"),
            ends_unless_open("action_attempt_ended_unless_open"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} · {self.number}"


class ReplacementState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the new task to run")
    DELETING = "deleting", _("Deleting the old task")
    DONE = "done", _("Replaced")
    KEPT = "kept", _("Old task not deleted")


class Replacement(models.Model):
    """A submission whose tasks are to take another's place: those are deleted once all of these run.

    `problem` says why the old ones were kept. `deletion` is what deletes them. `looked_at`: when all the
    new ones were last seen to run.
    """

    new = models.OneToOneField(
        Submission,
        models.CASCADE,
        primary_key=True,
        related_name="replacement",
        verbose_name=_("new submission"),
    )
    old = models.ForeignKey(
        Submission, models.CASCADE, related_name="replacements", verbose_name=_("old submission")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"), db_index=False
    )
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReplacementState, default=ReplacementState.WAITING
    )
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    looked_at = models.DateTimeField(_("seen to run"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    settled_at = models.DateTimeField(_("finished"), null=True, blank=True)
    deletion = models.ForeignKey(
        ActionBatch,
        models.SET_NULL,
        related_name="replacements",
        verbose_name=_("deletion"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        indexes = [
            models.Index(fields=["due_at"], name="replacement_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["by"], name="replacement_by_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReplacementState.values), name="replacement_state"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "deleting"], due_at__isnull=False, settled_at__isnull=True)
                | Q(state__in=["done", "kept"], due_at__isnull=True, settled_at__isnull=False),
                name="replacement_due_until_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.new_id} → {self.old_id}"

    @property
    def tone(self) -> str:
        """The kind of message that it is shown as."""
        return {"done": "success", "kept": "confirm"}.get(self.state, "advice")
