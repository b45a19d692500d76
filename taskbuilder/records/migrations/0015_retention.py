"""How long projects keep requests and submissions."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_hide_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="delete_after_days",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Counted from when a submission finished. Leave empty to keep them.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(31),
                    django.core.validators.MaxValueValidator(36500),
                ],
                verbose_name="delete submissions after (days)",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="strip_after_days",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="Counted from when a submission finished. Leave empty to keep requests.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(36500),
                ],
                verbose_name="remove requests after (days)",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="stripped_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
