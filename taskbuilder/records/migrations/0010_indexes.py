"""An index for the relay's search of unknown outcomes; no more indexes that others begin with."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q


def foreign_key(
    model: str, name: str, to: str, delete: object, related_name: str, verbose_name: str
) -> migrations.AlterField:
    field = models.ForeignKey(
        to,
        on_delete=delete,  # type: ignore[arg-type]
        related_name=related_name,
        verbose_name=verbose_name,
        db_index=False,
    )
    return migrations.AlterField(model, name, field)


CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
WITHOUT_INDEX = [
    foreign_key("submission", "project", "records.project", PROTECT, "submissions", "project"),
    foreign_key("attempt", "submission", "records.submission", CASCADE, "attempts", "submission"),
    foreign_key("createdtask", "submission", "records.submission", CASCADE, "tasks", "submission"),
    foreign_key("inputfingerprint", "service", "records.service", CASCADE, "+", "service"),
    foreign_key("requestkey", "project", "records.project", CASCADE, "+", "project"),
    foreign_key("draft", "owner", settings.AUTH_USER_MODEL, CASCADE, "drafts", "owner"),
    foreign_key("snapshot", "draft", "records.draft", CASCADE, "snapshots", "draft"),
    foreign_key("member", "person", settings.AUTH_USER_MODEL, CASCADE, "memberships", "person"),
    foreign_key("service", "project", "records.project", CASCADE, "services", "project"),
]


def remove_indexes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """By their names alone: altering a field, SQLite would write each table anew, however long it is."""
    connection = schema_editor.connection
    for each in WITHOUT_INDEX:
        model = apps.get_model("records", each.model_name)
        column = model._meta.get_field(each.name).column
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, details in found.items():
            if details["index"] and not details["unique"] and details["columns"] == [column]:
                schema_editor.remove_index(model, models.Index(fields=[each.name], name=name))


def restore_indexes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for each in WITHOUT_INDEX:
        model = apps.get_model("records", each.model_name)
        index = models.Index(fields=[each.name])
        index.set_name_with_model(model)
        schema_editor.add_index(model, index)


class Migration(migrations.Migration):
    dependencies = [("records", "0009_hide_more_secrets")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=WITHOUT_INDEX,
            database_operations=[migrations.RunPython(remove_indexes, restore_indexes)],
        ),
        migrations.AddIndex(
            "submission",
            models.Index(fields=["settled_at"], name="submission_unknown", condition=Q(state="unknown")),
        ),
    ]
