"""What a raw & or a / hid of a secret is encrypted in old rows too; safe to run again, and beside senders."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from taskbuilder.records.submissions.hide_anew import hide_in_submissions, hide_in_titles


def hide(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    hide_in_submissions(
        apps.get_model("records", "Submission").objects,
        apps.get_model("records", "InputFingerprint").objects,
    )
    hide_in_titles(apps.get_model("records", "Draft").objects)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0015_retention")]

    operations = [migrations.RunPython(hide, migrations.RunPython.noop)]
