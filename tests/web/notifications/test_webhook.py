"""A project's webhook: set up by its managers, its secret shown once, and its deliveries."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.cloud import AllowList
from taskbuilder.records.models import Delivery, DeliveryAttempt, DeliveryState, Project, Role, Webhook
from taskbuilder.records.notifications import webhooks
from taskbuilder.records.notifications.delivery_list import PER_PAGE
from taskbuilder.taskspec.json_value import JsonObject
from tests.web.conftest import NOW, make_member

PAGE = "/projects/gate/webhook/"
URL = "https://hooks.example.net/tasks"
GOOD: dict[str, object] = {"url": URL, "kinds": ["refused", "waiting"], "minutes": "20"}


@pytest.fixture
def as_manager(client: Client, project: Project) -> Client:
    client.force_login(make_member("manager", project, Role.MANAGER))
    return client


@pytest.fixture
def webhook(project: Project) -> Webhook:
    return Webhook.objects.create(project=project, url=URL, secret="canary-secret", kinds=["refused"])


def deliver(webhook: Webhook, number: int = 0, **columns: object) -> Delivery:
    at = NOW + timedelta(seconds=number)
    body: JsonObject = {"id": str(number), "kind": "refused", "submission": {"name": f"gate-{number}"}}
    ended = {"state": DeliveryState.FAILED, "status": 500, "milliseconds": 40}
    return Delivery.objects.create(
        webhook=webhook, kind="refused", body=body, created_at=at, queued_at=at, **(ended | columns)
    )


def test_a_new_one_shows_its_secret_once(as_manager: Client, project: Project) -> None:
    page = as_manager.get(PAGE).text
    assert "Deliveries" not in page
    page = as_manager.post(PAGE, GOOD).text
    made = Webhook.objects.get()
    assert (made.project, made.url, made.kinds, made.minutes) == (
        project,
        URL,
        ["refused", "waiting"],
        20,
    )
    assert len(made.secret) == 43
    assert page.count(f">{made.secret}<") == 1
    page = as_manager.get(PAGE).text
    assert made.secret not in page
    assert "Nothing sent yet" in page


def test_a_change_leaves_the_secret(as_manager: Client, webhook: Webhook) -> None:
    Webhook.objects.update(failures=3, paused_until=NOW)
    answer = as_manager.post(
        PAGE, {"url": "https://other.example.net/", "kinds": ["created"], "minutes": "15"}
    )
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    webhook.refresh_from_db()
    assert (webhook.url, webhook.kinds, webhook.minutes) == ("https://other.example.net/", ["created"], None)
    assert (webhook.secret, webhook.failures, webhook.paused_until) == ("canary-secret", 0, None)


def test_a_new_secret_is_shown_once(as_manager: Client, webhook: Webhook) -> None:
    question = as_manager.post(PAGE, {"do": "renew"}).text
    webhook.refresh_from_db()
    assert ("Create a new signing secret?" in question, webhook.secret) == (True, "canary-secret")
    page = as_manager.post(PAGE, {"do": "renew", "confirmed": "yes"}).text
    webhook.refresh_from_db()
    assert webhook.secret != "canary-secret"
    assert page.count(f">{webhook.secret}<") == 1
    assert webhook.secret not in as_manager.get(PAGE).text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"url": ""}, "Address is missing. Enter where events are sent."),
        ({"url": "hooks"}, "Address is incomplete. Enter one such as https://hooks.example.net/tasks"),
        (
            {"url": "ftp://hooks.example.net/"},
            "Address is incomplete. Enter one such as https://hooks.example.net/tasks",
        ),
        (
            {"url": f"https://hooks.example.net/{'x' * 500}"},
            "Address has more than 500 characters. Shorten it.",
        ),
        ({"url": "https://u:canary@hooks.example.net/"}, "Leave passwords and tokens out of the address."),
        (
            {"url": "https://hooks.example.net/?token=canary"},
            "Leave passwords and tokens out of the address.",
        ),
        ({"url": "http://hooks.example.net/"}, "Credentials are only sent over https here."),
        ({"url": "https://127.0.0.1/"}, "This address is not allowed here."),
        ({"url": "https://10.0.0.8/"}, "This address is not allowed here."),
        ({"url": "https://[::1]/"}, "This address is not allowed here."),
        (
            {"url": "https://[::1/"},
            "Address is incomplete. Enter one such as https://hooks.example.net/tasks",
        ),
        ({"kinds": []}, "Events: select at least one."),
        ({"kinds": ["mentioned"]}, "Events: choose some of the listed options."),
        ({"minutes": "0"}, "Enter a whole number of minutes, 1 to 10080."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(
    as_manager: Client, project: Project, settings: Settings, changed: dict[str, object], message: str
) -> None:
    settings.CLOUD_ADDRESSES = AllowList()
    answer = as_manager.post(PAGE, GOOD | changed)
    page = unescape(answer.text)
    assert (answer.status_code, page.count(message)) == (422, 2)
    assert "<title>Error: Webhook · Gate" in page
    assert f'value="{(GOOD | changed)["url"]}"' in page or changed["url"] == ""
    assert Webhook.objects.count() == 0


def test_a_test_is_queued(as_manager: Client, webhook: Webhook) -> None:
    page = as_manager.post(PAGE, {"do": "test"}, follow=True).text
    sent = Delivery.objects.get()
    assert (sent.kind, sent.state, sent.body["project"]) == (
        "test",
        "waiting",
        {"id": "gate", "name": "Gate"},
    )
    assert "A test is on its way." in page
    assert re.findall(r'<a href="/projects/gate/webhook/deliveries/[^>]*>(.*?)</a>', page) == ["Test"]


def test_deliveries_are_paged(
    as_manager: Client, webhook: Webhook, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(PER_PAGE + 1):
        deliver(webhook, number)
    with django_assert_num_queries(4):
        page = as_manager.get(PAGE).text
    names = re.findall(r"Refused or given up: gate-(\d+)</a>", page)
    assert names == [str(number) for number in range(PER_PAGE, 0, -1)]
    (older,) = re.findall(r'rel="next" href="([^"]*)"', page)
    page = as_manager.get(PAGE + unescape(older)).text
    assert re.findall(r"Refused or given up: gate-(\d+)</a>", page) == ["0"]
    (newer,) = re.findall(r'rel="prev" href="([^"]*)"', page)
    page = as_manager.get(PAGE + unescape(newer)).text
    assert re.findall(r"Refused or given up: gate-(\d+)</a>", page) == names
    assert as_manager.get(f"{PAGE}?before=x&after=2026-01-01~y").status_code == 200


def test_one_is_shown_with_its_tries_and_sent_again(as_manager: Client, webhook: Webhook) -> None:
    failed = deliver(webhook)
    for number in (1, 2):
        DeliveryAttempt.objects.create(
            delivery=failed,
            number=number,
            started_at=NOW,
            ended_at=NOW if number == 1 else None,
            status=500 if number == 1 else None,
            message="The receiver did not accept it." if number == 1 else "",
        )
    address = f"{PAGE}deliveries/{failed.pk}/"
    page = as_manager.get(address).text
    assert re.findall(r"The receiver did not accept it\.|No result was recorded\.", page) == [
        "The receiver did not accept it.",
        "No result was recorded.",
    ]
    Webhook.objects.update(paused_until=NOW)
    for _time in range(2):
        assert as_manager.post(address).status_code == 303
    failed.refresh_from_db()
    assert (failed.state, failed.due_at == failed.queued_at) == ("waiting", True)
    assert Webhook.objects.get().paused_until is None
    assert "<button" not in as_manager.get(address).text.partition("<main")[2].partition("</main")[0]


def test_deleting_one_asks_once(as_manager: Client, webhook: Webhook) -> None:
    deliver(webhook)
    assert URL in as_manager.get(f"{PAGE}delete/").text
    assert as_manager.post(f"{PAGE}delete/")["Location"] == PAGE
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)
    assert as_manager.get(f"{PAGE}delete/")["Location"] == PAGE
    assert as_manager.post(f"{PAGE}delete/").status_code == 303


def test_very_many_deliveries_are_deleted_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch, project: Project, webhook: Webhook
) -> None:
    """Three months of a busy project in one transaction would hold up everybody, and memory with it."""
    monkeypatch.setattr(webhooks, "CHUNK", 2)
    for number in range(5):
        deliver(webhook, number)
    with CaptureQueriesContext(connection) as queries:
        assert webhooks.delete_webhook(project=project)
    deleted = [each["sql"] for each in queries if each["sql"].startswith('DELETE FROM "records_delivery"')]
    assert (len(deleted), Delivery.objects.count(), Webhook.objects.count()) == (3, 0, 0)


def test_managers_alone_see_it(as_operator: Client, webhook: Webhook) -> None:
    sent = deliver(webhook)
    for address in (PAGE, f"{PAGE}delete/", f"{PAGE}deliveries/{sent.pk}/"):
        assert {as_operator.get(address).status_code, as_operator.post(address).status_code} == {403}
    assert Webhook.objects.count() == 1


def test_another_projects_delivery_is_not_found(
    as_manager: Client, webhook: Webhook, service: object
) -> None:
    sent = deliver(webhook)
    other = Project.objects.get()
    other.pk, other.slug, other._state.adding = None, "other", True
    other.save()
    make_member("boss", other, Role.MANAGER)
    client = Client()
    client.force_login(User.objects.get(username="boss"))
    assert client.get(f"/projects/other/webhook/deliveries/{sent.pk}/").status_code == 404
    assert client.post(f"/projects/other/webhook/deliveries/{sent.pk}/").status_code == 404
