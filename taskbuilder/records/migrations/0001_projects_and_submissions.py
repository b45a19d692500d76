"""The first tables: projects and their members, drafts, submissions and what became of them."""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields
import taskbuilder.records.validators


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Its part of the address.", max_length=60, unique=True, verbose_name="slug"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "cloud_project_id",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-zA-Z0-9-]{1,64}\\Z",
                                "Enter the project's id as the cloud shows it: 1 to 64 letters, digits and hyphens.",
                            )
                        ],
                        verbose_name="cloud project id",
                    ),
                ),
                (
                    "base_url",
                    models.CharField(
                        help_text="For example https://modelarts.cn-north-4.myhuaweicloud.com",
                        max_length=300,
                        validators=[
                            django.core.validators.URLValidator(
                                message="Enter a whole address that begins with https:// or http://, such as https://iam.example.com.",
                                schemes=["http", "https"],
                            )
                        ],
                        verbose_name="base URL",
                    ),
                ),
                (
                    "identity_url",
                    models.CharField(
                        blank=True,
                        help_text="Needed to sign in by user name. For example https://iam.cn-north-4.myhuaweicloud.com",
                        max_length=300,
                        validators=[
                            django.core.validators.URLValidator(
                                message="Enter a whole address that begins with https:// or http://, such as https://iam.example.com.",
                                schemes=["http", "https"],
                            )
                        ],
                        verbose_name="identity URL",
                    ),
                ),
                (
                    "sign_in",
                    models.CharField(
                        choices=[
                            ("token", "User name and password (token)"),
                            ("ak_sk", "Access key and secret key"),
                        ],
                        max_length=10,
                        verbose_name="way of signing in",
                    ),
                ),
                (
                    "domain_name",
                    models.CharField(blank=True, max_length=100, verbose_name="account (domain) name"),
                ),
                ("username", models.CharField(blank=True, max_length=100, verbose_name="user name")),
                (
                    "password",
                    taskbuilder.records.fields.EncryptedTextField(blank=True, verbose_name="password"),
                ),
                ("access_key", models.CharField(blank=True, max_length=100, verbose_name="access key")),
                (
                    "secret_key",
                    taskbuilder.records.fields.EncryptedTextField(blank=True, verbose_name="secret key"),
                ),
                (
                    "security_token",
                    taskbuilder.records.fields.EncryptedTextField(
                        blank=True,
                        help_text="With temporary credentials only.",
                        verbose_name="security token",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC",
                        help_text="Suggested for schedules. A name such as Asia/Shanghai or Europe/Berlin.",
                        max_length=60,
                        validators=[taskbuilder.records.validators.check_time_zone],
                        verbose_name="time zone",
                    ),
                ),
            ],
            options={
                "verbose_name": "project",
                "verbose_name_plural": "projects",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sign_in__in", ["token", "ak_sk"])), name="project_sign_in"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "service_id",
                    models.CharField(
                        max_length=64,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[0-9A-Za-z-]{1,64}\\Z",
                                "Enter the service's id as the cloud shows it, such as 6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11.",
                            )
                        ],
                        verbose_name="service id",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "platform",
                    models.CharField(
                        choices=[("modelarts-edge", "ModelArts Edge"), ("ief", "IEF")],
                        max_length=20,
                        verbose_name="platform",
                    ),
                ),
                ("requires_config", models.BooleanField(default=False, verbose_name="requires config")),
                (
                    "config_schema",
                    taskbuilder.records.fields.ExactJSONField(
                        blank=True,
                        help_text="The JSON Schema of this service's config. Leave empty where there is none.",
                        null=True,
                        validators=[taskbuilder.records.validators.check_config_schema],
                        verbose_name="config schema",
                    ),
                ),
                (
                    "requires_node_id",
                    models.BooleanField(
                        default=False,
                        help_text="With RESTful and VCN inputs.",
                        verbose_name="requires node id",
                    ),
                ),
                (
                    "upper_case",
                    models.BooleanField(
                        default=False,
                        help_text="Send DAILY rather than daily, where this service understands nothing else.",
                        verbose_name="upper-case schedule words",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "verbose_name_plural": "services",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(blank=True, max_length=100, verbose_name="title")),
                (
                    "answers",
                    taskbuilder.records.fields.EncryptedJSONField(default=dict, verbose_name="answers"),
                ),
                (
                    "confirmations",
                    taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="confirmations"),
                ),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="revision")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("updated_at", models.DateTimeField(verbose_name="changed")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
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
                        related_name="drafts",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("draft_id", models.UUIDField(unique=True, verbose_name="draft")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                ("request", taskbuilder.records.fields.ExactJSONField(verbose_name="request")),
                (
                    "secrets",
                    taskbuilder.records.fields.EncryptedJSONField(default=dict, verbose_name="secrets"),
                ),
                (
                    "confirmations",
                    taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="confirmations"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("waiting", "Waiting"),
                            ("created", "Created"),
                            ("refused", "Refused"),
                            ("unknown", "Unknown"),
                            ("given_up", "Given up"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("leased_by", models.CharField(blank=True, max_length=100, verbose_name="leased by")),
                ("attempt_count", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled")),
                ("outcome", taskbuilder.records.fields.ExactJSONField(default=dict, verbose_name="outcome")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
            },
        ),
        migrations.CreateModel(
            name="CreatedTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("task_id", models.CharField(db_index=True, max_length=200, verbose_name="task id")),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="records.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "created task",
                "verbose_name_plural": "created tasks",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("worker", models.CharField(max_length=100, verbose_name="worker")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("open", "About to send"),
                            ("created", "Created"),
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
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="records.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("viewer", "Viewer"), ("operator", "Operator"), ("manager", "Manager")],
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "project"),
                        name="member_once_per_project",
                        violation_error_message="This person is a member of this project already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["viewer", "operator", "manager"])),
                        name="member_role",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(
                fields=("project", "service_id"),
                name="service_once_per_project",
                violation_error_message="This project has a service of this id already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("platform__in", ["modelarts-edge", "ief"])), name="service_platform"
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["owner", "project", "-updated_at"], name="draft_list"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["project", "-created_at", "-id"], name="submission_history"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["project", "state", "-created_at", "-id"], name="submission_by_state"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["-created_at", "-id"], name="submission_latest"),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="submission_due"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("lease_until__isnull", False)),
                fields=["lease_until"],
                name="submission_leased",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["queued", "sending", "waiting", "created", "refused", "unknown", "given_up"],
                    )
                ),
                name="submission_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_at__isnull", False), ("state__in", ("queued", "waiting"))),
                    models.Q(
                        models.Q(("state__in", ("queued", "waiting")), _negated=True),
                        ("due_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="submission_due_while_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
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
                name="submission_leased_while_sending",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("settled_at__isnull", False),
                        ("state__in", ("created", "refused", "unknown", "given_up")),
                    ),
                    models.Q(
                        models.Q(("state__in", ("created", "refused", "unknown", "given_up")), _negated=True),
                        ("settled_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="submission_settled_at_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="createdtask",
            constraint=models.UniqueConstraint(
                fields=("submission", "position"), name="created_task_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(fields=("submission", "number"), name="attempt_number_once"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("result__in", ["open", "created", "refused", "throttled", "not_sent", "unknown"])
                ),
                name="attempt_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("result", "open")),
                    models.Q(models.Q(("result", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="attempt_ended_unless_open",
            ),
        ),
    ]
