"""What people have written about a submission, beside it, for the filters of lists."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import NOT_PROVIDED, F

COMMENTED, REVIEWED = 1, 2


def note_remarks(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of those that have comments: the others have the column's default."""
    submissions = apps.get_model("records", "Submission").objects
    comments = apps.get_model("records", "Comment").objects.order_by()
    of_each = {COMMENTED: comments.exclude(text=""), REVIEWED: comments.filter(kind="review")}
    for remark, found in of_each.items():
        keys = found.values("submission")
        submissions.filter(pk__in=keys).update(remarks=F("remarks").bitor(remark))


def add(default: int | type[NOT_PROVIDED]) -> migrations.AddField:
    field = models.PositiveSmallIntegerField(
        "remarks", default=default, db_default=0, null=True, editable=False
    )
    return migrations.AddField("submission", "remarks", field)


class Migration(migrations.Migration):
    dependencies = [("records", "0019_lineage_and_comments")]

    operations = [
        # Without the default of Python: for that SQLite would write the whole table anew.
        migrations.SeparateDatabaseAndState(
            database_operations=[add(NOT_PROVIDED)], state_operations=[add(0)]
        ),
        migrations.RunPython(note_remarks, migrations.RunPython.noop),
        migrations.AddIndex(
            "submission",
            models.Index(fields=["project", "remarks", "created_at"], name="submission_by_remarks"),
        ),
    ]
