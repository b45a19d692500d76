"""Members of a config with names like the keys of rows are not rows of a list."""

import json
from hashlib import sha256

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.forms.fields import KEY
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.forms.walk import list_fields
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service
from taskbuilder.taskspec.json_value import JsonObject
from tests.support.walker import HTMX, Walker

TEXT: JsonObject = {"type": "string", "minLength": 3}
SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "r1": TEXT,
        "inner": {"type": "object", "properties": {"r12": TEXT}},
        "r0": TEXT,
        "kind": {"oneOf": [{"const": "r2", "title": "Two"}, {"const": "r3", "title": "Three"}]},
    },
    "oneOf": [
        {"properties": {"by": {"const": "r4"}, "a": TEXT}},
        {"properties": {"by": {"const": "r5"}, "b": TEXT}},
    ],
}


def test_no_part_of_a_form_is_called_like_a_key() -> None:
    group = make_group(SCHEMA, is_needed=True)
    assert group is not None
    names = {part.name for part in list_fields(group)}
    assert [name for name in names if KEY.fullmatch(name)] == []
    assert {"inner", "r0", "kind"} <= names


@pytest.fixture
def service(project: Project) -> Service:
    schema: JsonObject = {"type": "object", "properties": {"r1": TEXT, "mode": TEXT}}
    return Service.objects.create(
        project=project, service_id="ief-1", name="Watching", platform="ief", config_schema=schema
    )


def open_resources(client: Client, service: Service, owner: User, answers: JsonObject) -> Walker:
    draft = start_draft(
        project=service.project, owner=owner, service=service, answers=answers, now=timezone.now()
    )
    return Walker(client).open(f"/projects/gate/drafts/{draft.pk}/resources/")


def test_what_is_wrong_in_one_is_shown_while_it_is_typed(
    as_operator: Client, service: Service, operator: User
) -> None:
    walker = open_resources(as_operator, service, operator, {})
    name = next(each for each in walker.values if each.startswith("config-form-") and "mode" not in each)
    walker.put(name, "ab").press("continue")
    walker.put(name, "a").press("save", **HTMX)
    assert f'data-of="{name}"' in walker.response.text


def test_a_draft_that_holds_one_under_its_own_name_still_shows_it(
    as_operator: Client, service: Service, operator: User
) -> None:
    mark = sha256(json.dumps(service.config_schema).encode()).hexdigest()[:16]
    config: JsonObject = {
        "view": "form",
        "form": {"r1": "gate", "mode": "enter"},
        "json": '{"r1": "gate", "mode": "enter"}',
        "mark": mark,
    }
    walker = open_resources(as_operator, service, operator, {"resources": {"config": config}})
    shown = {name: texts for name, texts in walker.values.items() if name.startswith("config-form-")}
    assert sorted(text for texts in shown.values() for text in texts) == ["enter", "gate"]
