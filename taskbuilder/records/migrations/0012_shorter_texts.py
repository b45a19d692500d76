"""Shorter texts of fields; the database stays as it is."""

import django.core.validators
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields
import taskbuilder.records.validators


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0011_preferences_and_sessions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="pace",
            options={"verbose_name": "sending rate", "verbose_name_plural": "sending rates"},
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="ends_at",
            field=models.DateTimeField(verbose_name="expires"),
        ),
        migrations.AlterField(
            model_name="apitoken",
            name="hint",
            field=models.CharField(max_length=20, verbose_name="prefix"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="attempt_count",
            field=models.PositiveIntegerField(verbose_name="earlier attempts"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("looked", "Checked the cloud"),
                    ("skipped", "Continued without checking"),
                    ("found", "Marked as created"),
                    ("send_again", "Sent again"),
                    ("not_sure", "Left as unknown"),
                    ("closed", "Closed as not created"),
                    ("cancelled", "Cancelled"),
                ],
                max_length=10,
                verbose_name="result",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="base_url",
            field=models.CharField(
                help_text="For example https://modelarts.cn-north-4.myhuaweicloud.com",
                max_length=300,
                validators=[
                    django.core.validators.URLValidator(
                        message="Enter a full address that starts with https:// or http://, such as https://iam.example.com.",
                        schemes=["http", "https"],
                    )
                ],
                verbose_name="base URL",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="cloud_project_id",
            field=models.CharField(
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[a-zA-Z0-9-]{1,64}\\Z",
                        "Enter the project ID shown in the cloud: 1 to 64 letters, digits and hyphens.",
                    )
                ],
                verbose_name="cloud project id",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="identity_url",
            field=models.CharField(
                blank=True,
                help_text="Required to sign in by user name. For example https://iam.cn-north-4.myhuaweicloud.com",
                max_length=300,
                validators=[
                    django.core.validators.URLValidator(
                        message="Enter a full address that starts with https:// or http://, such as https://iam.example.com.",
                        schemes=["http", "https"],
                    )
                ],
                verbose_name="identity URL",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="most_a_second",
            field=models.FloatField(
                blank=True,
                help_text="All senders together. Leave empty for no limit.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0.01),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="max requests per second",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="most_in_flight",
            field=models.PositiveSmallIntegerField(
                default=32,
                help_text="Requests sent to the cloud at the same time, by all senders together.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="max concurrent requests",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="security_token",
            field=taskbuilder.records.fields.EncryptedTextField(
                blank=True, help_text="Only for temporary credentials.", verbose_name="security token"
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="sign_in",
            field=models.CharField(
                choices=[("token", "User name and password (token)"), ("ak_sk", "Access key and secret key")],
                max_length=10,
                verbose_name="sign-in method",
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="slug",
            field=models.SlugField(
                help_text="Used in the address of its pages.", max_length=60, unique=True, verbose_name="slug"
            ),
        ),
        migrations.AlterField(
            model_name="project",
            name="suffixes_names",
            field=models.BooleanField(
                default=False,
                help_text="Adds a short unique ending to each task name. If a response is lost, the task can still be found in the cloud and resolved automatically.",
                verbose_name="unique names",
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="config_schema",
            field=taskbuilder.records.fields.ExactJSONField(
                blank=True,
                help_text="The JSON Schema of this service's config. Leave empty if there is none.",
                null=True,
                validators=[taskbuilder.records.validators.check_config_schema],
                verbose_name="config schema",
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="requires_node_id",
            field=models.BooleanField(
                default=False, help_text="For RESTful and VCN inputs.", verbose_name="requires node id"
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="service_id",
            field=models.CharField(
                max_length=64,
                validators=[
                    django.core.validators.RegexValidator(
                        "\\A[0-9A-Za-z-]{1,64}\\Z",
                        "Enter the service ID shown in the cloud, such as 6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11.",
                    )
                ],
                verbose_name="service id",
            ),
        ),
        migrations.AlterField(
            model_name="service",
            name="upper_case",
            field=models.BooleanField(
                default=False,
                help_text="Send DAILY instead of daily, for services that accept nothing else.",
                verbose_name="upper-case schedule words",
            ),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="kept_at",
            field=models.DateTimeField(verbose_name="saved at"),
        ),
        migrations.AlterField(
            model_name="submission",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="finished"),
        ),
        migrations.AlterConstraint(
            model_name="member",
            name="member_once_per_project",
            constraint=models.UniqueConstraint(
                fields=("person", "project"),
                name="member_once_per_project",
                violation_error_message="This person is already a member of this project.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="service",
            name="service_once_per_project",
            constraint=models.UniqueConstraint(
                fields=("project", "service_id"),
                name="service_once_per_project",
                violation_error_message="This project already has a service with this ID.",
            ),
        ),
    ]
