"""Sources and sinks that a project keeps."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0039_notified_handovers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InventoryImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entries", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=40)),
                ("table", taskbuilder.records.fields.EncryptedJSONField(default=dict)),
                ("columns", taskbuilder.records.fields.ExactJSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "person", "entries"), name="inventory_import_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("kind", models.CharField(max_length=40, verbose_name="type")),
                ("request", taskbuilder.records.fields.ExactJSONField(verbose_name="request")),
                (
                    "secrets",
                    taskbuilder.records.fields.EncryptedJSONField(default=dict, verbose_name="secrets"),
                ),
                ("address", models.CharField(blank=True, max_length=500, verbose_name="address")),
                ("site", models.CharField(blank=True, max_length=100, verbose_name="site")),
                ("tag_text", models.CharField(blank=True, max_length=502, verbose_name="tags")),
                ("notes", models.CharField(blank=True, max_length=1000, verbose_name="notes")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "sink",
                "verbose_name_plural": "sinks",
                "constraints": [models.UniqueConstraint(fields=("project", "name"), name="sink_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("kind", models.CharField(max_length=40, verbose_name="type")),
                ("request", taskbuilder.records.fields.ExactJSONField(verbose_name="request")),
                (
                    "secrets",
                    taskbuilder.records.fields.EncryptedJSONField(default=dict, verbose_name="secrets"),
                ),
                ("address", models.CharField(blank=True, max_length=500, verbose_name="address")),
                ("site", models.CharField(blank=True, max_length=100, verbose_name="site")),
                ("tag_text", models.CharField(blank=True, max_length=502, verbose_name="tags")),
                ("notes", models.CharField(blank=True, max_length=1000, verbose_name="notes")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                ("digest", models.CharField(editable=False, max_length=20, verbose_name="digest")),
                (
                    "former",
                    taskbuilder.records.fields.ExactJSONField(
                        default=list, editable=False, verbose_name="former addresses"
                    ),
                ),
                ("node", models.CharField(blank=True, max_length=200, verbose_name="node ID")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "indexes": [models.Index(fields=["project", "digest"], name="source_by_digest")],
                "constraints": [models.UniqueConstraint(fields=("project", "name"), name="source_name_once")],
            },
        ),
    ]
