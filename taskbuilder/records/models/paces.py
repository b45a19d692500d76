"""How fast a project's requests go out at the moment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models.projects import Project


class Pace(models.Model):
    """What all senders of a project hold together: one row, locked by whoever claims for it.

    `free_at`: when the rate's next request is free. `paused_until`: nothing is sent before. `failures`: how
    often in a row the cloud could not be reached or asked to wait; above 0 only one request at a time is
    sent, to probe. `unreachable_since`: since when the cloud could not be reached.
    """

    project = models.OneToOneField(Project, models.CASCADE, primary_key=True, related_name="pace")
    free_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True, db_column="closed_until")
    failures = models.PositiveIntegerField(default=0, db_column="setbacks")
    unreachable_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pace")
        verbose_name_plural = _("paces")

    def __str__(self) -> str:
        return str(self.project_id)
