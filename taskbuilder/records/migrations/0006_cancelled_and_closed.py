"""Two more ends of a submission, and the decisions that lead there.

The new checks allow more than the old ones, so that every row meets them: PostgreSQL takes them at once, and
validates them in the next migration, while submissions are read and written.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

STATES = [
    *("queued", "sending", "waiting", "created", "refused", "unknown", "given_up"),
    *("cancelled", "closed"),
]
SETTLED = ["created", "unknown", "refused", "given_up", "cancelled", "closed"]
VERDICTS = ["looked", "skipped", "found", "send_again", "not_sure", "closed", "cancelled"]


class AddCheck(migrations.AddConstraint):
    """A check that PostgreSQL does not try on the rows there are: that would keep everybody waiting."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(f"{self.constraint.create_sql(model, schema_editor)} NOT VALID", params=None)


class Migration(migrations.Migration):
    dependencies = [("records", "0005_plain_words")]

    operations = [
        migrations.AlterField(
            "submission",
            "state",
            models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("sending", "Sending"),
                    ("waiting", "Waiting"),
                    ("created", "Created"),
                    ("refused", "Refused"),
                    ("unknown", "Unknown"),
                    ("given_up", "Given up"),
                    ("cancelled", "Cancelled"),
                    ("closed", "Closed"),
                ],
                default="queued",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            "decision",
            "verdict",
            models.CharField(
                choices=[
                    ("looked", "Looked in the cloud"),
                    ("skipped", "Went on without looking"),
                    ("found", "Found it"),
                    ("send_again", "It does not exist, send again"),
                    ("not_sure", "Not sure yet"),
                    ("closed", "It was not created and is not wanted"),
                    ("cancelled", "Cancelled"),
                ],
                max_length=10,
                verbose_name="verdict",
            ),
        ),
        migrations.RemoveConstraint("submission", "submission_state"),
        migrations.RemoveConstraint("submission", "submission_settled_at_its_end"),
        migrations.RemoveConstraint("decision", "decision_verdict"),
        AddCheck(
            "submission",
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="submission_state"),
        ),
        AddCheck(
            "submission",
            models.CheckConstraint(
                condition=models.Q(state__in=SETTLED, settled_at__isnull=False)
                | (~models.Q(state__in=SETTLED) & models.Q(settled_at__isnull=True)),
                name="submission_settled_at_its_end",
            ),
        ),
        AddCheck(
            "decision",
            models.CheckConstraint(condition=models.Q(verdict__in=VERDICTS), name="decision_verdict"),
        ),
    ]
