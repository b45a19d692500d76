"""What tasks of a project are made from again: templates, and what each of their versions says."""

import uuid
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedJSONField, ExactJSONField
from taskbuilder.records.models.projects import Project, Service
from taskbuilder.taskspec.json_value import JsonObject

TEMPLATE_NAME_LENGTH, TEMPLATE_TEXT_LENGTH = 100, 500


class AskedField(TypedDict):
    """A field that is asked each time: its JSON Pointer, and own words, empty for those of the form."""

    pointer: str
    question: str
    hint: str


class Template(models.Model):
    """What a project calls a way to make a task; its versions have the contents, `version` counts them.

    `service`: that of the latest version, None once it was removed. `use_count`: the tasks that were made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="templates", verbose_name=_("project"), db_index=False
    )
    name = models.CharField(_("name"), max_length=TEMPLATE_NAME_LENGTH)
    description = models.CharField(_("description"), max_length=TEMPLATE_TEXT_LENGTH, blank=True)
    service = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", verbose_name=_("service"), null=True, blank=True
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    use_count = models.PositiveIntegerField(_("times used"), default=0)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("template")
        verbose_name_plural = _("templates")
        indexes = [models.Index(fields=["project", "-use_count", "name"], name="template_list")]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="template_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class TemplateVersion(models.Model):
    """One saved state of a template: the answers of a draft, secrets among them, and what is asked each time.

    `service_name` says what the service was called, once it is gone.
    """

    template = models.ForeignKey(
        Template, models.CASCADE, related_name="versions", verbose_name=_("template"), db_index=False
    )
    number = models.PositiveIntegerField(_("number"))
    service = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", verbose_name=_("service"), null=True, blank=True
    )
    service_name = models.CharField(_("service name"), max_length=100, blank=True)
    answers = EncryptedJSONField[JsonObject](_("answers"), default=dict)
    asked = ExactJSONField[list[AskedField]](_("asked each time"), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.number}"
