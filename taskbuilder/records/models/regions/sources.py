"""What a source has of its own: a picture of what it sees, and the regions that were accepted on it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.inventory import Source
from taskbuilder.records.models.regions.framed import Framed
from taskbuilder.records.models.regions.templates import RegionTemplate


class SourceSnapshot(Framed):
    """A picture of what a source sees, as we wrote it anew; `width` and `height` are those of what was sent.

    In the database rather than in files: whatever removes a source removes its picture, in one transaction.
    """

    source = models.OneToOneField(
        Source, models.CASCADE, related_name="snapshot", verbose_name=_("source"), primary_key=True
    )
    picture = models.BinaryField(_("picture"))
    kept_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("snapshot of a source")
        verbose_name_plural = _("snapshots of sources")


class SourceRegion(Framed):
    """A template's region as a person accepted it for a source, in the frame that the source then had.

    `is_moved`: whether it was moved first. `drawing`: which drawing of the template it was made of.
    """

    source = models.ForeignKey(
        Source, models.CASCADE, related_name="regions", verbose_name=_("source"), db_index=False
    )
    template = models.ForeignKey(
        RegionTemplate, models.CASCADE, related_name="accepted", verbose_name=_("region template")
    )
    text = models.TextField(_("coordinates"))
    is_moved = models.BooleanField(_("moved"), default=False)
    drawing = models.PositiveIntegerField(_("drawing"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("accepted by"),
        db_index=False,
    )
    at = models.DateTimeField(_("accepted"))

    class Meta:
        verbose_name = _("region of a source")
        verbose_name_plural = _("regions of sources")
        constraints = [models.UniqueConstraint(fields=["source", "template"], name="source_region_once")]
