"""What submissions are found by: columns and indexes for filters, and an index over their words.

Fills both for the submissions that exist, in chunks. Safe to run again, and beside senders.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from taskbuilder.records.search.filling import fill
from taskbuilder.records.search.schema import drop_index, make_index

PROTECT, SET_NULL = django.db.models.deletion.PROTECT, django.db.models.deletion.SET_NULL


def foreign_key(name: str, to: str, verbose_name: str, **more: object) -> migrations.AlterField:
    field = models.ForeignKey(
        to,
        related_name="submissions",
        verbose_name=verbose_name,
        db_index=False,
        **more,  # type: ignore[arg-type]
    )
    return migrations.AlterField("submission", name, field)


WITHOUT_INDEX = [
    foreign_key("service", "records.service", "service", on_delete=PROTECT),
    foreign_key("token", "records.apitoken", "API token", on_delete=SET_NULL, null=True, blank=True),
    foreign_key("created_by", settings.AUTH_USER_MODEL, "created by", on_delete=PROTECT),
]


def remove_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """By their names alone: altering a field, SQLite would write the table anew, however long it is."""
    model = apps.get_model("records", "Submission")
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, model._meta.db_table)
    columns = [[f"{each.name}_id"] for each in WITHOUT_INDEX]
    for name, details in found.items():
        if details["index"] and not details["unique"] and details["columns"] in columns:
            schema_editor.remove_index(model, models.Index(fields=["pk"], name=name))


def restore_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("records", "Submission")
    for each in WITHOUT_INDEX:
        index = models.Index(fields=[each.name])
        index.set_name_with_model(model)
        schema_editor.add_index(model, index)


def fill_all(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    fill(apps.get_model("records", "Submission").objects, apps.get_model("records", "SearchEntry").objects)


def kind(name: str, verbose_name: str, length: int) -> migrations.AddField:
    field = models.CharField(verbose_name, max_length=length, null=True, editable=False)
    return migrations.AddField("submission", name, field)


def without_id(name: str, fields: list[str]) -> list[migrations.operations.base.Operation]:
    """An index of that name that ends with the time."""
    return [
        migrations.RemoveIndex("submission", name),
        migrations.AddIndex("submission", models.Index(fields=fields, name=name)),
    ]


def index(name: str, fields: list[str], condition: Q | None = None) -> migrations.AddIndex:
    return migrations.AddIndex("submission", models.Index(fields=fields, name=name, condition=condition))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0017_daily_counts")]

    operations = [
        migrations.CreateModel(
            "SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="words")),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_entry",
                        to="records.submission",
                        verbose_name="submission",
                    ),
                ),
            ],
            options={"verbose_name": "search entry", "verbose_name_plural": "search entries"},
        ),
        migrations.CreateModel(
            "TrigramIndex",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="rowid",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="records.searchentry",
                    ),
                ),
                ("text", models.TextField(null=True)),
                ("itself", models.TextField(db_column="records_trigramindex")),
            ],
            options={"managed": False, "db_table": "records_trigramindex"},
        ),
        migrations.RunPython(make_index, drop_index),
        kind("input_type", "input type", 40),
        kind("sinks", "outputs", 100),
        kind("schedule_type", "schedule type", 40),
        *without_id("submission_history", ["project", "created_at"]),
        *without_id("submission_by_state", ["project", "state", "created_at"]),
        *without_id("submission_latest", ["created_at"]),
        migrations.RunPython(fill_all, migrations.RunPython.noop),
        index("submission_by_input", ["project", "input_type", "created_at"]),
        index("submission_by_sinks", ["project", "sinks", "created_at"]),
        index("submission_by_schedule", ["project", "schedule_type", "created_at"]),
        index("submission_by_service", ["service", "created_at"]),
        index("submission_by_person", ["created_by", "project", "created_at"]),
        index("submission_by_token", ["token", "created_at"], Q(token__isnull=False)),
        migrations.SeparateDatabaseAndState(
            state_operations=WITHOUT_INDEX,
            database_operations=[migrations.RunPython(remove_indexes, restore_indexes)],
        ),
    ]
