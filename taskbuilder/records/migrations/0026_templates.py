"""Templates, their versions, and which one drafts and submissions were made from."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0025_columns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="template_name",
            field=models.CharField(editable=False, max_length=100, null=True, verbose_name="template name"),
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("use_count", models.PositiveIntegerField(default=0, verbose_name="times used")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="last used")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="templates",
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
                "verbose_name": "template",
                "verbose_name_plural": "templates",
            },
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("service_name", models.CharField(blank=True, max_length=100, verbose_name="service name")),
                (
                    "answers",
                    taskbuilder.records.fields.EncryptedJSONField(default=dict, verbose_name="answers"),
                ),
                (
                    "asked",
                    taskbuilder.records.fields.ExactJSONField(default=list, verbose_name="asked each time"),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="records.template",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "verbose_name": "template version",
                "verbose_name_plural": "template versions",
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="draft",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="records.templateversion",
                verbose_name="template",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="template",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="records.templateversion",
                verbose_name="template",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("template__isnull", False)),
                fields=["template"],
                name="submission_by_template",
            ),
        ),
        migrations.AddIndex(
            model_name="template",
            index=models.Index(fields=["project", "-use_count", "name"], name="template_list"),
        ),
        migrations.AddConstraint(
            model_name="template",
            constraint=models.UniqueConstraint(fields=("project", "name"), name="template_name_once"),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(fields=("template", "number"), name="template_version_once"),
        ),
    ]
