"""A project's webhook, and what was sent to it, with each try."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedTextField, ExactJSONField
from taskbuilder.records.models.notifications import MINUTES_RANGE, ProjectEvent
from taskbuilder.records.models.projects import Project
from taskbuilder.records.notifications.kinds import KIND_LENGTH
from taskbuilder.taskspec.json_value import JsonObject

URL_LENGTH = 500


class Webhook(models.Model):
    """Where a project's events are sent. `kinds`: of which kind; `minutes`: what waits for longer than this.

    `failures`: how often in a row it failed; above 0 only one delivery at a time is sent, to probe.
    `paused_until`: nothing is sent before.
    """

    project = models.OneToOneField(Project, models.CASCADE, related_name="webhook", verbose_name=_("project"))
    url = models.CharField(_("address"), max_length=URL_LENGTH)
    secret = EncryptedTextField(_("signing secret"), editable=False)
    kinds = ExactJSONField[list[str]](_("events"), default=list)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True, validators=MINUTES_RANGE)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        indexes = [
            models.Index(
                fields=["minutes", "project"],
                name="webhook_of_waiting",
                condition=Q(minutes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.project)


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


PENDING = (DeliveryState.WAITING, DeliveryState.SENDING)


class Delivery(models.Model):
    """One event for a webhook; without an event it is a test.

    `due_at`: when it is sent, and while it is sent, when its sender is taken for dead. `queued_at`: since
    when it is tried. `status`, `milliseconds` and `message` are the last attempt's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(
        Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"), db_index=False
    )
    event = models.ForeignKey(
        ProjectEvent,
        models.CASCADE,
        related_name="+",
        verbose_name=_("event"),
        null=True,
        blank=True,
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=KIND_LENGTH)
    body = ExactJSONField[JsonObject](_("body"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    created_at = models.DateTimeField(_("created"))
    queued_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    attempt_count = models.PositiveIntegerField(_("attempts"), default=0)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), null=True, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["webhook", "created_at"], name="delivery_latest"),
            models.Index(
                fields=["webhook", "due_at"], name="delivery_due", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["created_at"], name="delivery_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "webhook"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=PENDING, due_at__isnull=False)
                | (~Q(state__in=PENDING) & Q(due_at__isnull=True)),
                name="delivery_due_while_pending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook} · {self.kind}"

    @property
    def name(self) -> str:
        """What it is about, as its body says."""
        about = self.body.get("submission") or self.body.get("draft")
        return str(about.get("name", "")) if isinstance(about, dict) else ""

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING


class DeliveryAttempt(models.Model):
    """One try; without an end its sender died, or is at it."""

    delivery = models.ForeignKey(
        Delivery, models.CASCADE, related_name="attempts", verbose_name=_("delivery"), db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    message = models.CharField(_("message"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("delivery attempt")
        verbose_name_plural = _("delivery attempts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="delivery_attempt_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} · {self.number}"
