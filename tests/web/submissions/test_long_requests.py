"""Pages that show a long request: in parts, so that none is above a megabyte."""

import json
import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Service, Submission
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.review.summary import MOST_GROUPS, MOST_TEXT
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/submissions/00000000-0000-0000-0000-000000000001/"
MOST_BYTES = 1_000_000
LINE = re.compile(r">\s*rtsp://camera/(\d+)x*\s*<")


def make_request(inputs: int, length: int = 0) -> JsonObject:
    urls = [f"rtsp://camera/{number}".ljust(length, "x") for number in range(inputs)]
    return {
        "name": "gate-1",
        "input": {"type": "url", "data": [{"url": url} for url in urls]},
        "output": {"webhook": {"url": "https://sink.example.net/", "headers": {"X-Key": "k"}}},
    }


@pytest.fixture
def long_submission(make_submission: MakeSubmission) -> Submission:
    submission = make_submission()
    submission.request = make_request(450, 900)
    submission.save()
    return submission


def read_numbers(page: str) -> list[int]:
    """The cameras in the parts that a page shows, not in the exact request."""
    return [int(number) for number in LINE.findall(page)]


@pytest.mark.parametrize(
    ("rows", "start", "words"),
    [
        ("", 0, "Showing 1 to 200 of 450."),
        ("?rows=200", 200, "Showing 201 to 400 of 450."),
        ("?rows=400", 400, "Showing 401 to 450 of 450."),
        ("?rows=450", 0, "Showing 1 to 200 of 450."),
        ("?rows=-1", 0, "Showing 1 to 200 of 450."),
        ("?rows=٣", 0, "Showing 1 to 200 of 450."),
        (f"?rows={'9' * 5_000}", 0, "Showing 1 to 200 of 450."),
    ],
)
@pytest.mark.usefixtures("long_submission")
def test_a_long_submission_is_shown_in_parts(as_operator: Client, rows: str, start: int, words: str) -> None:
    page = as_operator.get(PATH + rows).content.decode()
    assert read_numbers(page) == list(range(start, min(start + MOST_GROUPS, 450)))
    assert words in " ".join(page.split())
    assert (f'href="?rows={start + MOST_GROUPS}"' in page) == (start + MOST_GROUPS < 450)
    assert (f'href="?rows={start - MOST_GROUPS}"' in page) == (start > 0)


def test_the_exact_request_is_cut_at_a_line_and_all_of_it_is_there_as_json(
    as_operator: Client, long_submission: Submission
) -> None:
    page = as_operator.get(PATH).content.decode()
    exact = page[page.index('aria-labelledby="exact"') :].partition("<code>")[2].partition("</code>")[0]
    assert MOST_TEXT // 2 < len(unescape(exact)) <= MOST_TEXT
    assert unescape(exact).endswith(("},", "{", '"'))
    answer = as_operator.get(PATH + "?as=json")
    assert json.loads(answer.content) == long_submission.request
    assert answer["Content-Type"] == "application/json; charset=utf-8"


def test_no_page_of_5000_inputs_is_above_a_megabyte(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission()
    submission.request = make_request(5_000, 900)
    submission.save()
    assert len(as_operator.get(PATH).content) < MOST_BYTES


def test_a_short_request_is_shown_whole(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH).content.decode()
    assert "are shown." not in page
    assert "Show all as JSON" not in page


def test_the_review_of_5000_inputs_is_shown_in_parts(
    as_operator: Client, operator: User, service: Service
) -> None:
    request = make_request(5_000, 900)
    draft = start_draft(
        project=service.project,
        owner=operator,
        service=service,
        answers=answers_from_request(request, service.spec),
        now=timezone.now(),
    )
    address = f"/projects/{service.project.slug}/drafts/{draft.pk}/"
    answer = as_operator.get(f"{address}review/?rows=200")
    page = answer.content.decode()
    assert read_numbers(page) == list(range(200, 400))
    assert len(answer.content) < MOST_BYTES
    assert f'href="{address}json/"' in page
