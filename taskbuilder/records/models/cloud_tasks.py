"""What the cloud said of created tasks, when their states changed, and when each service is read again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taskbuilder.records.cloud_tasks.states import GONE, name_state
from taskbuilder.records.fields import ExactJSONField
from taskbuilder.records.models.projects import Project, Service
from taskbuilder.records.models.submissions import NAME_LENGTH, CreatedTask
from taskbuilder.taskspec.json_value import JsonObject

STATE_LENGTH, TEXT_LENGTH, CODE_LENGTH = 60, 500, 128


class CloudTask(models.Model):
    """A created task as the cloud last showed it; one that was never read has none.

    `missing_since`: when a complete list first lacked it. `read_at`: when this was read; a later reading of
    its service found the same. `digest`: of what the cloud shows of its request.
    """

    created = models.OneToOneField(
        CreatedTask,
        models.CASCADE,
        primary_key=True,
        related_name="seen",
        verbose_name=_("created task"),
    )
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="+", verbose_name=_("service"), db_index=False
    )
    state = models.CharField(_("state"), max_length=STATE_LENGTH, blank=True)
    status = models.CharField(_("status"), max_length=TEXT_LENGTH, blank=True)
    error_code = models.CharField(_("error code"), max_length=CODE_LENGTH, blank=True)
    error_message = models.CharField(_("error message"), max_length=TEXT_LENGTH, blank=True)
    schedule_status = models.CharField(_("schedule status"), max_length=STATE_LENGTH, blank=True)
    cloud_created_at = models.DateTimeField(_("created in the cloud"), null=True, blank=True)
    cloud_updated_at = models.DateTimeField(_("changed in the cloud"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"))
    missing_since = models.DateTimeField(_("missing since"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=32, blank=True, default="", editable=False)

    class Meta:
        verbose_name = _("task in the cloud")
        verbose_name_plural = _("tasks in the cloud")
        indexes = [
            models.Index(
                fields=["service", "state"],
                name="cloud_task_present",
                condition=Q(missing_since__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.created_id} · {self.shown_state}"

    @property
    def shown_state(self) -> str:
        """Its state; GONE where it is missing."""
        return GONE if self.missing_since else self.state


class ShownRequest(models.Model):
    """What the cloud shows of a created task's request, secrets masked, where that is not what was sent.

    `has_drift`: whether it shows anything otherwise, and does not merely add to it.
    """

    task = models.OneToOneField(
        CloudTask, models.CASCADE, primary_key=True, related_name="shown", verbose_name=_("task")
    )
    request = ExactJSONField[JsonObject](_("request"))
    has_drift = models.BooleanField(_("differs"))

    class Meta:
        verbose_name = _("request as the cloud shows it")
        verbose_name_plural = _("requests as the cloud shows them")

    def __str__(self) -> str:
        return str(self.task_id)


class TaskChange(models.Model):
    """A change of a task's state that was seen; empty `before` where it was the first."""

    task = models.ForeignKey(
        CloudTask, models.CASCADE, related_name="changes", verbose_name=_("task"), db_index=False
    )
    before = models.CharField(_("from"), max_length=STATE_LENGTH, blank=True)
    after = models.CharField(pgettext_lazy("a state", "to"), max_length=STATE_LENGTH, blank=True)
    seen_at = models.DateTimeField(_("seen"))

    class Meta:
        verbose_name = _("change of a task")
        verbose_name_plural = _("changes of tasks")
        indexes = [models.Index(fields=["task", "seen_at"], name="task_change_of_task")]

    def __str__(self) -> str:
        return f"{name_state(self.before)} → {name_state(self.after)}"


class FoundTask(models.Model):
    """A task of the cloud's that was not created here, as it was read last; until somebody adopts it.

    `request` is what the cloud shows of its request, secrets masked; empty where that is too large. `digest`:
    of all that it was made from.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="found_tasks", verbose_name=_("service"), db_index=False
    )
    task_id = models.CharField(_("task id"), max_length=200)
    name = models.CharField(_("name"), max_length=NAME_LENGTH, blank=True)
    creator = models.CharField(_("created by"), max_length=NAME_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=STATE_LENGTH, blank=True)
    created_at = models.DateTimeField(_("created in the cloud"))
    cloud_updated_at = models.DateTimeField(_("changed in the cloud"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"))
    digest = models.CharField(_("digest"), max_length=32)
    request = ExactJSONField[JsonObject](_("request"), default=dict)

    class Meta:
        verbose_name = _("task created elsewhere")
        verbose_name_plural = _("tasks created elsewhere")
        indexes = [
            models.Index(fields=["service", "created_at"], name="found_task_of_service"),
            models.Index(fields=["project"], name="found_task_of_project"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["service", "task_id"], name="found_task_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.task_id


class TaskReading(models.Model):
    """When a service's tasks were read, and are read next; a relay that reads them holds the lease.

    `read_at` is the end of the last reading that saw every task, `counts` its project's tasks by state,
    `refreshed_at` when somebody last asked for it, `problem` what was wrong with the last reading.
    """

    service = models.OneToOneField(
        Service, models.CASCADE, primary_key=True, related_name="reading", verbose_name=_("service")
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True, db_index=True)
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    refreshed_at = models.DateTimeField(_("refreshed"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=100, blank=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    problem = models.CharField(_("problem"), max_length=TEXT_LENGTH, blank=True)
    counts = ExactJSONField[dict[str, int]](_("counts"), default=dict)

    class Meta:
        verbose_name = _("reading of tasks")
        verbose_name_plural = _("readings of tasks")

    def __str__(self) -> str:
        return str(self.service_id)
