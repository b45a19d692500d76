"""The editor of a config schema: its example, the form beside it, and the drafts that a new one breaks."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.web.schemas import broken_drafts
from taskbuilder.web.schemas.preview import EXAMPLE
from tests.support.walker import Document

pytestmark = pytest.mark.django_db
SCHEMA: JsonObject = {
    "type": "object",
    "required": ["mode"],
    "properties": {"mode": {"enum": ["enter", "linger"]}, "limit": {"type": "integer"}},
}
NARROWER: JsonObject = {
    "type": "object",
    "required": ["mode"],
    "properties": {"mode": {"enum": ["enter"]}, "limit": {"type": "integer", "maximum": 5}},
}


@pytest.fixture
def service(project: Project) -> Service:
    return Service.objects.create(
        project=project, service_id="ief-1", name="Watching", platform="ief", config_schema=SCHEMA
    )


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


def address(service: Service) -> str:
    return reverse("service-schema", args=[service.pk])


def save_config(service: Service, owner: User, title: str, config: JsonValue) -> Draft:
    answers: JsonObject = {"resources": {"config": json.dumps(config), "view": "json"}}
    return start_draft(
        project=service.project,
        owner=owner,
        service=service,
        answers=answers,
        title=title,
        now=timezone.now(),
    )


def names_of(page: str) -> list[str]:
    """The controls of the form beside the schema."""
    preview = page.partition('id="schema-preview"')[2].partition("<dialog")[0]
    controls = [*Document(preview).find("input"), *Document(preview).find("select")]
    return list(dict.fromkeys(each.attrs["name"] for each in controls))


def test_the_schemas_form_stands_beside_it(admin: Client, service: Service) -> None:
    page = admin.get(address(service)).content.decode()
    assert names_of(page) == ["form-mode", "form-limit"]
    assert "Valid config" in page


@pytest.mark.ux(7)
def test_the_example_is_shown_and_nothing_saved(admin: Client, service: Service) -> None:
    page = admin.get(f"{address(service)}?example").content.decode()
    assert names_of(page) == ["form-direction", "form-sensitivity", "form-api_key"]
    typed = {"config_schema": json.dumps(EXAMPLE), "press": "preview"}
    preview = admin.post(address(service), typed)
    assert (preview.status_code, names_of(preview.content.decode())) == (200, names_of(page))
    assert Service.objects.get(pk=service.pk).config_schema == SCHEMA


def test_a_schema_is_saved_and_noted_among_the_changes(admin: Client, service: Service) -> None:
    typed = {"config_schema": json.dumps(NARROWER), "press": "save"}
    assert admin.post(address(service), typed, follow=True).redirect_chain == [(address(service), 302)]
    assert Service.objects.get(pk=service.pk).config_schema == NARROWER
    assert [str(entry.get_change_message()) for entry in LogEntry.objects.all()] == ["Changed config schema."]


@pytest.mark.ux(2, 3)
@pytest.mark.parametrize("press", ["save", "preview"])
def test_a_schema_that_cannot_be_used_is_drawn_as_typed(admin: Client, service: Service, press: str) -> None:
    page = admin.post(address(service), {"config_schema": '{"type": "objekt"}', "press": press})
    drawn = Document(page.content.decode())
    (text,) = drawn.find("textarea")
    assert (page.status_code, text.text) == (422 if press == "save" else 200, '{"type": "objekt"}')
    assert text.attrs["aria-invalid"] == "true"
    assert page.context["preview"] is None
    assert ('id="problem-summary"' in page.content.decode()) == (press == "save")


def test_a_preview_says_that_somebody_else_has_saved_meanwhile(admin: Client, service: Service) -> None:
    page = Document(admin.get(address(service)).content.decode())
    (stamp,) = page.find("input", name="stamp")
    Service.objects.filter(pk=service.pk).update(config_schema=NARROWER, name="Other")
    typed = {"config_schema": json.dumps(SCHEMA), "press": "preview", "stamp": stamp.attrs["value"]}
    preview = admin.post(address(service), typed)
    assert 'id="problem-summary"' in preview.content.decode()
    assert names_of(preview.content.decode()) == ["form-mode", "form-limit"]


def test_drafts_that_a_new_schema_breaks_are_counted_and_named(
    admin: Client, service: Service, operator: User
) -> None:
    save_config(service, operator, "breaks twice", {"mode": "linger", "limit": 9})
    save_config(service, operator, "fits", {"mode": "enter"})
    save_config(service, operator, "broken before", {"mode": "no such"})
    save_config(service, operator, "says nothing", {})
    page = admin.post(address(service), {"config_schema": json.dumps(NARROWER), "press": "preview"})
    broken = page.context["preview"].breakage.broken
    assert [(each.draft.title, each.problems) for each in broken] == [("breaks twice", 2)]
    assert "breaks twice, by operator: 2 new problems" in page.content.decode()
    assert "no such" not in page.content.decode()


def test_only_the_latest_drafts_are_read_and_the_page_says_so(
    admin: Client,
    service: Service,
    operator: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(broken_drafts, "MOST_READ", 2)
    for number in range(3):
        save_config(service, operator, f"draft {number}", {"mode": "linger"})
    typed = {"config_schema": json.dumps(NARROWER), "press": "preview"}
    admin.post(address(service), typed)  # once for Django's own caches
    with django_assert_num_queries(4):
        page = admin.post(address(service), typed)
    found = page.context["preview"].breakage
    assert [each.draft.title for each in found.broken] == ["draft 2", "draft 1"]
    assert "Only the 2 most recently changed drafts were checked." in page.content.decode()


@pytest.mark.parametrize(("codename", "status"), [("change_service", 200), ("view_service", 403)])
def test_it_is_for_those_who_may_change_services(
    client: Client, service: Service, codename: str, status: int
) -> None:
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(clerk)
    assert client.get(address(service)).status_code == status


def test_a_service_of_modelarts_edge_has_none(admin: Client, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(platform="modelarts-edge", config_schema=None)
    assert admin.get(address(service)).status_code == 404
