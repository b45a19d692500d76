"""The bell, the list of one's notifications, and choosing what one is notified of."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.records.models import (
    Comment,
    CommentKind,
    Member,
    Notification,
    NotificationChoice,
    Project,
    ProjectEvent,
    Role,
    Submission,
)
from taskbuilder.records.notifications import inbox
from taskbuilder.records.notifications.inbox import PER_PAGE, mark_all_read
from taskbuilder.records.notifications.kinds import KINDS
from taskbuilder.records.submissions.states import State
from tests.support.plans import noted
from tests.web.conftest import NOW, MakeSubmission

LIST, SETTINGS = "/notifications/", "/projects/gate/notifications/"
SUBMISSION = f"/projects/gate/submissions/{UUID(int=1)}/"


@pytest.fixture
def submission(make_submission: MakeSubmission) -> Submission:
    return make_submission(1, state=State.REFUSED)


def notify(
    person: User, submission: Submission, kind: str = "refused", *, seconds: int = 0, by: User | None = None
) -> Notification:
    said = None
    if by is not None:
        said = Comment.objects.create(
            submission=submission, by=by, kind=CommentKind.COMMENT, text="canary-text", at=NOW
        )
    at = NOW + timedelta(seconds=seconds)
    event = ProjectEvent.objects.create(
        project=submission.project, submission=submission, comment=said, kind=kind, at=at
    )
    return Notification.objects.create(
        event=event, person=person, project=submission.project, kind=kind, at=at, is_on_page=True
    )


def read_bell(page: str) -> str:
    """What the bell says."""
    bell = page.partition('href="/notifications/"')[2].partition("</a>")[0]
    words = re.sub(r"<[^>]*>", "", bell.partition(">")[2])
    return " ".join(words.split())


def read_list(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'href="/notifications/\d+/">(.*?)</a>', page)]


@pytest.mark.parametrize(
    ("count", "words"), [(0, ""), (1, " 1 unread"), (9, " 9 unread"), (10, " 9+ unread"), (30, " 9+ unread")]
)
def test_the_bell_counts_what_is_unread(
    as_operator: Client,
    operator: User,
    viewer: User,
    submission: Submission,
    count: int,
    words: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    notify(viewer, submission)
    for number in range(count):
        notify(operator, submission, seconds=number)
    with django_assert_num_queries(3):
        assert read_bell(as_operator.get("/projects/").text) == f"Notifications{words}"


def test_the_bell_is_not_there_for_the_signed_out(client: Client, db: None) -> None:
    assert LIST not in client.get("/sign-in/").text


def test_opening_one_reads_it_everywhere(
    as_operator: Client, operator: User, viewer: User, submission: Submission
) -> None:
    refused, commented = (
        notify(operator, submission),
        notify(operator, submission, "commented", seconds=1, by=viewer),
    )
    page = as_operator.get(LIST).text
    assert read_list(page) == ["reviewer commented on “gate-1”.", "“gate-1” was not created."]
    assert "canary-text" not in page
    assert as_operator.head(f"{LIST}{refused.pk}/").status_code == 302
    assert as_operator.get(f"{LIST}{refused.pk}/")["Location"] == SUBMISSION
    answer = as_operator.get(f"{LIST}{commented.pk}/")
    assert answer["Location"] == f"{SUBMISSION}#comment-{commented.event.comment_id}"
    other = Client()
    other.force_login(operator)
    assert read_bell(other.get(LIST).text) == "Notifications"


def test_all_are_read_at_once(
    as_operator: Client, operator: User, viewer: User, submission: Submission
) -> None:
    for number in range(3):
        notify(operator, submission, seconds=number)
    theirs = notify(viewer, submission)
    answer = as_operator.post(f"{LIST}read/", follow=True)
    assert "3 notifications were marked as read." in answer.text
    assert read_bell(answer.text) == "Notifications"
    assert list(Notification.objects.filter(read_at=None)) == [theirs]


def test_very_many_are_read_a_few_at_a_time(
    monkeypatch: pytest.MonkeyPatch, operator: User, submission: Submission
) -> None:
    """One statement for a million would keep everybody else from writing."""
    monkeypatch.setattr(inbox, "CHUNK", 2)
    for number in range(3):
        notify(operator, submission, seconds=number)
    with noted() as statements:
        assert mark_all_read(operator, now=NOW) == 3
    assert len([sql for sql, _values in statements if sql.startswith("UPDATE")]) == 2


def test_another_persons_is_not_found(as_operator: Client, viewer: User, submission: Submission) -> None:
    theirs = notify(viewer, submission)
    assert as_operator.get(f"{LIST}{theirs.pk}/").status_code == 404
    assert as_operator.get(f"{LIST}{10**30}/").status_code == 404
    assert read_list(as_operator.get(LIST).text) == []
    assert Notification.objects.filter(read_at=None).count() == 1


def test_who_left_sees_none_of_the_project(
    as_operator: Client, operator: User, submission: Submission
) -> None:
    mine = notify(operator, submission)
    Member.objects.filter(person=operator).delete()
    page = as_operator.get(LIST).text
    assert (read_bell(page), read_list(page)) == ("Notifications", [])
    assert as_operator.get(f"{LIST}{mine.pk}/").status_code == 404
    assert Notification.objects.count() == 0  # no list has to read past them


def test_pages_lead_both_ways(
    as_operator: Client,
    operator: User,
    submission: Submission,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    numbers = [notify(operator, submission, seconds=number // 3).pk for number in range(2 * PER_PAGE + 1)][
        ::-1
    ]
    address, seen = LIST, []
    for _page in range(3):
        with django_assert_num_queries(3):
            page = as_operator.get(address).text
        seen.append([int(number) for number in re.findall(r'href="/notifications/(\d+)/"', page)])
        ways = dict(re.findall(r'rel="(prev|next)" href="([^"]*)"', page))
        address = LIST + unescape(ways.get("next", ""))
    assert [number for page in seen for number in page] == numbers
    back = as_operator.get(LIST + unescape(ways["prev"])).text
    assert [int(number) for number in re.findall(r'href="/notifications/(\d+)/"', back)] == seen[1]
    for nonsense in ("?before=x", "?after=~", "?before=2026-01-01~1", f"?after={10**9}~{10**30}"):
        assert len(read_list(as_operator.get(LIST + nonsense).text)) == PER_PAGE


@pytest.fixture(autouse=True)
def mail(settings: Settings) -> None:
    settings.HAS_MAIL = True


def test_mail_is_offered_where_it_is_sent(as_viewer: Client, settings: Settings) -> None:
    assert "You have no email address" in as_viewer.get(SETTINGS).text
    settings.HAS_MAIL = False
    page = as_viewer.get(SETTINGS).text
    assert ("By email" in page, "You have no email address" in page) == (False, False)
    form = {name: value for name, value in choose().items() if not name.endswith("-mail")}
    assert as_viewer.post(SETTINGS, form).status_code == 303


def choose(**changed: str) -> dict[str, str]:
    """The form as it is drawn for who has chosen nothing, with changes."""
    form = {f"{name}-page": kind.page.value for name, kind in KINDS.items()}
    form |= {f"{name}-mail": "none" for name in KINDS} | {"waiting-minutes": "15"}
    return form | {name.replace("_", "-"): value for name, value in changed.items()}


def test_choices_are_saved(as_viewer: Client, viewer: User, project: Project) -> None:
    answer = as_viewer.post(
        SETTINGS, choose(created_page="all", waiting_mail="own", waiting_minutes="5", mentioned_page="none")
    )
    assert (answer.status_code, answer["Location"]) == (303, SETTINGS)
    chosen = NotificationChoice.objects.filter(person=viewer, project=project).order_by("kind")
    assert list(chosen.values_list("kind", "on_page", "by_mail", "minutes")) == [
        ("created", "all", "none", None),
        ("mentioned", "none", "none", None),
        ("waiting", "none", "own", 5),
    ]
    page = as_viewer.get(SETTINGS).text
    assert "Your notification settings were saved." in page
    assert 'value="5"' in page
    as_viewer.post(SETTINGS, choose())
    assert NotificationChoice.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"waiting_minutes": "soon"}, "Enter a whole number of minutes, 1 to 10080."),
        ({"waiting_minutes": ""}, "Enter a whole number of minutes, 1 to 10080."),
        ({"waiting_minutes": "0"}, "Enter a whole number of minutes, 1 to 10080."),
        ({"waiting_minutes": "9" * 30}, "Enter a whole number of minutes, 1 to 10080."),
        ({"created_page": "some"}, "Created, In Task Builder: Choose one of the options."),
        ({"mentioned_mail": "own"}, "Mention of you, By email: Choose one of the options."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost(
    as_viewer: Client, changed: dict[str, str], message: str
) -> None:
    answer = as_viewer.post(SETTINGS, choose(refused_mail="all", **changed))
    page = unescape(answer.text)
    assert (answer.status_code, page.count(message)) == (422, 2)
    assert "<title>Error: Notification settings · Gate" in page
    assert re.search(r'name="refused-mail".*?value="all" selected', page, re.DOTALL)
    assert NotificationChoice.objects.count() == 0


def test_a_superuser_who_visits_is_notified_of_nothing(client: Client, project: Project) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert "Only members are notified." in client.get(SETTINGS).text
    assert client.post(SETTINGS, choose()).status_code == 403


def test_settings_of_a_project_that_one_left_do_nothing(
    as_viewer: Client, viewer: User, project: Project
) -> None:
    as_viewer.post(SETTINGS, choose(created_page="all"))
    Member.objects.filter(person=viewer).delete()
    assert as_viewer.get(SETTINGS).status_code == 404
    Member.objects.create(person=viewer, project=project, role=Role.VIEWER)
    assert 'value="all" selected' in as_viewer.get(SETTINGS).text
