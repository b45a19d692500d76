"""Submissions whose tasks were replaced are marked as such, those of the past too."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import Coalesce

REPLACED = 16
"""The remark."""


def mark(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    replaced = apps.get_model("records", "Replacement").objects.filter(state="done").values("old")
    rows = apps.get_model("records", "Submission").objects.filter(pk__in=replaced)
    rows.update(remarks=Coalesce(models.F("remarks"), 0).bitor(REPLACED))


class Migration(migrations.Migration):
    dependencies = [("records", "0047_plan_groups")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
