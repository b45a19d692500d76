"""Regions that are drawn once, and what was accepted of them for each source."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0048_replaced"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceSnapshot",
            fields=[
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="snapshot",
                        serialize=False,
                        to="records.source",
                        verbose_name="source",
                    ),
                ),
                ("picture", models.BinaryField(verbose_name="picture")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                ("kept_at", models.DateTimeField(verbose_name="saved at")),
            ],
            options={
                "verbose_name": "snapshot of a source",
                "verbose_name_plural": "snapshots of sources",
            },
        ),
        migrations.CreateModel(
            name="RegionTemplate",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("text", models.TextField(verbose_name="coordinates")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                ("drawing", models.PositiveIntegerField(default=1, verbose_name="drawing")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("changed_at", models.DateTimeField(verbose_name="changed")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="changed by",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="region_templates",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "region template",
                "verbose_name_plural": "region templates",
            },
        ),
        migrations.CreateModel(
            name="SourceRegion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="coordinates")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("height", models.PositiveIntegerField(verbose_name="height")),
                ("is_moved", models.BooleanField(default=False, verbose_name="moved")),
                ("drawing", models.PositiveIntegerField(verbose_name="drawing")),
                ("at", models.DateTimeField(verbose_name="accepted")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="accepted by",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="regions",
                        to="records.source",
                        verbose_name="source",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accepted",
                        to="records.regiontemplate",
                        verbose_name="region template",
                    ),
                ),
            ],
            options={
                "verbose_name": "region of a source",
                "verbose_name_plural": "regions of sources",
            },
        ),
        migrations.AddConstraint(
            model_name="regiontemplate",
            constraint=models.UniqueConstraint(fields=("project", "name"), name="region_name_once"),
        ),
        migrations.AddConstraint(
            model_name="sourceregion",
            constraint=models.UniqueConstraint(fields=("source", "template"), name="source_region_once"),
        ),
    ]
