"""Programs that sign in, how fast projects are sent to, and what people decide on unknown outcomes."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_input_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                ("hint", models.CharField(max_length=20, verbose_name="begins with")),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("last_used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked")),
                ("free_at", models.DateTimeField(editable=False)),
            ],
            options={
                "verbose_name": "API token",
                "verbose_name_plural": "API tokens",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("looked", "Looked in the cloud"),
                            ("skipped", "Went on without looking"),
                            ("found", "Found it"),
                            ("send_again", "It does not exist, send again"),
                            ("not_sure", "Not sure yet"),
                        ],
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("attempt_count", models.PositiveIntegerField(verbose_name="attempts until then")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("matches", taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="matches")),
                (
                    "task_ids",
                    taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="task ids"),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Pace",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="pace",
                        serialize=False,
                        to="records.project",
                    ),
                ),
                ("free_at", models.DateTimeField(null=True)),
                ("closed_until", models.DateTimeField(null=True)),
                ("setbacks", models.PositiveIntegerField(default=0)),
                ("unreachable_since", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "pace",
                "verbose_name_plural": "paces",
            },
        ),
        migrations.CreateModel(
            name="RequestKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=255, verbose_name="key")),
                ("digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(db_index=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "request key",
                "verbose_name_plural": "request keys",
            },
        ),
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_due",
        ),
        migrations.AddField(
            model_name="project",
            name="most_a_second",
            field=models.FloatField(
                blank=True,
                help_text="By all senders together. Leave empty for no limit.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0.01),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="most requests a second",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="most_in_flight",
            field=models.PositiveSmallIntegerField(
                default=32,
                help_text="How many requests the cloud is sent at the same time, by all senders together.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="most requests at once",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="suffixes_names",
            field=models.BooleanField(
                default=False,
                help_text="Adds a short unique ending to each task's name. If an answer is lost, the task is then found in the cloud for certain, and settled without a person.",
                verbose_name="unique names",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="draft_id",
            field=models.UUIDField(blank=True, null=True, unique=True, verbose_name="draft"),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="api_tokens",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tokens",
                to="records.project",
                verbose_name="project",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="token",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="submissions",
                to="records.apitoken",
                verbose_name="API token",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["project", "due_at"],
                name="submission_due",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="records.submission",
                verbose_name="submission",
            ),
        ),
        migrations.AddField(
            model_name="requestkey",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="requestkey",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="records.project",
                verbose_name="project",
            ),
        ),
        migrations.AddField(
            model_name="requestkey",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="records.submission",
                verbose_name="submission",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["looked", "skipped", "found", "send_again", "not_sure"])),
                name="decision_verdict",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestkey",
            constraint=models.UniqueConstraint(fields=("project", "person", "key"), name="request_key_once"),
        ),
    ]
