"""Plans: rows of a table for a template, the runs that apply them, and their steps."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0037_handover"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("template_name", models.CharField(blank=True, max_length=100, verbose_name="template name")),
                ("base", taskbuilder.records.fields.EncryptedJSONField(default=dict, verbose_name="request")),
                ("salt", taskbuilder.records.fields.EncryptedTextField(verbose_name="salt")),
                ("headers", taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="headers")),
                ("columns", taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="columns")),
                (
                    "key_column",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="key column"),
                ),
                ("name_pattern", models.CharField(blank=True, max_length=200, verbose_name="name pattern")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="revision")),
                ("judged_revision", models.PositiveIntegerField(default=0, verbose_name="checked revision")),
                ("judging", models.PositiveIntegerField(default=0, verbose_name="checks")),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="checked")),
                ("judge_due_at", models.DateTimeField(blank=True, null=True, verbose_name="check due")),
                ("judged_rows", models.PositiveIntegerField(default=0, verbose_name="rows checked")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
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
                        related_name="plans",
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
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.templateversion",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
            },
        ),
        migrations.CreateModel(
            name="PlanRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("number", models.PositiveIntegerField(verbose_name="line")),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="key")),
                (
                    "key_problem",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("missing", "The key is empty."),
                            ("duplicate", "Another row has the same key."),
                            ("long", "The key has more than 200 characters."),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="problem of the key",
                    ),
                ),
                ("cells", taskbuilder.records.fields.EncryptedJSONField(default=list, verbose_name="cells")),
                ("is_wanted", models.BooleanField(default=True, verbose_name="in the table")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="task name")),
                (
                    "name_clash",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("row", "Another row has the same task name."),
                            ("task", "Another task of the project has the same name."),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="name used by",
                    ),
                ),
                ("problem_count", models.PositiveSmallIntegerField(default=0, verbose_name="problems")),
                ("confirm_count", models.PositiveSmallIntegerField(default=0, verbose_name="to confirm")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("unjudged", "Not checked"),
                            ("invalid", "Invalid"),
                            ("new", "New"),
                            ("lost", "Missing in the cloud"),
                            ("changed", "Changed"),
                            ("drifted", "Changed in the cloud"),
                            ("gone", "Removed"),
                            ("unchanged", "Unchanged"),
                            ("pending", "In progress"),
                            ("unknown", "Unknown outcome"),
                        ],
                        default="unjudged",
                        max_length=10,
                        verbose_name="change",
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="digest")),
                (
                    "standing_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="digest of the current one"),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="records.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "standing",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="plan_rows",
                        to="records.submission",
                        verbose_name="current submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a plan",
                "verbose_name_plural": "rows of plans",
            },
        ),
        migrations.CreateModel(
            name="PlanRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("stopped", "Stopped"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="running",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("revision", models.PositiveIntegerField(verbose_name="revision")),
                ("judging", models.PositiveIntegerField(verbose_name="check")),
                ("creates", models.BooleanField(default=True, verbose_name="creates")),
                ("replaces", models.BooleanField(default=False, verbose_name="replaces")),
                ("restores", models.BooleanField(default=False, verbose_name="restores")),
                ("deletes", models.BooleanField(default=False, verbose_name="deletes")),
                ("confirms", models.BooleanField(default=False, verbose_name="confirms")),
                ("is_canary", models.BooleanField(default=False, verbose_name="first row alone")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("person", "Somebody paused it."),
                            ("canary", "The first row was created. Check it, then resume."),
                            ("refusals", "The cloud refused several rows in a row for the same reason."),
                            ("changed", "The plan was changed. Check it again."),
                            ("superseded", "Another run took its place."),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="cause",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("refusals", models.PositiveSmallIntegerField(default=0, verbose_name="refusals in a row")),
                ("turn", models.PositiveIntegerField(default=0, verbose_name="turns")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
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
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="records.plan",
                        verbose_name="plan",
                    ),
                ),
                (
                    "retries",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="retried_by",
                        to="records.planrun",
                        verbose_name="retries",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undone_by",
                        to="records.planrun",
                        verbose_name="undoes",
                    ),
                ),
            ],
            options={
                "verbose_name": "run of a plan",
                "verbose_name_plural": "runs of plans",
            },
        ),
        migrations.CreateModel(
            name="RunStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, verbose_name="key")),
                (
                    "kind",
                    models.CharField(
                        choices=[("create", "Create"), ("replace", "Replace"), ("delete", "Delete")],
                        max_length=10,
                        verbose_name="action",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "In progress"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                            ("unknown", "Unknown"),
                            ("cancelled", "Cancelled"),
                            ("skipped", "Skipped"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "before_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="digest of the old one"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.actionbatch",
                        verbose_name="deletion",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.submission",
                        verbose_name="old submission",
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.planrow",
                        verbose_name="row",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="records.planrun",
                        verbose_name="run",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="records.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a run",
                "verbose_name_plural": "steps of runs",
            },
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["project", "-changed_at"], name="plan_list"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["by"], name="plan_by_person"),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=models.Q(("judge_due_at__isnull", False)),
                fields=["judge_due_at"],
                name="plan_judge_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("project", "name"), name="plan_name_once"),
        ),
        migrations.AddIndex(
            model_name="planrow",
            index=models.Index(fields=["plan", "position"], name="plan_row_order"),
        ),
        migrations.AddIndex(
            model_name="planrow",
            index=models.Index(fields=["plan", "change", "position"], name="plan_row_by_change"),
        ),
        migrations.AddIndex(
            model_name="planrow",
            index=models.Index(fields=["plan", "name"], name="plan_row_named"),
        ),
        migrations.AddIndex(
            model_name="planrow",
            index=models.Index(
                condition=models.Q(("standing__isnull", False)), fields=["standing"], name="plan_row_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="planrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key_problem", "")), fields=("plan", "key"), name="plan_row_key_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="planrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "change__in",
                        [
                            "unjudged",
                            "invalid",
                            "new",
                            "lost",
                            "changed",
                            "drifted",
                            "gone",
                            "unchanged",
                            "pending",
                            "unknown",
                        ],
                    )
                ),
                name="plan_row_change",
            ),
        ),
        migrations.AddIndex(
            model_name="planrun",
            index=models.Index(fields=["plan", "-asked_at"], name="plan_run_list"),
        ),
        migrations.AddIndex(
            model_name="planrun",
            index=models.Index(fields=["by"], name="plan_run_by_person"),
        ),
        migrations.AddIndex(
            model_name="planrun",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="plan_run_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="planrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("running", "paused", "stopped"))),
                fields=("plan",),
                name="plan_run_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="planrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["running", "paused", "stopped", "done", "cancelled"])),
                name="plan_run_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="planrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at__isnull", True), ("state__in", ("running", "paused", "stopped"))),
                    models.Q(("finished_at__isnull", False), ("state__in", ("done", "cancelled"))),
                    _connector="OR",
                ),
                name="plan_run_finished_at_its_end",
            ),
        ),
        migrations.AddIndex(
            model_name="runstep",
            index=models.Index(fields=["run", "state", "id"], name="run_step_by_state"),
        ),
        migrations.AddIndex(
            model_name="runstep",
            index=models.Index(fields=["run", "settled_at"], name="run_step_settled"),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="run_step_key_once"),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.UniqueConstraint(fields=("run", "row"), name="run_step_row_once"),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["create", "replace", "delete"])), name="run_step_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "done", "refused", "unknown", "cancelled", "skipped"])
                ),
                name="run_step_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="runstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="run_step_settled_unless_open",
            ),
        ),
    ]
