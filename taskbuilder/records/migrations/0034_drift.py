"""Where the cloud shows a created task otherwise than it was sent."""

import django.db.models.deletion
from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0033_found_tasks"),
    ]

    operations = [
        migrations.CreateModel(
            name="ShownRequest",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="shown",
                        serialize=False,
                        to="records.cloudtask",
                        verbose_name="task",
                    ),
                ),
                ("request", taskbuilder.records.fields.ExactJSONField(verbose_name="request")),
                ("has_drift", models.BooleanField(verbose_name="differs")),
            ],
            options={
                "verbose_name": "request as the cloud shows it",
                "verbose_name_plural": "requests as the cloud shows them",
            },
        ),
        migrations.AddField(
            model_name="cloudtask",
            name="digest",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=32, verbose_name="digest"
            ),
        ),
    ]
