"""Previous and next within the list that a submission was opened from, and the way back to it."""

import re
from html import unescape
from urllib.parse import quote_plus, urlencode
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import Member, Project, Submission
from taskbuilder.records.related.neighbours import find_neighbours
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import make_listing
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.records.submissions.states import State
from taskbuilder.web.submissions import history
from tests.support.plans import know_sizes, list_long_reads, noted
from tests.web.conftest import MakeSubmission

LIST = "/projects/gate/submissions/"


def page_of(number: int, **query: str) -> str:
    return f"{LIST}{UUID(int=number)}/" + (f"?{urlencode(query)}" if query else "")


def read_links(page: str) -> dict[str, str]:
    """The addresses of the previous, of the next, and of the list, by what they are called."""
    (nav,) = re.findall(r'<nav [^>]*aria-label="List">.*?</nav>', page, re.DOTALL) or [""]
    found = re.findall(r'<a [^>]*?(?:rel="(\w+)"\s+)?href="([^"]*)"', nav)
    return {rel or "back": unescape(href) for rel, href in found}


@pytest.fixture
def five(make_submission: MakeSubmission) -> None:
    for number in range(1, 6):
        make_submission(number, name=f"task-{number}", state=State.CREATED if number % 2 else State.REFUSED)


@pytest.mark.usefixtures("five")
@pytest.mark.ux(23)
def test_a_list_is_walked_from_page_to_page(as_operator: Client) -> None:
    page = as_operator.get(LIST, {"state": "created"}).text
    (address,) = re.findall(r'<td>(?:<input[^>]*>)?<a href="([^"]*)">task-5', page)
    seen = []
    while address:
        page = as_operator.get(unescape(address)).text
        seen += re.findall("<h1>(.*?)</h1>", page)
        links = read_links(page)
        address = links.get("next", "")
    assert seen == ["task-5", "task-3", "task-1"]
    assert links == {"prev": page_of(3, **{"in": "state=created"}), "back": links["back"]}
    back = as_operator.get(links["back"]).text
    assert re.findall(r'<td>(?:<input[^>]*>)?<a href="[^"]*">(.*?)</a>', back) == ["task-1"]
    assert 'rel="prev"' in back


@pytest.mark.usefixtures("five")
def test_one_comes_back_to_the_page_that_one_left(
    as_operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "PER_PAGE", 2)
    (older,) = re.findall(r'rel="next" href="([^"]*)"', as_operator.get(LIST).text)
    left = LIST + unescape(older)
    (address,) = re.findall(r'<td>(?:<input[^>]*>)?<a href="([^"]*)">task-2', as_operator.get(left).text)
    links = read_links(as_operator.get(unescape(address)).text)
    assert links["back"] == left
    assert links["next"] == page_of(1, **{"in": "show=all"})
    assert links["prev"] == page_of(3, **{"in": "show=all"})


@pytest.mark.usefixtures("five")
def test_a_list_of_everything_says_so(as_operator: Client) -> None:
    links = read_links(as_operator.get(page_of(5, **{"in": "show=all"})).text)
    assert links == {"next": page_of(4, **{"in": "show=all"}), "back": f"{LIST}?show=all"}


@pytest.mark.usefixtures("five")
def test_opened_from_nowhere_there_is_no_way_on(as_operator: Client) -> None:
    assert read_links(as_operator.get(page_of(3)).text) == {}
    assert read_links(as_operator.get(f"{page_of(3)}?in=").text) == {}


@pytest.mark.usefixtures("five")
def test_what_is_not_in_the_list_has_neighbours_too(as_operator: Client) -> None:
    links = read_links(as_operator.get(page_of(2, **{"in": "state=created"})).text)
    assert (links["prev"], links["next"]) == (
        page_of(3, **{"in": "state=created"}),
        page_of(1, **{"in": "state=created"}),
    )


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    "query", ["state=nonsense", "%00%ff&&=", "service=Gone", "before=x&after=y", "saved=9"]
)
def test_a_list_that_makes_no_sense_is_all_of_it(as_operator: Client, query: str) -> None:
    page = as_operator.get(f"{page_of(3)}?in={quote_plus(query)}")
    links = read_links(page.text)
    assert (page.status_code, links["next"].partition("?")[0]) == (200, page_of(2))


@pytest.mark.usefixtures("five")
def test_a_list_of_all_projects_is_walked_where_one_is_a_member(as_operator: Client, operator: User) -> None:
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere", sign_in="token")
    hidden = Project.objects.create(slug="hidden", name="Hidden", sign_in="token")
    Member.objects.create(person=operator, project=elsewhere, role="viewer")
    Submission.objects.filter(pk=UUID(int=2)).update(project=elsewhere)
    Submission.objects.filter(pk=UUID(int=4)).update(project=hidden)
    page = as_operator.get("/submissions/").text
    (address,) = re.findall(r'<td>(?:<input[^>]*>)?<a href="([^"]*)">task-3', page)
    links = read_links(as_operator.get(unescape(address)).text)
    assert links == {
        "prev": page_of(5, in_all="show=all"),
        "next": f"/projects/elsewhere/submissions/{UUID(int=2)}/?in_all=show%3Dall",
        "back": links["back"],
    }
    assert links["back"].startswith("/submissions/?show=all&before=")


@pytest.mark.usefixtures("five")
def test_a_comment_leads_back_into_the_list(as_operator: Client) -> None:
    address = page_of(3, **{"in": "state=created"})
    page = as_operator.get(address).text
    (action,) = re.findall(r'action="([^"]*comments/[^"]*)"', page)
    answer = as_operator.post(unescape(action), {"text": "Fine", "do": "review", "comment": str(UUID(int=9))})
    assert answer["Location"] == f"{address}#comment-{UUID(int=9)}"
    page = as_operator.get(address).text
    (action,) = re.findall(r'action="([^"]*delete/[^"]*)"', page)
    assert as_operator.post(unescape(action))["Location"] == address


def test_neighbours_are_those_of_the_list_and_no_table_is_read_whole(db: None) -> None:
    seed_history(2_000, seed=1, now=timezone.now(), progress=int)
    know_sizes()
    projects = list(Project.objects.values_list("pk", flat=True))
    for scope in (projects[:1], projects):
        for asked in (SubmissionFilters(), SubmissionFilters(state="refused"), SubmissionFilters(sink="dis")):
            rows = list_submissions(projects=scope, filters=asked, limit=20).rows
            for place in (0, len(rows) // 2, len(rows) - 2):
                listing = make_listing(asked, scope)
                with noted() as statements:
                    found = find_neighbours(listing, rows[place])
                keys = [each and each.cursor.key for each in (found.newer, found.older)]
                assert keys == [rows[place - 1].pk if place else None, rows[place + 1].pk]
                assert (len(statements), list_long_reads(statements)) == (1, [])
