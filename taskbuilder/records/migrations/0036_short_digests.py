"""Shorter digests of inputs: each is stored twice, in the table and in an index."""

from django.db import migrations, models

from taskbuilder.taskspec.inputs.identities import DIGEST_LENGTH

SHORTEN = f"UPDATE records_inputmark SET digest = SUBSTR(digest, 1, {DIGEST_LENGTH})"  # noqa: S608 - a number


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0035_replacement_looks"),
    ]

    operations = [
        migrations.RunSQL(SHORTEN, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="inputfingerprint",
            name="digest",
            field=models.CharField(max_length=DIGEST_LENGTH, verbose_name="digest"),
        ),
    ]
