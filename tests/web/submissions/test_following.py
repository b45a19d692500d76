"""A submission's page follows what happens: how often it asks, and what it is sent."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Verdict
from taskbuilder.records.submissions.queries import find_progress
from taskbuilder.records.submissions.states import SETTLED, State
from taskbuilder.web.submissions.views import follow
from tests.web.conftest import NOW, MakeSubmission
from tests.web.polling import read_polling
from tests.web.submissions.test_submission import HTMX, PATH, read_part


@pytest.mark.parametrize("state", State)
@time_machine.travel(NOW, tick=False)
def test_it_follows_until_the_end(as_operator: Client, make_submission: MakeSubmission, state: State) -> None:
    make_submission(state=state)
    part = as_operator.get(PATH, headers=HTMX).content.decode()

    following = [] if state in SETTLED else [(PATH, "every 0.2s, shown from:document")]
    progress = part.partition(">")[0]
    assert re.findall(r'hx-get="(.*?)".*?hx-trigger="(.*?)"', progress, re.DOTALL) == following
    assert part.strip().startswith('<div id="progress" data-announce="')
    assert part.count("<html") == 0


@time_machine.travel(NOW + timedelta(minutes=1), tick=False)
def test_what_did_not_change_is_not_sent_again(
    as_operator: Client,
    operator: User,
    make_submission: MakeSubmission,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The session with its person, the membership, and one query for what happened."""
    submission = make_submission(state=State.WAITING)
    submission.attempts.create(number=1, started_at=NOW, ended_at=NOW, result="throttled", worker="relay")
    polling = read_polling(as_operator.get(PATH).text)
    with django_assert_num_queries(3):
        answer = as_operator.get(PATH, headers=polling.headers)
    assert (answer.status_code, answer.content, polling.seconds) == (304, b"", "6.4")
    submission.decisions.create(verdict=Verdict.SEND_AGAIN, by=operator, at=NOW, attempt_count=1)
    answer = as_operator.get(PATH, headers=polling.headers)
    assert (answer.status_code, answer["ETag"]) == (200, read_polling(answer.text).etag)
    assert as_operator.get(PATH.replace("0001/", "0009/"), headers=polling.headers).status_code == 404


def test_a_whole_page_is_never_answered_by_the_version_of_a_part(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    """It has more on it than what the part shows."""
    make_submission(state=State.QUEUED)
    page = as_operator.get(PATH)
    again = as_operator.get(PATH, headers={"If-None-Match": read_polling(page.text).etag})
    assert ("ETag" in page, again.status_code, "ETag" in again) == (False, 200, False)


@pytest.mark.parametrize(
    ("age", "seconds"), [(0, 0.2), (1, 0.2), (5, 0.8), (30, 3.2), (100, 12.8), (100_000, 15)]
)
def test_it_asks_less_often_as_it_grows_old(
    make_submission: MakeSubmission, age: int, seconds: float
) -> None:
    submission = make_submission(0)

    assert follow(find_progress(submission), now=NOW + timedelta(seconds=age)).seconds == seconds


@pytest.mark.parametrize(("age", "seconds"), [(0, 0.2), (30, 3.2)])
def test_it_asks_soon_again_after_a_change(
    make_submission: MakeSubmission, operator: User, age: int, seconds: float
) -> None:
    submission, later = make_submission(0), NOW + timedelta(days=1)
    submission.decisions.create(verdict=Verdict.SEND_AGAIN, by=operator, at=later, attempt_count=1)

    assert follow(find_progress(submission), now=later + timedelta(seconds=age)).seconds == seconds


def test_page_and_part_are_told_apart_by_caches(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()

    assert "HX-Request" in as_operator.get(PATH)["Vary"].split(", ")


def test_what_follows_along_tells_the_end_too(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.CREATED)
    (verdict,) = re.findall(r'<section class="verdict.*?</section>', read_part(as_operator), re.DOTALL)

    assert re.findall(r'<time datetime="(.*?)">', verdict) == ["2026-03-01T20:00:01+08:00"]


def test_without_scripts_a_button_follows(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    part = read_part(as_operator)

    assert re.findall(r'<span class="((?:no-)?js-only)">(.*?)</span>', part) == [
        ("js-only", "This page updates automatically."),
        ("no-js-only", "Select “Refresh” to see the latest status."),
    ]


def test_what_it_can_be_used_for_follows_too(as_operator: Client, make_submission: MakeSubmission) -> None:
    """The page was drawn before there was a task, and its heading is beside the part."""
    make_submission(state=State.CREATED)
    page, part = as_operator.get(PATH).text, as_operator.get(PATH, headers=HTMX).text
    assert [text.count('id="use-again"') for text in (page, part)] == [1, 1]
    assert [text.count('id="use-again" hx-swap-oob="true"') for text in (page, part)] == [0, 1]
    assert part.count('name="replace"') == 1
