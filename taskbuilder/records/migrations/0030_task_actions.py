"""Actions on tasks in the cloud, the tries to have them done, and tasks that replace others."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0029_sharing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="is_replacement",
            field=models.BooleanField(default=False, verbose_name="replaces"),
        ),
        migrations.CreateModel(
            name="ActionBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("start", "Start"), ("stop", "Stop"), ("delete", "Delete")],
                        max_length=10,
                        verbose_name="action",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="action_batches",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.apitoken",
                        verbose_name="API token",
                    ),
                ),
            ],
            options={
                "verbose_name": "action on tasks",
                "verbose_name_plural": "actions on tasks",
            },
        ),
        migrations.CreateModel(
            name="Replacement",
            fields=[
                (
                    "new",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="replacement",
                        serialize=False,
                        to="records.submission",
                        verbose_name="new submission",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the new task to run"),
                            ("deleting", "Deleting the old task"),
                            ("done", "Replaced"),
                            ("kept", "Old task not deleted"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=200, verbose_name="problem")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "deletion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replacements",
                        to="records.actionbatch",
                        verbose_name="deletion",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replacements",
                        to="records.submission",
                        verbose_name="old submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "replacement",
                "verbose_name_plural": "replacements",
            },
        ),
        migrations.CreateModel(
            name="TaskAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("task_id", models.CharField(max_length=200, verbose_name="task id")),
                (
                    "kind",
                    models.CharField(
                        choices=[("start", "Start"), ("stop", "Stop"), ("delete", "Delete")],
                        max_length=10,
                        verbose_name="action",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("checking", "Unknown, being checked"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("given_up", "Given up"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("accepted", "The cloud accepted it."),
                            ("gone", "The task is no longer in the cloud."),
                            ("confirmed", "The response was lost, but the task shows that it was done."),
                            ("at_rest", "The task no longer runs: its state says so."),
                            ("being_deleted", "The task is being deleted."),
                            ("not_done", "The task shows that it was not done, so it is sent again."),
                            (
                                "lost",
                                "It is not known whether the cloud did it. The task is checked before it is sent again.",
                            ),
                            ("unreadable", "The project's credentials cannot be read. It is tried again."),
                            ("unreachable", "The cloud did not take it within a day. Nothing was changed."),
                            ("uncertain", "It could not be checked within a day. Check the task's state."),
                            ("by_person", "Cancelled before it was sent."),
                            ("unsafe", "Not deleted, because the new task does not run."),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="finding",
                    ),
                ),
                ("must_check", models.BooleanField(default=False, verbose_name="check first")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("leased_by", models.CharField(blank=True, max_length=100, verbose_name="leased by")),
                ("attempt_count", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("message", models.CharField(blank=True, max_length=2000, verbose_name="message")),
                ("code", models.CharField(blank=True, max_length=100, verbose_name="code")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="records.actionbatch",
                        verbose_name="action on tasks",
                    ),
                ),
                (
                    "created",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="records.createdtask",
                        verbose_name="created task",
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
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "action on a task",
                "verbose_name_plural": "actions on single tasks",
            },
        ),
        migrations.CreateModel(
            name="ActionAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("is_check", models.BooleanField(default=False, verbose_name="check")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("worker", models.CharField(max_length=100, verbose_name="worker")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("open", "About to send"),
                            ("accepted", "Accepted"),
                            ("shown", "Checked"),
                            ("gone", "Not in the cloud"),
                            ("refused", "Refused"),
                            ("throttled", "Asked to wait"),
                            ("not_sent", "Not sent"),
                            ("unknown", "Unknown"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                (
                    "http_status",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="HTTP status"),
                ),
                ("code", models.CharField(blank=True, max_length=100, verbose_name="code")),
                ("message", models.CharField(blank=True, max_length=2000, verbose_name="message")),
                ("request_id", models.CharField(blank=True, max_length=200, verbose_name="request id")),
                (
                    "action",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="records.taskaction",
                        verbose_name="action",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt of an action",
                "verbose_name_plural": "attempts of actions",
                "ordering": ["number"],
            },
        ),
        migrations.AddIndex(
            model_name="actionbatch",
            index=models.Index(fields=["project", "asked_at"], name="action_batch_history"),
        ),
        migrations.AddIndex(
            model_name="actionbatch",
            index=models.Index(fields=["by"], name="action_batch_by_person"),
        ),
        migrations.AddIndex(
            model_name="replacement",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="replacement_due"
            ),
        ),
        migrations.AddIndex(
            model_name="replacement",
            index=models.Index(fields=["by"], name="replacement_by_person"),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "deleting", "done", "kept"])),
                name="replacement_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_at__isnull", False),
                        ("settled_at__isnull", True),
                        ("state__in", ["waiting", "deleting"]),
                    ),
                    models.Q(
                        ("due_at__isnull", True),
                        ("settled_at__isnull", False),
                        ("state__in", ["done", "kept"]),
                    ),
                    _connector="OR",
                ),
                name="replacement_due_until_settled",
            ),
        ),
        migrations.AddIndex(
            model_name="taskaction",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)),
                fields=["project", "due_at"],
                name="task_action_due",
            ),
        ),
        migrations.AddIndex(
            model_name="taskaction",
            index=models.Index(
                condition=models.Q(("lease_until__isnull", False)),
                fields=["lease_until"],
                name="task_action_leased",
            ),
        ),
        migrations.AddIndex(
            model_name="taskaction",
            index=models.Index(
                condition=models.Q(("state", "sending")), fields=["project"], name="task_action_sending"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("queued", "checking", "sending"))),
                fields=("service", "task_id"),
                name="task_action_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["start", "stop", "delete"])), name="task_action_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["queued", "sending", "checking", "done", "refused", "given_up", "cancelled"],
                    )
                ),
                name="task_action_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state__in", ("queued", "checking"))),
                    models.Q(
                        models.Q(("state__in", ("queued", "checking")), _negated=True),
                        ("due_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="task_action_due_while_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_until__isnull", False), ("state", "sending")),
                    models.Q(
                        models.Q(("state", "sending"), _negated=True),
                        ("lease_until__isnull", True),
                        ("leased_by", ""),
                    ),
                    _connector="OR",
                ),
                name="task_action_leased_while_sending",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", False),
                        ("state__in", ("done", "refused", "given_up", "cancelled")),
                    ),
                    models.Q(
                        models.Q(("state__in", ("done", "refused", "given_up", "cancelled")), _negated=True),
                        ("settled_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="task_action_settled_at_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionattempt",
            constraint=models.UniqueConstraint(
                fields=("action", "number"), name="action_attempt_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="actionattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "result__in",
                        ["open", "accepted", "shown", "gone", "refused", "throttled", "not_sent", "unknown"],
                    )
                ),
                name="action_attempt_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="actionattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("result", "open")),
                    models.Q(models.Q(("result", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="action_attempt_ended_unless_open",
            ),
        ),
    ]
