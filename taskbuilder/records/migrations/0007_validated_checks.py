"""Has PostgreSQL validate the new checks on the rows there are, while these are read and written."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHECKS = (
    ("Submission", "submission_state"),
    ("Submission", "submission_settled_at_its_end"),
    ("Decision", "decision_verdict"),
)


def validate(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    quote = schema_editor.quote_name
    for model, check in CHECKS:
        table = apps.get_model("records", model)._meta.db_table
        schema_editor.execute(f"ALTER TABLE {quote(table)} VALIDATE CONSTRAINT {quote(check)}")


class Migration(migrations.Migration):
    dependencies = [("records", "0006_cancelled_and_closed")]

    operations = [migrations.RunPython(validate, migrations.RunPython.noop)]
