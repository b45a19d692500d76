"""Events of actions and replacements that fail, and handovers that are sent, by the day as well."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from taskbuilder.records.triggers import drop_event_triggers, make_triggers


def drop(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    drop_event_triggers(schema_editor.connection)


def make(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    make_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0038_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # Triggers write events: they are away meanwhile.
        migrations.RunPython(drop, make),
        migrations.RemoveConstraint(
            model_name="projectevent",
            name="event_of_one_thing",
        ),
        migrations.AddField(
            model_name="project",
            name="handover_time",
            field=models.TimeField(
                blank=True,
                help_text="When the handover is sent each day, in the project's time zone.",
                null=True,
                verbose_name="daily handover",
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="records.actionbatch",
                verbose_name="action on tasks",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("batch__isnull", False)), fields=("batch",), name="event_of_batch_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="projectevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "handover")),
                fields=("project", "at"),
                name="event_of_handover_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("draft_id__isnull", True), ("submission__isnull", False)),
                    models.Q(("draft_id__isnull", False), ("submission__isnull", True)),
                    models.Q(("batch__isnull", False), ("draft_id__isnull", True)),
                    models.Q(("draft_id__isnull", True), ("kind", "handover")),
                    _connector="OR",
                ),
                name="event_of_one_thing",
            ),
        ),
        migrations.RunPython(make, drop),
    ]
