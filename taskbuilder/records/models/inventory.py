"""What a project reads from and sends results to: sources and sinks, for tasks to be made of them."""

import uuid
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedJSONField, ExactJSONField
from taskbuilder.records.models.projects import Project
from taskbuilder.taskspec.inputs.identities import DIGEST_LENGTH
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import join_secrets

ENTRY_NAME_LENGTH, SITE_LENGTH, TAGS_LENGTH, NOTES_LENGTH = 100, 100, 500, 1_000
ADDRESS_LENGTH, NODE_LENGTH = 500, 200
TAG_SEPARATOR = ","


class FormerAddress(TypedDict):
    """What an entry was found in tasks by, and until when (ISO 8601)."""

    digest: str
    until: str


class InventoryEntry(models.Model):
    """A section of a request with one entry, under a name that people know.

    `request` holds MASK where a secret stood, and `secrets` maps JSON Pointers to the values, as those of a
    submission do. `address` says what it is, secrets hidden. `tag_text` has each tag between two separators.
    `digest` is that of its input or sink, by which tasks that use it are found; `former`: those it had before
    its address was changed, the latest last.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="%(class)ss", verbose_name=_("project"), db_index=False
    )
    name = models.CharField(_("name"), max_length=ENTRY_NAME_LENGTH)
    kind = models.CharField(_("type"), max_length=40)
    request = ExactJSONField[JsonObject](_("request"))
    secrets = EncryptedJSONField[JsonObject](_("secrets"), default=dict)
    address = models.CharField(_("address"), max_length=ADDRESS_LENGTH, blank=True)
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH, editable=False)
    former = ExactJSONField[list[FormerAddress]](_("former addresses"), default=list, editable=False)
    site = models.CharField(_("site"), max_length=SITE_LENGTH, blank=True)
    tag_text = models.CharField(_("tags"), max_length=TAGS_LENGTH + 2, blank=True)
    notes = models.CharField(_("notes"), max_length=NOTES_LENGTH, blank=True)
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
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def tags(self) -> list[str]:
        return [tag for tag in self.tag_text.split(TAG_SEPARATOR) if tag]

    def full_request(self) -> JsonObject:
        """The section with its secrets; raises UnreadableSecret."""
        return join_secrets(self.request, self.secrets)


class Source(InventoryEntry):
    """One thing to read, such as a camera. `node`: the edge node that reads it, where its type names one."""

    node = models.CharField(_("node ID"), max_length=NODE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        indexes = [models.Index(fields=["project", "digest"], name="source_by_digest")]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="source_name_once")]


class Sink(InventoryEntry):
    """One place that results are sent to."""

    class Meta:
        verbose_name = _("sink")
        verbose_name_plural = _("sinks")
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="sink_name_once")]


class InventoryImport(models.Model):
    """A table that a person gave for sources or sinks, until it is taken; each has one in a project.

    `table`: {"headers": […], "rows": [[number, [cell, …]], …]}, secrets among the cells. `columns`: what each
    column of it is, by its place as text. `entries`: which list it is for; `kind`: of entries without one.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    entries = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    table = EncryptedJSONField[JsonObject](default=dict)
    columns = ExactJSONField[dict[str, str]](default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "person", "entries"], name="inventory_import_once")
        ]

    def __str__(self) -> str:
        return self.entries
