"""What programs sign in with, and the keys under which they may ask twice."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import EncryptedTextField
from taskbuilder.records.models.projects import Project
from taskbuilder.records.models.submissions import Submission

LABEL_LENGTH = 60
KEY_LENGTH = 255
ACCESS_KEY_LENGTH = 20


class ApiToken(models.Model):
    """One program's way in, as one person and into one project; the token itself is saved nowhere.

    `digest` is the SHA-256 of the token, which is long and random; `hint` its first letters, by which people
    know it again. `access_key` and `secret_key` are for programs that sign their requests; older tokens have
    none. `free_at` is when the rate's next request is free (see access.api_tokens.spend).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="tokens", verbose_name=_("project"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("person")
    )
    label = models.CharField(_("label"), max_length=LABEL_LENGTH)
    hint = models.CharField(_("prefix"), max_length=20)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    access_key = models.CharField(
        _("access key"), max_length=ACCESS_KEY_LENGTH, unique=True, null=True, blank=True, editable=False
    )
    secret_key = EncryptedTextField(_("secret key"), blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("created"))
    ends_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    free_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.label

    def is_usable(self, now: datetime) -> bool:
        """Whether a request that bears it is let in."""
        return self.revoked_at is None and now < self.ends_at


class RequestKey(models.Model):
    """A program's own name for a request: asked again under it, it is answered with the same submission.

    `digest` is of the service and the body, which a second request must repeat.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    digest = models.CharField(max_length=64)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="+", verbose_name=_("submission"))
    created_at = models.DateTimeField(_("created"), db_index=True)

    class Meta:
        verbose_name = _("request key")
        verbose_name_plural = _("request keys")
        constraints = [
            models.UniqueConstraint(fields=["project", "person", "key"], name="request_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
