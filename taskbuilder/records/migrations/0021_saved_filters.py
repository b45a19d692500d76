"""Filters that are saved by a name, and which of them a list begins with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0020_remarks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", taskbuilder.records.fields.ExactJSONField(default=dict, verbose_name="filters")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared in the project")),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DefaultFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        db_index=False,
                        verbose_name="person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "filter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="defaults",
                        to="records.savedfilter",
                        verbose_name="saved filter",
                    ),
                ),
            ],
            options={
                "verbose_name": "default filter",
                "verbose_name_plural": "default filters",
            },
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_shared", True)),
                fields=("project", "name"),
                name="shared_filter_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_shared", False), ("project__isnull", False)),
                fields=("person", "project", "name"),
                name="own_filter_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("project__isnull", True)),
                fields=("person", "name"),
                name="filter_name_across_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_shared", False), ("project__isnull", False), _connector="OR"),
                name="shared_filter_has_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="defaultfilter",
            constraint=models.UniqueConstraint(fields=("person", "project"), name="default_filter_once"),
        ),
        migrations.AddConstraint(
            model_name="defaultfilter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("project__isnull", True)),
                fields=("person",),
                name="default_filter_across_once",
            ),
        ),
    ]
