"""What happened in projects, who wants to know of it, and notifications. Triggers note it from then on."""

import django.core.validators
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from taskbuilder.records.triggers import drop_event_triggers, make_triggers


def begin(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    make_triggers(schema_editor.connection)


def end(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_event_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0021_saved_filters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="handled")),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.comment",
                        verbose_name="comment",
                    ),
                ),
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
                    "submission",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("is_on_page", models.BooleanField(verbose_name="in Task Builder")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read")),
                ("mail_due_at", models.DateTimeField(blank=True, null=True, verbose_name="email due")),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to="records.projectevent",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
            },
        ),
        migrations.CreateModel(
            name="NotificationChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                (
                    "on_page",
                    models.CharField(
                        choices=[("none", "Off"), ("own", "My submissions"), ("all", "All submissions")],
                        default="none",
                        max_length=10,
                        verbose_name="in Task Builder",
                    ),
                ),
                (
                    "by_mail",
                    models.CharField(
                        choices=[("none", "Off"), ("own", "My submissions"), ("all", "All submissions")],
                        default="none",
                        max_length=10,
                        verbose_name="by email",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10080),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
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
            ],
            options={
                "verbose_name": "notification setting",
                "verbose_name_plural": "notification settings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "kind", "person"), name="notification_choice_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_mail__in", ["none", "own", "all"]), ("on_page__in", ["none", "own", "all"])
                        ),
                        name="notification_choice_scopes",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="projectevent",
            index=models.Index(fields=["submission", "kind"], name="event_of_submission"),
        ),
        migrations.AddIndex(
            model_name="projectevent",
            index=models.Index(
                condition=models.Q(("comment__isnull", False)), fields=["comment"], name="event_of_comment"
            ),
        ),
        migrations.AddIndex(
            model_name="projectevent",
            index=models.Index(
                condition=models.Q(("handled_at__isnull", True)),
                fields=["handled_at", "id"],
                name="event_to_handle",
            ),
        ),
        migrations.AddIndex(
            model_name="projectevent",
            index=models.Index(fields=["at"], name="event_by_time"),
        ),
        migrations.AddConstraint(
            model_name="projectevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "waiting")),
                fields=("submission", "minutes"),
                name="event_of_waiting_once",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["person", "at"], name="notification_latest"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("is_on_page", True), ("read_at__isnull", True)),
                fields=["person", "project"],
                name="notification_unread",
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("mail_due_at__isnull", False)),
                fields=["mail_due_at"],
                name="notification_to_mail",
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(fields=("event", "person"), name="notification_once"),
        ),
        migrations.AddIndex(
            model_name="notificationchoice",
            index=models.Index(
                condition=models.Q(("minutes__isnull", False)),
                fields=["minutes", "project"],
                name="notification_of_waiting",
            ),
        ),
        migrations.RunPython(begin, end),
    ]
