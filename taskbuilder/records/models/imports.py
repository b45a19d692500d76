"""Requests that somebody pasted or uploaded to make drafts of, until they are drafts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedTextField
from taskbuilder.records.models.projects import Project, Service


class DraftImport(models.Model):
    """The lines as they were given, sealed: each may hold secrets. `service`: of lines that name none.

    A person has one in each project.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", verbose_name=_("project"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"), db_index=False
    )
    service = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", verbose_name=_("service"), null=True, blank=True
    )
    text = EncryptedTextField(_("text"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("import of drafts")
        verbose_name_plural = _("imports of drafts")
        constraints = [models.UniqueConstraint(fields=["person", "project"], name="import_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.project}"
