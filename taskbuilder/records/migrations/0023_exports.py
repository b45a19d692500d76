"""Filtered lists of submissions that people take away as files."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0022_notifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("projects", taskbuilder.records.fields.ExactJSONField(verbose_name="projects")),
                ("filters", taskbuilder.records.fields.ExactJSONField(default=dict, verbose_name="filters")),
                ("about", models.CharField(blank=True, max_length=1000, verbose_name="filters in words")),
                ("time_zone", models.CharField(max_length=100, verbose_name="time zone")),
                ("language", models.CharField(max_length=20, verbose_name="language")),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "CSV"), ("jsonl", "JSON Lines"), ("xlsx", "Excel (XLSX)")],
                        max_length=5,
                        verbose_name="format",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("making", "In progress"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("error", "Something went wrong while the file was written."),
                            ("stopped", "The file could not be completed: it was interrupted several times."),
                            ("filters", "A filter no longer exists. Filter the list again and export it."),
                            ("access", "You no longer have access to everything in this list."),
                            (
                                "rows",
                                "Excel takes at most 1,048,575 rows. Export as CSV instead, or add a filter.",
                            ),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="failure",
                    ),
                ),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                (
                    "rows_total",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="rows in all"),
                ),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("chunk_count", models.PositiveIntegerField(default=0, verbose_name="pieces")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="expires")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("run", models.PositiveIntegerField(default=0, verbose_name="runs")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="tries")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ExportChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("run", models.PositiveIntegerField(verbose_name="run")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("data", models.BinaryField(verbose_name="data")),
                (
                    "export",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chunks",
                        to="records.export",
                        verbose_name="export",
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of an export",
                "verbose_name_plural": "pieces of exports",
            },
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["person", "created_at"], name="export_of_person"),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="export_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["csv", "jsonl", "xlsx"])), name="export_format"
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state__in", ("waiting", "making"))),
                    models.Q(("due_at__isnull", True), ("state__in", ["done", "failed"])),
                    _connector="OR",
                ),
                name="export_due_until_finished",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), models.Q(("failure", ""), _negated=True)),
                    models.Q(models.Q(("state", "failed"), _negated=True), ("failure", "")),
                    _connector="OR",
                ),
                name="export_failure_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="exportchunk",
            constraint=models.UniqueConstraint(fields=("export", "run", "number"), name="export_chunk_once"),
        ),
    ]
