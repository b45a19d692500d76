"""Tasks that are being written, and the pictures that people draw regions on."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedJSONField, ExactJSONField, storable_text
from taskbuilder.records.models.projects import Project, Service
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import mask_url

TITLE_LENGTH = 100
MEMBER_LENGTH = 200


class Draft(models.Model):
    """What one person has typed so far; `answers` is the wizard's own, sealed, maybe unfinished or wrong.

    A shared one can be opened by every operator of its project.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="drafts", verbose_name=_("project"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="drafts",
        verbose_name=_("owner"),
        db_index=False,
    )
    service = models.ForeignKey(
        Service, models.SET_NULL, related_name="drafts", verbose_name=_("service"), null=True, blank=True
    )
    made_from = models.ForeignKey(
        "records.Submission",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("made from"),
        null=True,
        blank=True,
    )
    # Whether its tasks are to replace those of the submission that it was made from.
    is_replacement = models.BooleanField(_("replaces"), default=False)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name=_("handed over by"),
        null=True,
        blank=True,
    )
    is_shared = models.BooleanField(_("shared with the project"), default=False)
    template = models.ForeignKey(
        "records.TemplateVersion",
        models.SET_NULL,
        related_name="+",
        verbose_name=_("template"),
        null=True,
        blank=True,
    )
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    answers = EncryptedJSONField(_("answers"), default=dict)
    confirmations = ExactJSONField[list[dict[str, str]]](_("confirmations"), default=list)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    created_at = models.DateTimeField(_("created"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [
            models.Index(fields=["owner", "project", "-updated_at"], name="draft_list"),
            models.Index(fields=["project"], name="draft_shared", condition=models.Q(is_shared=True)),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def set_title(self, title: str) -> None:
        """Saves as much of what was typed as a list shows; a title is stored in clear, so without secrets."""
        self.title = storable_text(mask_url(title), limit=TITLE_LENGTH)


class ReviewedDraft(models.Model):
    """What a person saw of a draft on its last review, secrets masked, and on the one before.

    `digest` names what `request` is the content of. Without an earlier review `earlier_at` is null.
    """

    draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="+", verbose_name=_("draft"), db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    digest = models.CharField(_("digest"), max_length=64)
    service = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", verbose_name=_("service"), null=True, blank=True
    )
    request = EncryptedJSONField[JsonObject](_("request"))
    at = models.DateTimeField(_("reviewed"))
    earlier_service = models.ForeignKey(
        Service, models.SET_NULL, related_name="+", verbose_name=_("earlier service"), null=True, blank=True
    )
    earlier = EncryptedJSONField[JsonObject](_("earlier request"), default=dict)
    earlier_at = models.DateTimeField(_("reviewed before"), null=True, blank=True)

    class Meta:
        verbose_name = _("reviewed draft")
        verbose_name_plural = _("reviewed drafts")
        constraints = [models.UniqueConstraint(fields=["draft", "person"], name="reviewed_once")]

    def __str__(self) -> str:
        return str(self.draft)


class Snapshot(models.Model):
    """One picture under one region of a draft, as we wrote it anew; it goes when the draft goes.

    In the database rather than in files: whatever removes a draft removes its pictures, in one transaction.
    """

    draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="snapshots", verbose_name=_("draft"), db_index=False
    )
    member = models.CharField(_("member"), max_length=MEMBER_LENGTH)
    picture = models.BinaryField(_("picture"))
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    kept_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [models.UniqueConstraint(fields=["draft", "member"], name="snapshot_once")]

    def __str__(self) -> str:
        return self.member
