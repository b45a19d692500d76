from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0012_shorter_texts")]

    operations = [
        migrations.AddIndex("submission", models.Index(fields=["project", "name"], name="submission_named")),
    ]
