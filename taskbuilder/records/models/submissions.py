"""Tasks that were asked for, what they read, each attempt to create them, and what the cloud made of it."""

import uuid
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedJSONField, ExactJSONField
from taskbuilder.records.models.projects import Project, Service
from taskbuilder.records.submissions.explanations import explain
from taskbuilder.records.submissions.states import DUE, SETTLED, State
from taskbuilder.taskspec.inputs.identities import DIGEST_LENGTH
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import join_secrets

NAME_LENGTH = 100
DESCRIPTION_LENGTH = 500


class Remark(models.IntegerChoices):
    """What a list marks a submission with; one that has several has their sum.

    Comments and reviews are what people have written about it. One that was adopted was created elsewhere. Of
    one that differs the cloud shows a task otherwise than it was sent. One that was replaced has given its
    place to another.
    """

    COMMENTED = 1, _("Comments")
    REVIEWED = 2, _("Reviewed")
    ADOPTED = 4, _("Adopted")
    DIFFERS = 8, _("Differs")
    REPLACED = 16, _("Replaced")


class OutcomeData(TypedDict, total=False):
    """The last answer, each member only where known; `members` are the cloud's own."""

    reason: str
    message: str
    code: str
    http_status: int
    request_id: str
    members: JsonObject


class Submission(models.Model):
    """One request to create tasks, frozen as it was reviewed, and how far it has come.

    `request` holds MASK where a secret stood; `secrets` maps JSON Pointers to the values. `confirmations` is
    a list of {"rule", "path", "message", "by", "at"}. One that a program asked for has no draft. Retention
    empties `request` and `secrets`. `remarks` is a sum of Remarks. Of one that was adopted `created_by` is
    who did it, `created_at` when, and its secrets are unknown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="submissions", verbose_name=_("project"), db_index=False
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="submissions", verbose_name=_("service"), db_index=False
    )
    draft_id = models.UUIDField(_("draft"), unique=True, null=True, blank=True)
    made_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        related_name="made_into",
        verbose_name=_("made from"),
        null=True,
        blank=True,
        db_index=False,
    )
    template = models.ForeignKey(
        "records.TemplateVersion",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("template"),
        null=True,
        blank=True,
        db_index=False,
    )
    # What it was called: a template may be deleted.
    template_name = models.CharField(_("template name"), max_length=100, null=True, editable=False)  # noqa: DJ001
    token = models.ForeignKey(
        "records.ApiToken",
        models.SET_NULL,
        related_name="submissions",
        verbose_name=_("API token"),
        null=True,
        blank=True,
        db_index=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="submissions",
        verbose_name=_("created by"),
        db_index=False,
    )
    created_at = models.DateTimeField(_("created"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    description = models.CharField(_("description"), max_length=DESCRIPTION_LENGTH, blank=True)
    request = ExactJSONField[JsonObject](_("request"))
    secrets = EncryptedJSONField[JsonObject](_("secrets"), default=dict)
    confirmations = ExactJSONField[list[dict[str, str]]](_("confirmations"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=100, blank=True)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    settled_at = models.DateTimeField(_("finished"), null=True, blank=True)
    outcome = ExactJSONField[OutcomeData](_("outcome"), default=dict)
    # What `request` says, for filters. None where that is not written yet: for a default SQLite would have
    # written the whole table anew.
    input_type = models.CharField(_("input type"), max_length=40, null=True, editable=False)  # noqa: DJ001
    sinks = models.CharField(_("outputs"), max_length=100, null=True, editable=False)  # noqa: DJ001
    schedule_type = models.CharField(_("schedule type"), max_length=40, null=True, editable=False)  # noqa: DJ001
    # Never NULL: what may be NULL is added to a table without writing that anew.
    remarks = models.PositiveSmallIntegerField(
        _("remarks"), default=0, db_default=0, null=True, editable=False
    )

    # Which state of its tasks in the cloud matters most (see cloud_tasks.states); None where none was read.
    task_state = models.CharField(_("task state"), max_length=20, null=True, editable=False)  # noqa: DJ001

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            # None has the id, the last of the order: few share a time, and a key is 32 bytes long. All rise:
            # a new row is then the last of its pages, which fill up; before the others it splits them.
            models.Index(fields=["project", "created_at"], name="submission_history"),
            models.Index(fields=["project", "state", "created_at"], name="submission_by_state"),
            models.Index(fields=["project", "input_type", "created_at"], name="submission_by_input"),
            models.Index(fields=["project", "sinks", "created_at"], name="submission_by_sinks"),
            models.Index(fields=["project", "schedule_type", "created_at"], name="submission_by_schedule"),
            models.Index(fields=["project", "remarks", "created_at"], name="submission_by_remarks"),
            models.Index(fields=["service", "created_at"], name="submission_by_service"),
            models.Index(fields=["created_by", "project", "created_at"], name="submission_by_person"),
            models.Index(
                fields=["token", "created_at"], name="submission_by_token", condition=Q(token__isnull=False)
            ),
            models.Index(fields=["created_at"], name="submission_latest"),
            models.Index(fields=["project", "name"], name="submission_named"),
            models.Index(
                fields=["project", "due_at"], name="submission_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["lease_until"], name="submission_leased", condition=Q(lease_until__isnull=False)
            ),
            models.Index(
                fields=["project", "task_state", "created_at"],
                name="submission_by_task_state",
                condition=Q(task_state__isnull=False),
            ),
            models.Index(
                fields=["made_from", "-created_at"],
                name="submission_made_from",
                condition=Q(made_from__isnull=False),
            ),
            models.Index(
                fields=["template"], name="submission_by_template", condition=Q(template__isnull=False)
            ),
            models.Index(fields=["settled_at"], name="submission_unknown", condition=Q(state=State.UNKNOWN)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state"),
            models.CheckConstraint(
                condition=Q(state__in=DUE, due_at__isnull=False)
                | (~Q(state__in=DUE) & Q(due_at__isnull=True)),
                name="submission_due_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, lease_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease_until__isnull=True, leased_by="")),
                name="submission_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, settled_at__isnull=False)
                | (~Q(state__in=SETTLED) & Q(settled_at__isnull=True)),
                name="submission_settled_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def full_request(self) -> JsonObject:
        """The request with its secrets, as it is sent; raises UnreadableSecret."""
        return join_secrets(self.request, self.secrets)

    @property
    def has_request(self) -> bool:
        """Whether its project still keeps the request: retention removes it after some days."""
        return bool(self.request)

    @property
    def is_commented(self) -> bool:
        """Whether somebody wrote about it, in a comment or a review."""
        return bool((self.remarks or 0) & Remark.COMMENTED)

    @property
    def is_reviewed(self) -> bool:
        return bool((self.remarks or 0) & Remark.REVIEWED)

    @property
    def is_adopted(self) -> bool:
        """Whether its task was created elsewhere, and somebody took it into the history."""
        return bool((self.remarks or 0) & Remark.ADOPTED)

    @property
    def has_drift(self) -> bool:
        """Whether the cloud shows any of its tasks otherwise than it was sent."""
        return bool((self.remarks or 0) & Remark.DIFFERS)

    @property
    def is_replaced(self) -> bool:
        """Whether its tasks were deleted because another submission's run in their place."""
        return bool((self.remarks or 0) & Remark.REPLACED)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens automatically."""
        return self.state in SETTLED

    @property
    def explanation(self) -> str:
        """One sentence on its status and what happens next."""
        return explain(
            state=State(self.state),
            is_adopted=self.is_adopted,
            reason=self.outcome.get("reason", ""),
            message=self.outcome.get("message", ""),
            due_at=self.due_at,
        )


class Result(models.TextChoices):
    """How an attempt ended; `open` is written before anything is sent."""

    OPEN = "open", _("About to send")
    CREATED = "created", _("Created")
    REFUSED = "refused", _("Refused")
    THROTTLED = "throttled", _("Asked to wait")
    NOT_SENT = "not_sent", _("Not sent")
    UNKNOWN = "unknown", _("Unknown")


class CloudCall(models.Model):
    """A call to the cloud, written down before it is sent: when it was, who sent it, and the answer.

    `result` is that of the class below it, whose first state is `open`.
    """

    number = models.PositiveIntegerField(_("number"))
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=100)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    code = models.CharField(_("code"), max_length=100, blank=True)
    message = models.CharField(_("message"), max_length=2000, blank=True)
    request_id = models.CharField(_("request id"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["number"]


def ends_unless_open(name: str) -> models.CheckConstraint:
    """A call has an end exactly where its result is known."""
    ended = Q(result="open", ended_at__isnull=True) | (~Q(result="open") & Q(ended_at__isnull=False))
    return models.CheckConstraint(condition=ended, name=name)


class Attempt(CloudCall):
    """One try to have the cloud create the tasks."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="attempts", verbose_name=_("submission"), db_index=False
    )
    result = models.CharField(_("result"), max_length=10, choices=Result, default=Result.OPEN)

    class Meta(CloudCall.Meta):
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="attempt_number_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="attempt_result"),
            ends_unless_open("attempt_ended_unless_open"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.number}"


class CreatedTask(models.Model):
    """One task that the cloud says it created; ids are saved as they came."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="tasks", verbose_name=_("submission"), db_index=False
    )
    position = models.PositiveIntegerField(_("position"))
    task_id = models.CharField(_("task id"), max_length=200, db_index=True)

    class Meta:
        verbose_name = _("created task")
        verbose_name_plural = _("created tasks")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="created_task_position_once"),
        ]

    def __str__(self) -> str:
        return self.task_id


class InputFingerprint(models.Model):
    """One input or sink of a submission, by its digest; the submission's request tells the rest."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="+", verbose_name=_("service"), db_index=False
    )
    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="fingerprints", verbose_name=_("submission")
    )
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH)

    class Meta:
        db_table = "records_inputmark"
        verbose_name = _("input fingerprint")
        verbose_name_plural = _("input fingerprints")
        indexes = [models.Index(fields=["service", "digest"], name="mark_by_input")]

    def __str__(self) -> str:
        return self.digest
