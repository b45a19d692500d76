"""The list of submissions: its filters, its pages, and what it says when empty."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Member, Project, Submission
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.submissions import listing
from taskbuilder.records.submissions.states import State
from taskbuilder.web.submissions import history
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/submissions/"


def names(page: str) -> list[str]:
    return re.findall(r'<td>(?:<input[^>]*>)?<a href="[^"]*">(.*?)</a></td>', page)


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
    monkeypatch.setattr(history, "PER_PAGE", 2)
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
    assert re.findall(r'rel="(\w+)"', first) == ["icon", "stylesheet", "next"]
    assert re.findall(r'rel="(\w+)"', third) == ["icon", "stylesheet", "prev"]


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
        ({"q": "no"}, ["south", "north"]),
        ({"q": "192.0.2.1"}, ["south", "north"]),
        ({"service": "Counting"}, ["south", "north"]),
        ({"service": "Counting", "state": "created"}, ["south"]),
        ({"service": "Another"}, ["south", "north"]),
        ({"platform": "ief"}, []),
        ({"platform": "modelarts-edge", "input_type": "restful", "sink": "webhook"}, ["south", "north"]),
        ({"sink": "dis"}, []),
        ({"schedule_type": "none"}, ["south", "north"]),
        ({"schedule_type": "daily"}, []),
        ({"created_by": "operator"}, ["south", "north"]),
        ({"created_by": "nobody"}, ["south", "north"]),
        ({"commented": "yes"}, ["north"]),
        ({"commented": "no"}, ["south"]),
        ({"reviewed": "yes"}, []),
        ({"reviewed": "no", "commented": "yes"}, ["north"]),
        ({"created_from": "2026-03-01", "created_to": "2026-03-01"}, ["south", "north"]),
        ({"created_from": "2026-03-02"}, []),
        ({"created_to": "2026-02-28"}, []),
        ({"created_to": "9999-12-31"}, ["south", "north"]),
        ({"before": "nonsense"}, ["south", "north"]),
    ],
)
def test_filters(
    as_operator: Client, make_submission: MakeSubmission, query: dict[str, str], found: list[str]
) -> None:
    north = make_submission(1, name="north")
    make_submission(2, name="south", state=State.CREATED)
    Submission.objects.filter(pk=north.pk).update(remarks=Remark.COMMENTED)

    assert names(as_operator.get(PATH, query).content.decode()) == found


def test_the_filter_is_kept_in_its_form(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH, {"q": 'a"<b', "state": "refused"}).content.decode()

    assert re.findall(r'name="q" value="(.*?)"', page) == ["a&quot;&lt;b"]
    assert re.findall(r'<option value="(\w+)" selected', page) == ["refused"]


@pytest.mark.ux(23)
def test_what_was_left_empty_is_not_in_the_address(as_operator: Client) -> None:
    answer = as_operator.get(PATH, {"q": "a b", "state": "", "sink": "dis", "created_to": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{PATH}?q=a+b&sink=dis")
    assert as_operator.get("/submissions/", {"q": ""})["Location"] == "/submissions/"


def empty_title(page: str) -> list[str]:
    return re.findall(r'<p class="fs-5 fw-semibold mb-1">(.*?)</p>', page)


def test_an_empty_history_says_what_to_do(as_operator: Client) -> None:
    assert empty_title(as_operator.get(PATH).content.decode()) == ["No submissions yet"]


def test_a_filter_that_nothing_fits_offers_everything(as_operator: Client) -> None:
    page = as_operator.get(PATH, {"q": "zzz"}).content.decode()

    assert empty_title(page) == ["Nothing matches"]
    assert re.findall(r'class="btn btn-primary" href="(.*?)"', page) == [PATH]


def find_chips(page: str) -> dict[str, str]:
    """What each removes, and where it leads."""
    found = re.findall(r'href="([^"]*)" aria-label="Remove filter ([^"]*)"', page)
    return {label: href.replace("&amp;", "&") for href, label in found}


@pytest.mark.ux(23)
def test_each_filter_has_a_chip_that_removes_it_alone(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    make_submission()
    query = {"q": "gate", "state": "queued", "input_type": "restful", "created_from": "2026-03-01"}
    page = as_operator.get(PATH, query).content.decode()

    assert find_chips(page) == {
        "Search: gate": f"{PATH}?state=queued&input_type=restful&created_from=2026-03-01",
        "Status: Queued": f"{PATH}?q=gate&input_type=restful&created_from=2026-03-01",
        "Input type: RESTful API": f"{PATH}?q=gate&state=queued&created_from=2026-03-01",
        "From: 1 Mar 2026": f"{PATH}?q=gate&state=queued&input_type=restful",
    }


def test_a_filter_that_is_not_known_is_named_and_the_others_hold(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    make_submission(1, name="north")
    make_submission(2, name="south", state=State.CREATED)
    page = as_operator.get(
        PATH, {"state": "created", "sink": "pigeon", "created_to": "soon"}
    ).content.decode()

    assert names(page) == ["south"]
    assert list(find_chips(page)) == ["Status: Created"]
    for value, name in (("pigeon", "Output"), ("soon", "To")):
        assert f"“{value}” is not a known value of “{name}” here, so this filter is ignored." in page
    assert ("aria-invalid" in page, "Select a valid choice" in page) == (False, False)


def test_a_search_for_too_few_letters_says_so(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    hint = "Enter at least three characters to search."
    assert hint in as_operator.get(PATH, {"q": "g 1"}).content.decode()
    assert hint not in as_operator.get(PATH, {"q": "gate 1"}).content.decode()


@pytest.mark.parametrize(("most", "words"), [(10, "3 submissions"), (2, "More than 2 submissions")])
def test_it_says_how_many_there_are(
    as_operator: Client,
    make_submission: MakeSubmission,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    words: str,
) -> None:
    monkeypatch.setattr(history, "PER_PAGE", 1)
    monkeypatch.setattr(listing, "MOST_COUNTED", most)
    for number in (1, 2, 3):
        make_submission(number)
    page = as_operator.get(PATH).content.decode()
    assert re.findall(r'<p class="small text-body-secondary mb-0">\s*(.*?)\s*</p>', page) == [words]


def test_all_projects_that_one_sees_are_in_one_list(
    as_operator: Client, make_submission: MakeSubmission, operator: User
) -> None:
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere", sign_in="token")
    own = make_submission(1, name="north")
    other = make_submission(2, name="south")
    Submission.objects.filter(pk=other.pk).update(project=elsewhere)
    page = as_operator.get("/submissions/").content.decode()
    assert (names(page), "Elsewhere" in page) == (["north"], False)

    Member.objects.create(person=operator, project=elsewhere, role="viewer")
    page = as_operator.get("/submissions/").content.decode()
    assert names(page) == ["south", "north"]
    assert f"/projects/elsewhere/submissions/{other.pk}/" in page
    assert f"/projects/gate/submissions/{own.pk}/" in page
    assert names(as_operator.get("/submissions/", {"q": "nor"}).content.decode()) == ["north"]


def test_a_list_of_no_project_is_empty(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("newcomer"))
    assert empty_title(client.get("/submissions/").content.decode()) == ["No submissions yet"]
