"""What each row of a plan is estimated to use, and what was declared secret of its config."""

from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0041_adopted_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="declared",
            field=taskbuilder.records.fields.ExactJSONField(default=dict, verbose_name="declared secret"),
        ),
        migrations.AddField(
            model_name="planrow",
            name="cpu",
            field=models.FloatField(default=0, verbose_name="CPU"),
        ),
        migrations.AddField(
            model_name="planrow",
            name="memory",
            field=models.PositiveIntegerField(default=0, verbose_name="memory"),
        ),
        migrations.AlterField(
            model_name="planrun",
            name="cause",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", ""),
                    ("person", "Somebody paused it."),
                    ("canary", "The first row was created. Check it, then resume."),
                    ("refusals", "The cloud refused several rows in a row for the same reason."),
                    ("changed", "The plan was changed. Check it again."),
                    ("unreadable", "Its secrets cannot be read with the present keys."),
                    ("service", "Its service was deleted, or belongs to another project."),
                    ("error", "Something went wrong."),
                    ("superseded", "Another run took its place."),
                ],
                default="",
                max_length=10,
                verbose_name="cause",
            ),
        ),
    ]
