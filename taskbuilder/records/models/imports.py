"""What somebody pasted or uploaded, until it is taken: requests for drafts, and tables for plans."""

import uuid
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedJSONField, EncryptedTextField, ExactJSONField
from taskbuilder.records.models.projects import Project, Service
from taskbuilder.taskspec.json_value import JsonObject

FILE_NAME_LENGTH = 200


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


class TableData(TypedDict):
    """A table as it is stored: headers, each row's number in the file, its cells, and the notes on it."""

    headers: list[str]
    numbers: list[int]
    rows: list[list[str]]
    notes: list[tuple[str, dict[str, object]]]


class PlanUpload(models.Model):
    """One table, sealed: its cells may hold secrets. The next of `plan`, or a new plan's of `template`.

    `sources`: which of the inventory it was made of, where it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+", verbose_name=_("project"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    plan = models.ForeignKey(
        "Plan", models.CASCADE, related_name="+", verbose_name=_("plan"), null=True, blank=True
    )
    template = models.ForeignKey(
        "Template", models.CASCADE, related_name="+", verbose_name=_("template"), null=True, blank=True
    )
    file_name = models.CharField(_("file name"), max_length=FILE_NAME_LENGTH, blank=True)
    table = EncryptedJSONField[TableData](_("table"))
    sources = ExactJSONField[JsonObject](_("sources"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("table for a plan")
        verbose_name_plural = _("tables for plans")
        indexes = [models.Index(fields=["created_at"], name="plan_upload_by_time")]

    def __str__(self) -> str:
        return self.file_name
