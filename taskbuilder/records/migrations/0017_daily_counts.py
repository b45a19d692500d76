"""Daily counts of submissions; those of the past are counted once. Triggers keep them from then on."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.functions import TruncDate

from taskbuilder.records.triggers import drop_triggers, make_triggers

OPEN = ("queued", "sending", "waiting")


def count(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    submissions = apps.get_model("records", "Submission").objects.order_by()
    result = models.Case(models.When(state__in=OPEN, then=models.Value("open")), default="state")
    groups = submissions.annotate(day=TruncDate("created_at"), result=result).values_list(
        "project", "day", "result"
    )
    make = apps.get_model("records", "DailyCount")
    make.objects.bulk_create(
        [
            make(project_id=project, day=day, result=result, change=change)
            for project, day, result, change in groups.annotate(change=models.Count("pk"))
        ],
        batch_size=500,
    )


def begin(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    make_triggers(schema_editor.connection)


def end(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("records", "0016_hide_raw_characters")]

    operations = [
        migrations.CreateModel(
            name="DailyCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("result", models.CharField(max_length=10, verbose_name="result")),
                ("change", models.IntegerField(verbose_name="change")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="records.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "daily count",
                "verbose_name_plural": "daily counts",
                "indexes": [models.Index(fields=["project", "day"], name="daily_count_by_day")],
            },
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.RunPython(begin, end),
    ]
