"""Plain words for fields and a table; the database keeps its names."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0004_programs_and_unknown_outcomes")]

    operations = [
        migrations.AlterField(
            "pace", "setbacks", models.PositiveIntegerField(db_column="setbacks", default=0)
        ),
        migrations.RenameField("pace", "setbacks", "failures"),
        migrations.AlterField(
            "pace", "closed_until", models.DateTimeField(db_column="closed_until", null=True)
        ),
        migrations.RenameField("pace", "closed_until", "paused_until"),
        migrations.AlterModelTable("inputmark", "records_inputmark"),
        migrations.RenameModel("InputMark", "InputFingerprint"),
        migrations.AlterModelOptions(
            "inputfingerprint",
            {"verbose_name": "input fingerprint", "verbose_name_plural": "input fingerprints"},
        ),
        migrations.AlterField(
            "inputfingerprint",
            "submission",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fingerprints",
                to="records.submission",
                verbose_name="submission",
            ),
        ),
    ]
