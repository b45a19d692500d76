"""Lists of submissions that people take away as a file, made by a relay."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.fields import ExactJSONField

ABOUT_LENGTH = 1000
SAVED_FOR = timedelta(days=1)


class Format(models.TextChoices):
    CSV = "csv", "CSV"
    JSON_LINES = "jsonl", "JSON Lines"
    XLSX = "xlsx", "Excel (XLSX)"


def name_file(form: Format, moment: datetime) -> str:
    return f"submissions-{moment:%Y%m%d-%H%M%S}.{form}"


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    MAKING = "making", _("In progress")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


UNFINISHED = (ExportState.WAITING, ExportState.MAKING)


class Failure(models.TextChoices):
    """Why an export failed, and what to do next."""

    NONE = "", ""
    ERROR = "error", _("Something went wrong while the file was written.")
    STOPPED = "stopped", _("The file could not be completed: it was interrupted several times.")
    FILTERS = "filters", _("A filter no longer exists. Filter the list again and export it.")
    ACCESS = "access", _("You no longer have access to everything in this list.")
    ROWS = "rows", _("Excel takes at most 1,048,575 rows. Export as CSV instead, or add a filter.")


class Export(models.Model):
    """A filtered list that one person asked for as a file.

    `projects` are the keys of those it is from, `filters` what the address said, `about` the same in words;
    `time_zone` is where the days of filters begin. `due_at` is when a relay may begin it, or begin it anew.
    `run` counts how often one did: only the file of the last run is ever read. `tries` counts the runs since
    somebody asked for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="exports",
        verbose_name=_("person"),
        db_index=False,
    )
    projects = ExactJSONField[list[int]](_("projects"))
    filters = ExactJSONField[dict[str, str]](_("filters"), default=dict)
    about = models.CharField(_("filters in words"), max_length=ABOUT_LENGTH, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=100)
    language = models.CharField(_("language"), max_length=20)
    format = models.CharField(_("format"), max_length=5, choices=Format)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.WAITING)
    failure = models.CharField(_("failure"), max_length=10, choices=Failure, default=Failure.NONE, blank=True)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    rows_total = models.PositiveIntegerField(_("rows in all"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("bytes"), default=0)
    chunk_count = models.PositiveIntegerField(_("pieces"), default=0)
    created_at = models.DateTimeField(_("created"))
    changed_at = models.DateTimeField(_("changed"))
    expires_at = models.DateTimeField(_("expires"), db_index=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    run = models.PositiveIntegerField(_("runs"), default=0)
    tries = models.PositiveIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["person", "created_at"], name="export_of_person"),
            models.Index(fields=["due_at"], name="export_due", condition=Q(due_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(format__in=Format.values), name="export_format"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, due_at__isnull=False)
                | Q(state__in=[ExportState.DONE, ExportState.FAILED], due_at__isnull=True),
                name="export_due_until_finished",
            ),
            models.CheckConstraint(
                condition=(Q(state=ExportState.FAILED) & ~Q(failure=Failure.NONE))
                | (~Q(state=ExportState.FAILED) & Q(failure=Failure.NONE)),
                name="export_failure_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} · {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_done(self) -> bool:
        return self.state == ExportState.DONE

    @property
    def is_failed(self) -> bool:
        return self.state == ExportState.FAILED

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens automatically."""
        return self.state not in UNFINISHED

    @property
    def filename(self) -> str:
        return name_file(Format(self.format), self.created_at)

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return self.rows_done * 100 // self.rows_total if self.rows_total else 0


class ExportChunk(models.Model):
    """A piece of an export's file, compressed; those of all runs but the last are thrown away."""

    export = models.ForeignKey(
        Export, models.CASCADE, related_name="chunks", verbose_name=_("export"), db_index=False
    )
    run = models.PositiveIntegerField(_("run"))
    number = models.PositiveIntegerField(_("number"))
    data = models.BinaryField(_("data"))

    class Meta:
        verbose_name = _("piece of an export")
        verbose_name_plural = _("pieces of exports")
        constraints = [
            models.UniqueConstraint(fields=["export", "run", "number"], name="export_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.export_id} · {self.number}"
