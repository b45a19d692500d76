"""Requests that somebody gave to make drafts of, until they are drafts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0027_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", taskbuilder.records.fields.EncryptedTextField(verbose_name="text")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of drafts",
                "verbose_name_plural": "imports of drafts",
                "constraints": [models.UniqueConstraint(fields=("person", "project"), name="import_once")],
            },
        ),
    ]
