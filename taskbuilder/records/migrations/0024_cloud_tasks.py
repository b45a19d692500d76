"""What became of created tasks in the cloud, when each service is read, and what lists find them by."""

import django.db.models.deletion
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0023_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="CloudTask",
            fields=[
                (
                    "created",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="seen",
                        serialize=False,
                        to="records.createdtask",
                        verbose_name="created task",
                    ),
                ),
                ("state", models.CharField(blank=True, max_length=60, verbose_name="state")),
                ("status", models.CharField(blank=True, max_length=500, verbose_name="status")),
                ("error_code", models.CharField(blank=True, max_length=128, verbose_name="error code")),
                ("error_message", models.CharField(blank=True, max_length=500, verbose_name="error message")),
                (
                    "schedule_status",
                    models.CharField(blank=True, max_length=60, verbose_name="schedule status"),
                ),
                (
                    "cloud_created_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="created in the cloud"),
                ),
                (
                    "cloud_updated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="changed in the cloud"),
                ),
                ("read_at", models.DateTimeField(verbose_name="read")),
                ("missing_since", models.DateTimeField(blank=True, null=True, verbose_name="missing since")),
            ],
            options={
                "verbose_name": "task in the cloud",
                "verbose_name_plural": "tasks in the cloud",
            },
        ),
        migrations.CreateModel(
            name="TaskChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=60, verbose_name="from")),
                ("after", models.CharField(blank=True, max_length=60, verbose_name="to")),
                ("seen_at", models.DateTimeField(verbose_name="seen")),
            ],
            options={
                "verbose_name": "change of a task",
                "verbose_name_plural": "changes of tasks",
            },
        ),
        migrations.CreateModel(
            name="TaskReading",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="due")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="begun")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
                ("refreshed_at", models.DateTimeField(blank=True, null=True, verbose_name="refreshed")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("leased_by", models.CharField(blank=True, max_length=100, verbose_name="leased by")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures")),
                ("problem", models.CharField(blank=True, max_length=500, verbose_name="problem")),
                ("counts", taskbuilder.records.fields.ExactJSONField(default=dict, verbose_name="counts")),
            ],
            options={
                "verbose_name": "reading of tasks",
                "verbose_name_plural": "readings of tasks",
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="task_state",
            field=models.CharField(editable=False, max_length=20, null=True, verbose_name="task state"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("task_state__isnull", False)),
                fields=["project", "task_state", "created_at"],
                name="submission_by_task_state",
            ),
        ),
        migrations.AddField(
            model_name="cloudtask",
            name="service",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="records.service",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="taskchange",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="records.cloudtask",
                verbose_name="task",
            ),
        ),
        migrations.AddIndex(
            model_name="cloudtask",
            index=models.Index(
                condition=models.Q(("missing_since__isnull", True)),
                fields=["service", "state"],
                name="cloud_task_present",
            ),
        ),
        migrations.AddIndex(
            model_name="taskchange",
            index=models.Index(fields=["task", "seen_at"], name="task_change_of_task"),
        ),
    ]
