"""Drafts that are handed to another operator or shared: who then finds and changes them, secrets unseen."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.drafts.sharing import hand_over, share
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Delivery, Draft, Member, Notification, Project, Role, Service
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.webhooks import save_webhook
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.json_value import JsonObject
from tests.web.conftest import make_member

KEY = UUID(int=9)
DRAFT = f"/projects/gate/drafts/{KEY}/"
SHARE, LIST = f"{DRAFT}share/", "/projects/gate/drafts/"
SECRET = "canary-shared"


@pytest.fixture(autouse=True)
def draft(project: Project, service: Service, operator: User) -> Draft:
    answers: JsonObject = {
        "details": {"name": "Night"},
        "output": {
            "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": SECRET}}}
        },
    }
    return start_draft(
        project=project,
        owner=operator,
        service=service,
        answers=answers,
        title="Night",
        now=timezone.now(),
        draft_id=KEY,
    )


@pytest.fixture
def other(project: Project) -> User:
    return make_member("second", project, Role.OPERATOR)


@pytest.fixture
def as_other(other: User) -> Client:
    client = Client()
    client.force_login(other)
    return client


def read_rows(page: str) -> list[str]:
    """What is said of each draft in the list."""
    rows = re.findall(r'<li class="list-group-item">(.*?)</li>', page, re.DOTALL)
    return [" ".join(unescape(re.sub("<.*?>", " ", row)).split()) for row in rows]


def test_a_draft_is_handed_over_with_its_secrets(as_operator: Client, as_other: Client, other: User) -> None:
    before = Draft.objects.get().answers
    assert as_other.get(DRAFT).status_code == 404
    page = as_operator.get(SHARE).text
    assert re.findall(r'<option value="\d+"[^>]*>(.*?)</option>', page) == ["second"]
    answer = as_operator.post(SHARE, {"do": "hand-over", "person": other.pk})
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert (as_operator.get(DRAFT).status_code, as_operator.get(SHARE).status_code) == (404, 404)
    assert read_rows(as_operator.get(LIST).text) == []
    (row,) = read_rows(as_other.get(LIST).text)
    assert "handed over by operator" in row
    draft = Draft.objects.get()
    assert (draft.owner, draft.answers) == (other, before)
    pages = [as_other.get(f"{DRAFT}{step}/").text for step in ("details", "output", "review", "json")]
    assert [SECRET in page for page in pages] == [False] * 4


def test_a_shared_draft_is_every_operator_s(
    as_operator: Client, as_other: Client, as_viewer: Client, viewer: User
) -> None:
    as_operator.force_login(User.objects.get(username="operator"))
    assert as_operator.post(SHARE, {"do": "share"})["Location"] == SHARE
    (row,) = read_rows(as_other.get(LIST).text)
    assert "shared by operator" in row
    page = as_other.get(f"{DRAFT}details/")
    assert (page.status_code, SECRET in page.text) == (200, False)
    reader = Client()
    reader.force_login(viewer)
    assert reader.get(f"{DRAFT}details/").status_code in (403, 404)
    assert as_other.post(SHARE, {"do": "unshare"}).status_code == 200
    assert Draft.objects.get().is_shared
    assert "Only operator can change this." in as_other.get(SHARE).text
    for answer in (as_other.get(f"{DRAFT}discard/"), as_other.post(f"{DRAFT}discard/")):
        assert answer.status_code == 403
    assert "Discard" not in as_other.get(LIST).text
    as_operator.post(SHARE, {"do": "unshare"})
    assert as_other.get(f"{DRAFT}details/").status_code == 404


def test_a_shared_draft_is_nobody_s_elsewhere(as_operator: Client, project: Project) -> None:
    as_operator.post(SHARE, {"do": "share"})
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere", sign_in="token")
    stranger = make_member("outside", elsewhere, Role.MANAGER)
    client = Client()
    client.force_login(stranger)
    for address in (DRAFT, SHARE, DRAFT.replace("gate", "elsewhere")):
        assert client.get(address).status_code == 404
    Member.objects.filter(person__username="operator").delete()
    assert as_operator.get(SHARE).status_code == 404


def test_edits_of_two_people_conflict_as_two_tabs_do(as_operator: Client, as_other: Client) -> None:
    as_operator.post(SHARE, {"do": "share"})

    def read(client: Client) -> dict[str, str]:
        page = client.get(f"{DRAFT}details/").text
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))

    mine, theirs = read(as_operator), read(as_other)
    first = as_operator.post(f"{DRAFT}details/", {**mine, "name": "Mine", "press": "continue"})
    assert first.status_code in (302, 303)
    second = as_other.post(f"{DRAFT}details/", {**theirs, "name": "Theirs", "press": "continue"})
    assert second.status_code == 409
    assert Draft.objects.get().title == "Mine"


@pytest.mark.ux(1, 2)
@pytest.mark.parametrize("person", ["", "0", "x", "viewer"])
def test_only_an_operator_of_the_project_gets_it(
    as_operator: Client, viewer: User, other: User, person: str
) -> None:
    asked = str(viewer.pk) if person == "viewer" else person
    answer = as_operator.post(SHARE, {"do": "hand-over", "person": asked})
    assert answer.status_code == 422
    assert Draft.objects.get().owner.get_username() == "operator"


def test_where_nobody_else_is_an_operator_it_says_so(as_operator: Client) -> None:
    assert "This project has no other operator." in as_operator.get(SHARE).text


def test_the_owner_is_led_to_what_another_created_from_the_draft(
    as_operator: Client, project: Project, service: Service, other: User
) -> None:
    as_operator.post(SHARE, {"do": "share"})
    draft = Draft.objects.get()
    request: JsonObject = {"name": "Night", "input": {}, "output": {}}
    submission = submit(draft=draft, request=request, confirmations=[], by=other, now=timezone.now())
    answer = as_operator.get(f"{DRAFT}details/")
    assert (answer.status_code, answer["Location"]) == (302, f"/projects/gate/submissions/{submission.pk}/")


def test_sharing_too_late_shares_nobody_else_s_draft(draft: Draft, other: User) -> None:
    """Another tab has handed the draft over since this one read it."""
    stale = Draft.objects.get(pk=KEY)
    hand_over(draft, to=other, by=draft.owner, now=timezone.now())
    share(stale, is_shared=True)
    row = Draft.objects.get(pk=KEY)
    assert (row.owner, row.is_shared) == (other, False)


def test_who_gets_a_draft_is_notified(
    as_operator: Client, as_other: Client, other: User, project: Project
) -> None:
    url = "https://hooks.example.net/tasks"
    save_webhook(project=project, url=url, kinds=["handed_over"], minutes=None)
    as_operator.post(SHARE, {"do": "hand-over", "person": other.pk})
    assert handle_events(now=timezone.now()) == 1
    (notification,) = Notification.objects.all()
    assert notification.person == other
    page = as_other.get("/notifications/").text
    assert f"operator handed the draft “{Draft.objects.get()}” over to you." in unescape(page)
    assert as_other.get(f"/notifications/{notification.pk}/")["Location"] == DRAFT
    body = Delivery.objects.get().body
    assert body["draft"] == {"id": str(KEY), "name": "Night"}
    assert (body["by"], body["to"]) == ("operator", "second")
