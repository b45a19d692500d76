"""A pair of keys beside each token, for programs that sign their requests. Tokens that exist have none."""

from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [("records", "0007_validated_checks")]

    operations = [
        migrations.AddField(
            "apitoken",
            "access_key",
            models.CharField(
                blank=True, editable=False, max_length=20, null=True, unique=True, verbose_name="access key"
            ),
        ),
        migrations.AddField(
            "apitoken",
            "secret_key",
            taskbuilder.records.fields.EncryptedTextField(
                blank=True, default="", editable=False, verbose_name="secret key"
            ),
        ),
    ]
