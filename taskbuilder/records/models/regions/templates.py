"""Regions that are drawn once, for the pictures of many cameras."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.projects import Project
from taskbuilder.records.models.regions.framed import Framed

REGION_NAME_LENGTH = 100


class RegionTemplate(Framed):
    """A region in the frame that it was drawn in; `text` as it is typed, with names and colours of shapes.

    `drawing` counts how often the region was drawn anew: what was accepted of an earlier one is seen again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="region_templates", verbose_name=_("project"), db_index=False
    )
    name = models.CharField(_("name"), max_length=REGION_NAME_LENGTH)
    text = models.TextField(_("coordinates"))
    drawing = models.PositiveIntegerField(_("drawing"), default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("changed by"),
        db_index=False,
    )
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("region template")
        verbose_name_plural = _("region templates")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="region_name_once")]

    def __str__(self) -> str:
        return self.name
