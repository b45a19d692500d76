"""Events of drafts, of single people, and of tasks. Triggers write events: they are away meanwhile."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import taskbuilder.records.fields
from taskbuilder.records.triggers import drop_event_triggers, make_triggers


def drop(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_event_triggers(schema_editor.connection)


def make(_apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    make_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0031_capacities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, make),
        migrations.AddField(
            model_name="projectevent",
            name="by",
            field=models.CharField(blank=True, db_default="", default="", max_length=150, verbose_name="by"),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="draft_id",
            field=models.UUIDField(blank=True, null=True, verbose_name="draft"),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="name"
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="task_ids",
            field=taskbuilder.records.fields.ExactJSONField(blank=True, null=True, verbose_name="tasks"),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="to",
            ),
        ),
        migrations.AlterField(
            model_name="projectevent",
            name="submission",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="records.submission",
                verbose_name="submission",
            ),
        ),
        migrations.AddIndex(
            model_name="projectevent",
            index=models.Index(
                condition=models.Q(("to__isnull", False)), fields=["to"], name="event_to_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="projectevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("draft_id__isnull", True), ("submission__isnull", False)),
                    models.Q(("draft_id__isnull", False), ("submission__isnull", True)),
                    _connector="OR",
                ),
                name="event_of_one_thing",
            ),
        ),
        migrations.RunPython(make, drop),
    ]
