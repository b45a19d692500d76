"""What schemas declare secret is encrypted in old rows too, and hidden in what the cloud once answered.

Safe to run again, and beside senders. What no key can read is left, counted and said.
"""

import logging

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from taskbuilder.records.submissions.hide_anew import hide_in_submissions, hide_in_titles
from taskbuilder.records.submissions.hide_in_answers import hide_in_answers

LOG = logging.getLogger(__name__)
UNREADABLE = (
    "%d submissions and the answers to %d cannot be read with TASKBUILDER_ENCRYPTION_KEYS: secrets in them are "
    "not hidden anew. Add the key that they were written with, and run `manage.py migrate records 0013` and "
    "`manage.py migrate`."
)


def hide(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    requests = hide_in_submissions(
        apps.get_model("records", "Submission").objects,
        apps.get_model("records", "InputFingerprint").objects,
    )
    hide_in_titles(apps.get_model("records", "Draft").objects)
    answers = hide_in_answers(apps)
    if requests.unreadable or answers.unreadable:
        LOG.warning(UNREADABLE, requests.unreadable, answers.unreadable)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("records", "0013_submission_names")]

    operations = [migrations.RunPython(hide, migrations.RunPython.noop)]
