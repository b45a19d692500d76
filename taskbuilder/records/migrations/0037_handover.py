"""Up to when a member has read what happened in the project."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0036_short_digests"),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="handed_over_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
