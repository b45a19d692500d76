from django.db import migrations

import taskbuilder.records.fields


class Migration(migrations.Migration):
    dependencies = [("records", "0044_reviewed_drafts")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="sources",
            field=taskbuilder.records.fields.ExactJSONField(blank=True, default=dict, verbose_name="sources"),
        )
        for model in ("plan", "planupload")
    ]
