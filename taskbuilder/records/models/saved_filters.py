"""Filters of submissions that people have saved by a name, and which of them a list begins with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import ExactJSONField
from taskbuilder.records.models.projects import Project

FILTER_NAME_LENGTH = 60


class SavedFilter(models.Model):
    """What a list is narrowed by, by the names that its address has. Without a project it is for all of them.

    A shared one belongs to its project: it stays when the person leaves, or is deleted.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="saved_filters",
        verbose_name=_("person"),
        null=True,
        blank=True,
    )
    project = models.ForeignKey(
        Project,
        models.CASCADE,
        related_name="saved_filters",
        verbose_name=_("project"),
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=FILTER_NAME_LENGTH)
    query = ExactJSONField[dict[str, str]](_("filters"), default=dict)
    is_shared = models.BooleanField(_("shared in the project"), default=False)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(is_shared=True), name="shared_filter_name_once"
            ),
            models.UniqueConstraint(
                fields=["person", "project", "name"],
                condition=Q(is_shared=False, project__isnull=False),
                name="own_filter_name_once",
            ),
            models.UniqueConstraint(
                fields=["person", "name"],
                condition=Q(project__isnull=True),
                name="filter_name_across_once",
            ),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(project__isnull=False), name="shared_filter_has_project"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultFilter(models.Model):
    """The saved filter that a person's list of a project begins with, or of all projects."""

    person = models.ForeignKey(
        # The index of the constraint below begins with it.
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
        db_index=False,
    )
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", verbose_name=_("project"), null=True, blank=True
    )
    filter = models.ForeignKey(
        SavedFilter, models.CASCADE, related_name="defaults", verbose_name=_("saved filter")
    )

    class Meta:
        verbose_name = _("default filter")
        verbose_name_plural = _("default filters")
        constraints = [
            models.UniqueConstraint(fields=["person", "project"], name="default_filter_once"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(project__isnull=True), name="default_filter_across_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.filter}"
