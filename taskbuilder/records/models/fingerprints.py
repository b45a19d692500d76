"""What the submissions of a service read, found by input."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.projects import Service
from taskbuilder.records.models.submissions import Submission


class InputFingerprint(models.Model):
    """One input of a submission, by the digest of what it reads; the submission's request tells the rest."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="+", verbose_name=_("service"))
    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="fingerprints", verbose_name=_("submission")
    )
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        db_table = "records_inputmark"
        verbose_name = _("input fingerprint")
        verbose_name_plural = _("input fingerprints")
        indexes = [models.Index(fields=["service", "digest"], name="mark_by_input")]

    def __str__(self) -> str:
        return self.digest
