"""Secrets are sealed in the database, and JSON comes back as it was written."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from taskbuilder.records.checks import check_encryption_keys
from taskbuilder.records.encryption import MAKE_A_KEY, UnreadableSecret, unseal
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Draft, Project

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def stored(column: str, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - names of our own
        return [row[0] for row in cursor.fetchall()]


def test_a_secret_is_sealed_in_the_database_and_read_back(project: Project) -> None:
    project.password = "canary-password"
    project.save()
    assert "canary" not in stored("password", "records_project")[0]
    assert Project.objects.get().password == "canary-password"


def test_an_empty_secret_is_stored_as_none(project: Project) -> None:
    assert stored("security_token", "records_project") == [""]
    assert Project.objects.get().security_token == ""


def test_no_secrets_take_no_room(draft: Draft) -> None:
    """Of a million submissions many have none; JSON is stored without blanks."""
    draft.answers, draft.confirmations = {}, [{"rule": "a", "path": "b"}]
    draft.save()
    assert stored("answers", "records_draft") == ["{}"]
    assert stored("confirmations", "records_draft") == ['[{"rule":"a","path":"b"}]']
    assert Draft.objects.get().answers == {}


def test_a_row_saved_unopened_keeps_its_token(project: Project) -> None:
    before = stored("password", "records_project")
    Project.objects.get().save()
    assert stored("password", "records_project") == before


def test_secrets_cannot_be_looked_up() -> None:
    with pytest.raises(FieldError):
        Project.objects.filter(password="x").exists()


def test_a_dump_holds_the_token(project: Project) -> None:
    dumped = json.loads(serializers.serialize("json", Project.objects.all()))
    assert unseal(dumped[0]["fields"]["password"]) == "cloud-password"


def test_json_keeps_its_order_nul_and_lone_surrogates(draft: Draft) -> None:
    value = [{"b": "\x00", "a": "\ud800", "": ""}]
    draft.confirmations = value
    draft.answers = answers = {"z": "\x00\ud800", "a": {}, "": [1.5, None, True]}
    draft.save()
    again = Draft.objects.get()
    assert json.dumps(again.confirmations) == json.dumps(value)
    assert json.dumps(again.answers) == json.dumps(answers)


def test_another_key_first_still_reads_what_the_old_one_wrote(project: Project, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.ENCRYPTION_KEYS]
    assert Project.objects.get().password == "cloud-password"


def test_a_lost_key_breaks_the_secret_but_not_the_row(project: Project, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    row = Project.objects.get()
    row.name = "Renamed"
    row.save()
    assert Project.objects.get().name == "Renamed"
    with pytest.raises(UnreadableSecret, match="TASKBUILDER_ENCRYPTION_KEYS"):
        _ = row.password


def test_rotate_keys_writes_every_secret_under_the_first_key(
    project: Project, draft: Draft, settings: Settings
) -> None:
    new = Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, *settings.ENCRYPTION_KEYS]
    call_command("rotate_keys", verbosity=0)
    settings.ENCRYPTION_KEYS = [new]
    assert Project.objects.get().password == "cloud-password"
    assert Draft.objects.get().answers == {"details": {"name": "Gate"}}


def test_rotate_keys_tells_what_it_cannot_read(
    project: Project, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SystemExit) as ended:
        call_command("rotate_keys")
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"project {project.pk}: password cannot be read with these keys\n"


def test_no_key_or_a_bad_one_is_reported_without_its_text(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [*settings.ENCRYPTION_KEYS, "canary"]
    (error,) = check_encryption_keys(None)
    assert error.id == "records.E001"
    assert error.msg == f"Key 2 of TASKBUILDER_ENCRYPTION_KEYS is not 32 url-safe base64 bytes. {MAKE_A_KEY}"
    settings.ENCRYPTION_KEYS = []
    (error,) = check_encryption_keys(None)
    assert error.msg == f"TASKBUILDER_ENCRYPTION_KEYS holds no key. {MAKE_A_KEY}"


def test_text_is_made_storable() -> None:
    assert storable_text("a\x00b\ud800", limit=10) == "a\ufffdb?"
    assert storable_text("x" * 11, limit=10) == "x" * 9 + "…"


def test_a_draft_is_listed_by_its_title(project: Project, operator: User) -> None:
    assert str(Draft(project=project, owner=operator, title="Gate")) == "Gate"
    assert str(Draft(project=project, owner=operator)) == "Untitled draft"
