"""What submissions read, found by input."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_snapshots"),
    ]

    operations = [
        migrations.CreateModel(
            name="InputMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.service",
                        verbose_name="service",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="records.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "input mark",
                "verbose_name_plural": "input marks",
                "indexes": [models.Index(fields=["service", "digest"], name="mark_by_input")],
            },
        ),
    ]
