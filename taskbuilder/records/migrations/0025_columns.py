"""The columns that a person has chosen for lists of submissions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0024_cloud_tasks"),
    ]

    operations = [
        migrations.AddField(
            model_name="preferences",
            name="columns",
            field=models.CharField(blank=True, max_length=200, verbose_name="columns"),
        ),
    ]
