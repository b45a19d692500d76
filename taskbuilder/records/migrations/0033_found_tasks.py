"""Tasks of the cloud that were not created here."""

import django.db.models.deletion
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0032_events_of_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="FoundTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task_id", models.CharField(max_length=200, verbose_name="task id")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                ("creator", models.CharField(blank=True, max_length=100, verbose_name="created by")),
                ("state", models.CharField(blank=True, max_length=60, verbose_name="state")),
                ("created_at", models.DateTimeField(verbose_name="created in the cloud")),
                (
                    "cloud_updated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="changed in the cloud"),
                ),
                ("read_at", models.DateTimeField(verbose_name="read")),
                ("digest", models.CharField(max_length=32, verbose_name="digest")),
                ("request", taskbuilder.records.fields.ExactJSONField(default=dict, verbose_name="request")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="found_tasks",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "task created elsewhere",
                "verbose_name_plural": "tasks created elsewhere",
                "indexes": [
                    models.Index(fields=["service", "created_at"], name="found_task_of_service"),
                    models.Index(fields=["project"], name="found_task_of_project"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "task_id"), name="found_task_once")
                ],
            },
        ),
    ]
