"""Rows stored before a rule named their secrets hide them after the migration, and send the same."""

from importlib import import_module
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.db import connection

from taskbuilder.records.models import Draft, InputFingerprint, Submission
from taskbuilder.records.submissions.fingerprints import list_all_digests, save_fingerprints
from taskbuilder.records.submissions.hide_anew import hide_in_submissions
from taskbuilder.taskspec.json_value import as_object
from taskbuilder.taskspec.secrets.split import MASK
from tests.taskspec.samples import changed, task

MIGRATION = import_module("taskbuilder.records.migrations.0009_hide_more_secrets")
RAW = import_module("taskbuilder.records.migrations.0016_hide_raw_characters")
OLD = "rtsp://{user}@cam1/user=admin&password=Qx9/live?token=Qx9"


def read_clear(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - a table's name of ours
        return str(cursor.fetchall())


@pytest.mark.django_db
def test_old_rows_are_hidden_and_sent_as_they_were(submission: Submission) -> None:
    whole = changed(task(), {"/input/data/0/url": OLD.format(user="viewer:Qx9")})
    masked = changed(whole, {"/input/data/0/url": OLD.format(user=MASK)})
    submission.request = masked
    submission.secrets = {"/input/data/0/url": whole["input"]["data"][0]["url"]}
    submission.description = "See https://cdn.example.com/a?token=Qx9"
    submission.save()
    draft = Draft.objects.create(
        project=submission.project,
        owner=submission.created_by,
        title="https://cdn.example.com/a?token=Qx9",
        created_at=submission.created_at,
        updated_at=submission.created_at,
    )
    assert "Qx9" in read_clear("records_submission")

    for _run in range(2):
        MIGRATION.hide(apps, None)
        assert "Qx9" not in read_clear("records_submission") + read_clear("records_draft")

    found = Submission.objects.get(pk=submission.pk)
    assert found.full_request() == whole
    assert as_object(found.request["input"])["data"] == [
        {"url": f"rtsp://{MASK}@cam1/user={MASK}&password={MASK}/live?token={MASK}"}
    ]
    assert Draft.objects.get(pk=draft.pk).title == f"https://cdn.example.com/a?token={MASK}"
    digests = list(InputFingerprint.objects.filter(submission=found).values_list("digest", flat=True))
    InputFingerprint.objects.all().delete()
    save_fingerprints(found, found.service)
    assert digests == list(InputFingerprint.objects.values_list("digest", flat=True))


@pytest.mark.django_db
def test_a_raw_character_of_a_secret_is_hidden_in_old_rows(submission: Submission) -> None:
    url = "https://cdn.example.com/live?token=Qx&9y-rest-of-it&cam=1"
    whole = changed(task(), {"/input/data/0/url": url})
    submission.request = changed(whole, {"/input/data/0/url": url.replace("Qx", MASK)})
    submission.secrets = {"/input/data/0/url": url}
    submission.save()
    assert "9y-rest-of-it" in read_clear("records_submission")
    RAW.hide(apps, None)
    assert "9y-rest-of-it" not in read_clear("records_submission")
    assert Submission.objects.get(pk=submission.pk).full_request() == whole


@pytest.mark.django_db
def test_a_run_that_was_cut_off_is_made_up_for(
    submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission.request = changed(task(), {"/input/data/0/url": OLD.format(user=MASK)})
    submission.save()
    with monkeypatch.context() as broken:
        broken.setattr(InputFingerprint.objects, "bulk_create", Mock(side_effect=OSError("cut off")))
        with pytest.raises(OSError, match="cut off"):
            hide_in_submissions(Submission.objects, InputFingerprint.objects)
    assert hide_in_submissions(Submission.objects, InputFingerprint.objects) == (1, 0)
    found = Submission.objects.get(pk=submission.pk)
    digests = InputFingerprint.objects.filter(submission=found).values_list("digest", flat=True)
    assert sorted(digests) == sorted(list_all_digests(found.request))


@pytest.mark.django_db
def test_other_rows_are_left_alone(submission: Submission, django_assert_num_queries: object) -> None:
    before = Submission.objects.filter(pk=submission.pk).values().get()
    with django_assert_num_queries(3):  # type: ignore[operator]  # submissions, their end, drafts
        MIGRATION.hide(apps, None)
    after = Submission.objects.filter(pk=submission.pk).values().get()
    assert (after["request"], after["secrets"]) == (before["request"], before["secrets"])
