"""The admin can be used, shows no secret, and takes a fixed number of queries."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Member, Project, Service, Submission
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.server import Simulator

pytestmark = pytest.mark.django_db
MODELS = ("project", "service", "member", "draft", "submission", "attempt", "createdtask")
READ_ONLY = ("draft", "submission", "attempt", "createdtask")


@pytest.fixture
def staff(client: Client) -> Client:
    load_samples(cloud_url="http://127.0.0.1:1", now=timezone.now())
    operator = User.objects.get(username="operator")
    project = Project.objects.get(slug="harbour")
    start_draft(
        project=project,
        owner=operator,
        answers={"a": "canary-answer"},
        title="Half a task",
        now=timezone.now(),
    )
    client.force_login(User.objects.get(username="admin"))
    return client


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def list_url(model: str) -> str:
    return reverse(f"admin:records_{model}_changelist")


def change_url(row: Any) -> str:
    return reverse(f"admin:records_{row._meta.model_name}_change", args=[row.pk])


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would post of the page's form, unchanged."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    drawn = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in drawn.items() if value not in (None, False)}


def post_project(client: Client, project: Project, **changed: Any) -> Any:
    data = form_of(client, change_url(project))
    secrets = {"password": "", "secret_key": "", "security_token": ""}
    return client.post(change_url(project), {**data, **secrets, **changed})


@pytest.mark.parametrize("model", MODELS)
def test_each_list_can_be_searched_and_takes_a_fixed_number_of_queries(
    staff: Client, model: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counts = {
        "project": 4,
        "service": 5,
        "member": 5,
        "draft": 5,
        "submission": 4,
        "attempt": 3,
        "createdtask": 3,
    }
    staff.get(list_url(model))  # once for Django's own caches
    with django_assert_num_queries(counts[model]):
        page = staff.get(list_url(model))
    assert page.status_code == 200
    assert page.context["cl"].result_count >= 1
    assert staff.get(list_url(model), {"q": "no such thing"}).context["cl"].result_count == 0


@pytest.mark.parametrize("more", [0, 5])
def test_a_projects_page_takes_as_many_queries_for_more_members(
    staff: Client, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    project = Project.objects.get(slug="harbour")
    for number in range(more):
        person = User.objects.create_user(f"more-{number}")
        Member.objects.create(person=person, project=project, role="viewer")
    staff.get(change_url(project))  # once for Django's own caches
    with django_assert_num_queries(5):
        assert staff.get(change_url(project)).status_code == 200


def test_every_page_of_every_row_opens_and_holds_no_secret(staff: Client) -> None:
    project = Project.objects.get(slug="harbour")
    Project.objects.filter(pk=project.pk).update(security_token="canary-token")
    secrets = [project.password, project.secret_key, "canary", "sample-not-a-key"]
    for model in MODELS:
        rows = staff.get(list_url(model)).context["cl"].queryset
        pages = [staff.get(list_url(model)), *(staff.get(change_url(row)) for row in rows)]
        assert {page.status_code for page in pages} == {200}
        drawn = "".join(page.content.decode() for page in pages)
        assert [secret for secret in secrets if secret in drawn] == []


def test_a_saved_secret_is_shown_and_stays_when_its_control_stays_empty(staff: Client) -> None:
    project = Project.objects.get(slug="harbour")
    page = staff.get(change_url(project)).content.decode()
    assert page.count("Saved – leave blank to keep") == 2  # the password and the secret key
    assert page.count("Not saved yet") == 1
    assert post_project(staff, project, name="Renamed").status_code == 302
    after = Project.objects.get(slug="harbour")
    assert (after.name, after.password, after.secret_key) == ("Renamed", project.password, project.secret_key)


def test_a_typed_secret_replaces_the_saved_one_and_a_token_can_be_forgotten(staff: Client) -> None:
    project = Project.objects.get(slug="harbour")
    post_project(staff, project, password=" new password ", security_token="temporary")
    after = Project.objects.get(slug="harbour")
    assert (after.password, after.security_token) == (" new password ", "temporary")
    post_project(staff, project, forget_security_token="on")
    assert Project.objects.get(slug="harbour").security_token == ""


def test_a_refused_form_tells_of_the_saved_secret_and_draws_none(staff: Client) -> None:
    project = Project.objects.get(slug="harbour")
    page = post_project(staff, project, base_url="ftp://x", password="canary-typed").content.decode()
    assert page.count("Saved – leave blank to keep") == 2
    assert "canary-typed" not in page


def test_a_project_whose_key_is_lost_can_be_mended(staff: Client, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["bm90LXRoZS1vbGQta2V5LWJ1dC0zMi1ieXRlcy1sb24="]
    project = Project.objects.get(slug="harbour")
    assert post_project(staff, project, password="new").status_code == 302
    assert Project.objects.get(slug="harbour").password == "new"


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        (
            {"base_url": "modelarts.example.net"},
            "base_url",
            "Enter a full address that starts with https:// or http://, such as https://iam.example.com.",
        ),
        (
            {"identity_url": ""},
            "identity_url",
            "Required for this sign-in method.",
        ),
        (
            {"time_zone": "Asia/Atlantis"},
            "time_zone",
            "“Asia/Atlantis” is not a known time zone. Enter a name such as Asia/Shanghai or UTC.",
        ),
        (
            {"cloud_project_id": "a b"},
            "cloud_project_id",
            "Enter the project ID shown in the cloud: 1 to 64 letters, digits and hyphens.",
        ),
    ],
)
def test_a_projects_mistakes_are_shown_with_their_fix(
    staff: Client, changed: dict[str, str], field: str, message: str
) -> None:
    page = post_project(staff, Project.objects.get(slug="harbour"), **changed)
    assert page.context["adminform"].form.errors == {field: [message]}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("[]", "A config schema is a JSON object: start with { and end with }."),
        (
            '{"type": "objekt"}',
            "“type” must be one of array, boolean, integer, null, number, object, string. "
            "Choose one of them.",
        ),
        (
            '{"properties": {"a": {"$ref": "https://example.net/s"}}}',
            "“properties › a › $ref” must name a part of this same schema, such as #/$defs/zone. Change it.",
        ),
        (
            '{"$schema": 5}',
            "“$schema” is not a supported version of JSON Schema. Use "
            "https://json-schema.org/draft/2020-12/schema, or leave it out.",
        ),
        (json.dumps({"title": "x" * 70_000}), "This schema is larger than 64 kB. Shorten it."),
        ('{"a": 1, "a": 2}', None),
        ("{", None),
    ],
)
def test_a_bad_config_schema_is_refused_and_drawn_as_typed(
    staff: Client, typed: str, message: str | None
) -> None:
    service = Service.objects.get(name="Quay intrusion watch")
    data = {**form_of(staff, change_url(service)), "config_schema": typed}
    page = staff.post(change_url(service), data)
    (shown,) = page.context["adminform"].form.errors["config_schema"]
    assert message is None or shown == message
    assert escape(typed) in page.content.decode()
    assert Service.objects.get(pk=service.pk).config_schema == service.config_schema


def test_a_config_schema_keeps_its_order_and_an_empty_one_is_none(staff: Client) -> None:
    service = Service.objects.get(name="Quay intrusion watch")
    data = form_of(staff, change_url(service))
    assert list(json.loads(data["config_schema"])) == list(service.config_schema or ())
    staff.post(change_url(service), {**data, "config_schema": '{"type": "object", "$defs": {"a": {}}}'})
    assert (
        json.dumps(Service.objects.get(pk=service.pk).config_schema)
        == '{"type": "object", "$defs": {"a": {}}}'
    )
    staff.post(change_url(service), {**form_of(staff, change_url(service)), "config_schema": ""})
    assert Service.objects.get(pk=service.pk).config_schema is None


def test_a_service_of_modelarts_edge_asks_for_no_config(staff: Client) -> None:
    service = Service.objects.get(name="Quay intrusion watch")
    data = {**form_of(staff, change_url(service)), "platform": "modelarts-edge"}
    page = staff.post(change_url(service), data)
    assert page.context["adminform"].form.errors == {
        "platform": [
            "Tasks on ModelArts Edge have no config. Choose IEF, or clear “Requires config” and the "
            "config schema."
        ]
    }


def test_what_tasks_know_a_service_by_stays_once_there_are_any(staff: Client) -> None:
    used = Submission.objects.all()[0].service
    for service, after in ((used, used.service_id), (Service.objects.exclude(pk=used.pk)[0], "another-id")):
        Submission.objects.exclude(service=used).update(service=used)
        staff.post(change_url(service), {**form_of(staff, change_url(service)), "service_id": "another-id"})
        assert Service.objects.get(pk=service.pk).service_id == after


def test_a_form_that_somebody_overtook_is_refused_once_with_what_was_typed(staff: Client) -> None:
    project = Project.objects.get(slug="harbour")
    mine = form_of(staff, change_url(project))
    assert post_project(staff, project, name="Theirs").status_code == 302
    page = staff.post(change_url(project), {**mine, "name": "Mine"})
    form = page.context["adminform"].form
    assert form.errors["__all__"][0].startswith("Someone else saved this while you had it open.")
    assert (form["name"].value(), Project.objects.get(pk=project.pk).name) == ("Mine", "Theirs")
    again = {**mine, "name": "Mine", "stamp": form["stamp"].value()}
    assert staff.post(change_url(project), again).status_code == 302
    assert Project.objects.get(pk=project.pk).name == "Mine"


def test_a_project_without_a_way_of_signing_in_is_asked_for_that_alone(staff: Client) -> None:
    page = post_project(staff, Project.objects.get(slug="harbour"), sign_in="", secret_key="", access_key="")
    assert list(page.context["adminform"].form.errors) == ["sign_in"]


@pytest.mark.parametrize("model", READ_ONLY)
def test_what_the_application_wrote_is_only_looked_at(staff: Client, model: str) -> None:
    row = staff.get(list_url(model)).context["cl"].queryset[0]
    delete = reverse(f"admin:records_{model}_delete", args=[row.pk])
    assert staff.get(reverse(f"admin:records_{model}_add")).status_code == 403
    assert staff.post(change_url(row), {"state": "created"}).status_code == 403
    assert staff.post(delete, {"post": "yes"}).status_code == 403


def messages_of(page: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in page.context["messages"]]


def test_the_button_says_that_a_connection_works(staff: Client, cloud: Simulator) -> None:
    Project.objects.update(base_url=cloud.url, identity_url=cloud.url)
    project = Project.objects.get(slug="harbour")
    test = reverse("admin:records_project_test", args=[project.pk])
    assert test in staff.get(change_url(project)).content.decode()
    page = staff.post(test, follow=True)
    assert page.redirect_chain == [(change_url(project), 302)]
    works = "Harbour East: the connection works. The cloud accepted the sign-in."
    assert messages_of(page) == [("success", works)]


@pytest.mark.parametrize(
    ("project_id", "is_odd"), [pytest.param("cn-north-4", True, id="a04"), ("0a" * 16, False)]
)
def test_an_id_that_looks_like_a_name_is_said_to(staff: Client, project_id: str, is_odd: bool) -> None:
    project = Project.objects.get(slug="harbour")
    data = {**form_of(staff, change_url(project)), "cloud_project_id": project_id, "password": ""}
    page = staff.post(change_url(project), data, follow=True)
    told = [text for level, text in messages_of(page) if level == "confirm"]
    advice = (
        f"“{project_id}” looks like a project or region name. A project ID in the cloud has 32 characters: "
        "0-9 and a-f."
    )
    assert told == [advice] * is_odd


def test_what_was_typed_is_saved_before_it_is_tested(staff: Client, cloud: Simulator) -> None:
    project = Project.objects.get(slug="harbour")
    typed = {
        "base_url": cloud.url,
        "identity_url": cloud.url,
        "_test": "Save and test connection",
        "password": "",
    }
    data = {**form_of(staff, change_url(project)), **typed}
    page = staff.post(change_url(project), data, follow=True)
    assert page.redirect_chain == [(change_url(project), 302)]
    assert messages_of(page)[-1] == (
        "success",
        "Harbour East: the connection works. The cloud accepted the sign-in.",
    )


def test_somebody_locked_out_is_let_in_again(staff: Client) -> None:
    locked = AccessAttempt.objects.create(username="reviewer", ip_address="127.0.0.1", failures_since_start=6)
    address = reverse("admin:axes_accessattempt_changelist")
    drawn = staff.get(address).content.decode()
    assert "<h1>Wrong passwords</h1>" in drawn
    assert "Axes" not in drawn
    page = staff.post(address, {"action": "delete_selected", "_selected_action": [locked.pk]}, follow=True)
    assert messages_of(page) == [("success", "Cleared: 1 user name can try again from there.")]
    assert list(AccessAttempt.objects.all()) == []


@pytest.mark.ux(36)
def test_many_rows_are_deleted_once_their_number_is_typed(staff: Client) -> None:
    people = User.objects.bulk_create(User(username=f"guard-{number}") for number in range(11))
    all_of_them = {"action": "delete_selected", "_selected_action": [each.pk for each in people]}
    listed, one = (
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_delete", args=[people[0].pk]),
    )
    yes = all_of_them | {"post": "yes"}
    assert "Type 11 to confirm" in staff.post(listed, all_of_them).text
    refused = staff.post(listed, yes | {"typed_count": "1"})
    assert (refused.status_code, refused.text.count("To confirm, type 11.")) == (422, 2)
    assert "to confirm" not in staff.get(one).text
    staff.post(one, {"post": "yes"})
    assert User.objects.filter(username__startswith="guard-").count() == 10
    staff.post(listed, yes)  # ten are left
    assert User.objects.filter(username__startswith="guard-").count() == 0


def test_the_action_tells_of_each_chosen_project(staff: Client, cloud: Simulator) -> None:
    Project.objects.filter(slug="campus").update(base_url=cloud.url, identity_url=cloud.url)
    chosen = {
        "action": "test_connection",
        "_selected_action": list(Project.objects.values_list("pk", flat=True)),
    }
    page = staff.post(list_url("project"), chosen, follow=True)
    shown = messages_of(page)
    assert shown[0] == ("success", "Campus North: the connection works. The cloud accepted the sign-in.")
    assert shown[1][0] == "error"
    assert shown[1][1].startswith("Harbour East: the connection failed. ")


def test_a_lost_key_is_reported_by_the_connection_test(staff: Client, settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["bm90LXRoZS1vbGQta2V5LWJ1dC0zMi1ieXRlcy1sb24="]
    project = Project.objects.get(slug="harbour")
    page = staff.post(reverse("admin:records_project_test", args=[project.pk]), follow=True)
    (shown,) = messages_of(page)
    assert "TASKBUILDER_ENCRYPTION_KEYS" in shown[1]


def test_the_connection_test_is_for_posts_of_who_may_change_projects(staff: Client, client: Client) -> None:
    project = Project.objects.get(slug="harbour")
    test = reverse("admin:records_project_test", args=[project.pk])
    assert staff.get(test).status_code == 405
    clerk = User.objects.create_user("clerk", is_staff=True)
    client.force_login(clerk)
    assert client.post(test).status_code == 403
    client.logout()
    assert client.post(test).status_code == 302


def test_a_project_with_submissions_cannot_be_deleted(staff: Client) -> None:
    project = Project.objects.get(slug="harbour")
    staff.post(reverse("admin:records_project_delete", args=[project.pk]), {"post": "yes"})
    assert Project.objects.filter(pk=project.pk).exists()
    assert Submission.objects.filter(project=project).count() == 4
