"""The list of submissions: its filters, its pages, and what it says when empty."""

import re

import pytest
from django.test import Client

from taskbuilder.records.submissions.states import State
from taskbuilder.web.submissions import views
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/submissions/"


def names(page: str) -> list[str]:
    return re.findall(r'<td><a href="[^"]*">(.*?)</a></td>', page)


def link(page: str, rel: str) -> str:
    (address,) = re.findall(rf'rel="{rel}" href="([^"]*)"', page)
    return PATH + str(address).replace("&amp;", "&")


def test_newest_first(as_operator: Client, make_submission: MakeSubmission) -> None:
    for number in (1, 3, 2):
        make_submission(number, name=f"task-{number}")

    assert names(as_operator.get(PATH).content.decode()) == ["task-3", "task-2", "task-1"]


@pytest.mark.ux(21)
def test_times_name_their_offset(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH).content.decode()

    (when,) = re.findall(r"<time.*?</time>", page)
    assert re.sub("<.*?>", "", when) == "1 Mar 2026, 20:00 +08:00"


@pytest.mark.ux(23)
def test_pages_keep_the_filter(
    as_operator: Client, make_submission: MakeSubmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 2)
    for number in range(1, 6):
        make_submission(number, name=f"task-{number}", state=State.CREATED)
    make_submission(6, name="other", state=State.CREATED)

    first = as_operator.get(PATH, {"q": "TASK", "state": "created"}).content.decode()
    second = as_operator.get(link(first, "next")).content.decode()
    third = as_operator.get(link(second, "next")).content.decode()
    back = as_operator.get(link(third, "prev")).content.decode()

    assert [names(page) for page in (first, second, third, back)] == [
        ["task-5", "task-4"],
        ["task-3", "task-2"],
        ["task-1"],
        ["task-3", "task-2"],
    ]
    assert re.findall(r'rel="(\w+)"', first) == ["icon", "stylesheet", "stylesheet", "next"]
    assert re.findall(r'rel="(\w+)"', third) == ["icon", "stylesheet", "stylesheet", "prev"]


@pytest.mark.ux(23)
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "created"}, ["south"]),
        ({"state": "nonsense"}, ["south", "north"]),
        ({"q": " NORT "}, ["north"]),
        ({"q": "no\x00rth"}, []),
        ({"q": "c0ffee" * 5 + "00"}, ["south"]),
        ({"q": "C0FFEEC0"}, ["south"]),
        ({"q": "00000000-0000-0000-0000-000000000001"}, ["north"]),
        ({"q": "00000000-0000"}, ["south", "north"]),
        ({"q": "c0ffee"}, []),
        ({"before": "nonsense"}, ["south", "north"]),
    ],
)
def test_filters(
    as_operator: Client, make_submission: MakeSubmission, query: dict[str, str], found: list[str]
) -> None:
    make_submission(1, name="north")
    make_submission(2, name="south", state=State.CREATED)

    assert names(as_operator.get(PATH, query).content.decode()) == found


def test_the_filter_is_kept_in_its_form(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH, {"q": 'a"<b', "state": "refused"}).content.decode()

    assert re.findall(r'name="q" value="(.*?)"', page) == ["a&quot;&lt;b"]
    assert re.findall(r'<option value="(\w*)" selected', page) == ["refused"]


def empty_title(page: str) -> list[str]:
    return re.findall(r'<p class="empty-state-title">(.*?)</p>', page)


def test_an_empty_history_says_what_to_do(as_operator: Client) -> None:
    assert empty_title(as_operator.get(PATH).content.decode()) == ["Nothing has been created here yet"]


def test_a_filter_that_nothing_fits_offers_everything(as_operator: Client) -> None:
    page = as_operator.get(PATH, {"q": "zzz"}).content.decode()

    assert empty_title(page) == ["Nothing matches"]
    assert re.findall(r'class="btn btn-primary" href="(.*?)"', page) == [PATH]
