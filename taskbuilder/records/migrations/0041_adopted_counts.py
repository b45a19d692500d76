"""Adopted submissions are counted by themselves: those of the past move from what was created here."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models.functions import TruncDate

ADOPTED = 4
"""The remark."""


def move(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    submissions = apps.get_model("records", "Submission").objects.order_by()
    adopted = submissions.annotate(bit=models.F("remarks").bitand(ADOPTED)).filter(bit__gt=0)
    days = adopted.annotate(day=TruncDate("created_at")).values_list("project", "day", "state")
    make = apps.get_model("records", "DailyCount")
    make.objects.bulk_create(
        [
            make(project_id=project, day=day, result=result, change=change)
            for project, day, state, count in days.annotate(count=models.Count("pk"))
            for result, change in ((state, -count), ("adopted", count))
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("records", "0040_inventory")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
