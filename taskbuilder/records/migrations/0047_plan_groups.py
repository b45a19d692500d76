from django.db import migrations, models

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [("records", "0046_sink_uses")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="group_column",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="column of groups"),
        ),
        migrations.AddField(
            model_name="plan",
            name="group_size",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="inputs per task"),
        ),
        migrations.AddField(
            model_name="planrow",
            name="lines",
            field=taskbuilder.records.fields.ExactJSONField(
                blank=True, default=list, verbose_name="lines of the group"
            ),
        ),
    ]
