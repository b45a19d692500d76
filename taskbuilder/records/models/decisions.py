"""What people decided: to cancel a submission, or what became of one whose outcome was unknown."""

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import ExactJSONField
from taskbuilder.records.models.submissions import Submission

NOTE_LENGTH = 1000


class Verdict(models.TextChoices):
    LOOKED = "looked", _("Checked the cloud")
    SKIPPED = "skipped", _("Continued without checking")
    FOUND = "found", _("Marked as created")
    SEND_AGAIN = "send_again", _("Sent again")
    NOT_SURE = "not_sure", _("Left as unknown")
    CLOSED = "closed", _("Closed as not created")
    CANCELLED = "cancelled", _("Cancelled")


class Match(TypedDict):
    """A task that a search found in the cloud under the submission's name."""

    id: str
    name: str
    state: str
    created_at: str
    likeness: str
    is_taken: bool


class Decision(models.Model):
    """One search or one decision; `by` is nobody if a certain match resolved it without a person.

    `matches` is what a search found (see resolution.search.list_matches); `task_ids` are this
    submission's, as decided.
    """

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="decisions", verbose_name=_("submission")
    )
    verdict = models.CharField(_("result"), max_length=10, choices=Verdict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("by"),
        null=True,
        blank=True,
    )
    at = models.DateTimeField(_("at"))
    attempt_count = models.PositiveIntegerField(_("earlier attempts"))
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    matches = ExactJSONField[list[Match]](_("matches"), default=list)
    task_ids = ExactJSONField[list[str]](_("task ids"), default=list)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="decision_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.get_verdict_display()}"
