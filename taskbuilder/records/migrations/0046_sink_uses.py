"""Sinks are found in the tasks that send to them: digests of sinks, and fingerprints of older submissions."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import taskbuilder.records.fields
from taskbuilder.records.submissions.hide_anew import walk_chunks
from taskbuilder.taskspec.inputs.identities import DIGEST_LENGTH
from taskbuilder.taskspec.outputs.identities import MARK, identify_outputs


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    empty(apps, schema_editor)
    for sinks in walk_chunks(apps.get_model("records", "Sink").objects.only("pk", "request")):
        for sink in sinks:
            sink.digest = next(identify_outputs(sink.request), "")
            sink.save(update_fields=["digest"])
    fingerprints = apps.get_model("records", "InputFingerprint").objects
    submissions = apps.get_model("records", "Submission").objects.only("pk", "service_id", "request")
    for chunk in walk_chunks(submissions):
        fingerprints.bulk_create(
            fingerprints.model(service_id=each.service_id, submission_id=each.pk, digest=digest)
            for each in chunk
            for digest in identify_outputs(each.request)
        )


def empty(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("records", "InputFingerprint").objects.filter(digest__startswith=MARK).delete()


class Migration(migrations.Migration):
    dependencies = [("records", "0045_plan_sources")]

    operations = [
        migrations.AddField(
            model_name="sink",
            name="digest",
            field=models.CharField(
                default="", editable=False, max_length=DIGEST_LENGTH, verbose_name="digest"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sink",
            name="former",
            field=taskbuilder.records.fields.ExactJSONField(
                default=list, editable=False, verbose_name="former addresses"
            ),
        ),
        migrations.RunPython(fill, empty),
    ]
