"""Pictures that people draw regions on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.drafts import Draft

MEMBER_LENGTH = 200


class Snapshot(models.Model):
    """One picture under one region of a draft, as we wrote it anew; it goes when the draft goes.

    In the database rather than in files: whatever removes a draft removes its pictures, in one transaction.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="snapshots", verbose_name=_("draft"))
    member = models.CharField(_("member"), max_length=MEMBER_LENGTH)
    picture = models.BinaryField(_("picture"))
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    kept_at = models.DateTimeField(_("kept"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [models.UniqueConstraint(fields=["draft", "member"], name="snapshot_once")]

    def __str__(self) -> str:
        return self.member
