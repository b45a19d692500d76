"""Saved filters: saved, chosen, shared, changed by those who may, and what a list begins with."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape

from taskbuilder.records import saved_filters
from taskbuilder.records.models import DefaultFilter, Member, Project, Role, SavedFilter, Submission
from taskbuilder.records.saved_filters import FilterScope, find_filter, list_filters, make_default
from taskbuilder.records.submissions.states import State
from tests.support.plans import list_long_reads, noted
from tests.web.conftest import MakeSubmission, make_member

LIST = "/projects/gate/submissions/"
NEW = "/projects/gate/filters/new/"


def address_of(saved: SavedFilter) -> str:
    return f"/projects/gate/filters/{saved.pk}/"


def save(client: Client, name: str = "Refused", query: str = "state=refused", **more: Any) -> Any:
    return client.post(f"{NEW}?{query}", {"name": name, **more})


def names(page: str) -> list[str]:
    return re.findall(r'<td>(?:<input[^>]*>)?<a href="[^"]*">(.*?)</a></td>', page)


def read_menu(page: str) -> list[str]:
    found = re.findall(
        r'<a class="dropdown-item" href="[^"]*submissions/[^"]*".*?>(.*?)</a>', page, re.DOTALL
    )
    return [" ".join(re.sub("<.*?>", "", each).split()) for each in found]


@pytest.fixture
def some(make_submission: MakeSubmission) -> None:
    make_submission(1, name="north", state=State.REFUSED)
    make_submission(2, name="south", state=State.CREATED)


@pytest.mark.usefixtures("some")
@pytest.mark.ux(23)
def test_a_list_s_filters_are_saved_and_chosen_again(as_operator: Client, operator: User) -> None:
    page = as_operator.get(LIST, {"state": "refused", "q": "north"}).text
    (address,) = re.findall(rf'href="({NEW}[^"]*)">Save filter', page)
    form = as_operator.get(address.replace("&amp;", "&"))
    assert re.findall("<dd>(.*?)</dd>", form.text) == ["north", "Refused"]

    answer = as_operator.post(address.replace("&amp;", "&"), {"name": " North, refused "})
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.person, saved.is_shared) == ("North, refused", operator, False)
    assert saved.query == {"q": "north", "state": "refused"}
    chosen = f"{LIST}?q=north&state=refused&saved={saved.pk}"
    assert (answer.status_code, answer["Location"]) == (303, chosen)
    page = as_operator.get(LIST).text
    assert (names(page), read_menu(page)) == (["south", "north"], ["Show all", "North, refused"])
    assert escape(chosen) in page
    assert names(as_operator.get(chosen).text) == ["north"]


@pytest.mark.usefixtures("some")
def test_the_default_is_used_where_the_address_says_nothing(as_operator: Client) -> None:
    save(as_operator, is_default="on")
    saved = SavedFilter.objects.get()
    chosen = f"{LIST}?state=refused&saved={saved.pk}"
    assert as_operator.get(LIST)["Location"] == chosen
    page = as_operator.get(chosen).text
    assert read_menu(page) == ["Show all", "Refused Default"]
    assert page.count(f'href="{LIST}?show=all"') == 3  # the menu, the link beside it, and "Clear"
    assert names(as_operator.get(LIST, {"show": "all"}).text) == ["south", "north"]
    assert as_operator.get(LIST, {"show": "all", "q": ""})["Location"] == f"{LIST}?show=all"
    assert as_operator.get(LIST, {"show": "all", "q": "north"}).status_code == 200
    assert as_operator.get(LIST, {"show": "all", "q": "north", "sink": ""})["Location"] == f"{LIST}?q=north"

    as_operator.post(f"{address_of(saved)}", {"do": "no-default"})
    assert as_operator.get(LIST).status_code == 200
    as_operator.post(f"{address_of(saved)}", {"do": "default"})
    as_operator.post(f"{address_of(saved)}", {"do": "default"})
    assert as_operator.get(LIST)["Location"] == chosen


@pytest.mark.usefixtures("some")
def test_each_has_one_default_in_each_project(as_operator: Client, operator: User, viewer: User) -> None:
    for name in ("One", "Two"):
        save(as_operator, name, is_shared="on", is_default="on")
    project = Project.objects.get(slug="gate")
    found = {
        each: [
            saved.name
            for saved in list_filters(FilterScope(each, project))
            if saved_filters.is_default(saved)
        ]
        for each in (operator, viewer)
    }
    assert found == {operator: ["Two"], viewer: []}
    assert list_filters(FilterScope(operator)) == []


@pytest.mark.usefixtures("some")
def test_a_changed_one_is_updated(as_operator: Client) -> None:
    save(as_operator)
    saved = SavedFilter.objects.get()
    query = f"state=created&saved={saved.pk}"
    page = as_operator.get(f"{LIST}?{query}").text
    assert 'value="update"' in page
    answer = as_operator.post(f"{address_of(saved)}?state=created", {"do": "update"})
    assert answer["Location"] == f"{LIST}?{query}"
    saved.refresh_from_db()
    assert saved.query == {"state": "created"}
    assert 'value="update"' not in as_operator.get(f"{LIST}?{query}").text
    as_operator.post(address_of(saved), {"do": "update"})
    saved.refresh_from_db()
    assert saved.query == {"state": "created"}


@pytest.mark.usefixtures("some")
def test_one_is_renamed_shared_and_deleted(as_operator: Client) -> None:
    save(as_operator)
    saved = SavedFilter.objects.get()
    answer = as_operator.post(address_of(saved), {"name": "Mine", "is_shared": "on"})
    assert answer["Location"] == f"{LIST}?state=refused&saved={saved.pk}"
    saved.refresh_from_db()
    assert (saved.name, saved.is_shared) == ("Mine", True)
    page = as_operator.get(f"{address_of(saved)}delete/").text
    assert re.findall("<h1>(.*?)</h1>", page) == ["Delete “Mine”?"]
    assert SavedFilter.objects.count() == 1
    answer = as_operator.post(f"{address_of(saved)}delete/")
    assert (answer["Location"], SavedFilter.objects.count()) == (f"{LIST}?show=all", 0)


@pytest.mark.usefixtures("some")
def test_a_shared_one_is_everybody_s_and_its_owner_s_or_a_manager_s_to_change(
    as_operator: Client, operator: User, viewer: User, project: Project
) -> None:
    save(as_operator, "Private")
    save(as_operator, "Shared", is_shared="on")
    private, shared = SavedFilter.objects.order_by("pk")
    client = Client()
    client.force_login(viewer)
    assert read_menu(client.get(LIST).text) == ["Show all", "Shared Shared"]
    assert client.get(address_of(private)).status_code == 404
    for address in (address_of(shared), f"{address_of(shared)}delete/"):
        assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
    assert client.post(f"{address_of(shared)}?state=created", {"do": "update"}).status_code == 403
    assert client.post(address_of(shared), {"do": "default"}).status_code == 303
    page = client.get(LIST, follow=True).text
    assert ('value="no-default"' in page, "delete/" in page) == (True, False)

    Member.objects.filter(person=operator).delete()
    client.force_login(make_member("manager", project, Role.MANAGER))
    assert read_menu(client.get(LIST).text) == ["Show all", "Shared Shared"]
    assert client.post(address_of(shared), {"name": "Everybody's", "is_shared": "on"}).status_code == 303
    assert client.post(address_of(private), {"name": "Private"}).status_code == 404


@pytest.mark.usefixtures("some")
def test_one_that_is_shared_no_more_is_nobody_else_s_default(
    as_operator: Client, operator: User, viewer: User, project: Project
) -> None:
    save(as_operator, is_shared="on", is_default="on")
    saved = SavedFilter.objects.get()
    make_default(FilterScope(viewer, project), saved)
    as_operator.post(address_of(saved), {"name": "Refused"})
    assert list(DefaultFilter.objects.values_list("person", flat=True)) == [operator.pk]


@pytest.mark.ux(1, 2, 3, 6)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Name is missing. Enter what the filter shows."),
        ("x" * 61, "Name has more than 60 characters. Shorten it."),
        ("Taken", "“Taken” is already used. Choose another name."),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_with_a_reason(
    as_operator: Client, some: None, name: str, message: str
) -> None:
    save(as_operator, "Taken")
    answer = save(as_operator, name, "state=created")
    assert (answer.status_code, SavedFilter.objects.count()) == (422, 1)
    assert re.findall(r"<title>(.*?) · ", answer.text) == ["Error: Save filter"]
    assert answer.text.count(message) == 2
    save(as_operator, "Other")
    answer = as_operator.post(address_of(SavedFilter.objects.get(name="Other")), {"name": name})
    assert (answer.status_code, answer.text.count(message)) == (422, 2)


def test_a_menu_has_an_end(as_operator: Client, some: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_filters, "MOST_FILTERS", 1)
    save(as_operator, "One")
    answer = save(as_operator, "Two")
    assert (answer.status_code, SavedFilter.objects.count()) == (422, 1)


@pytest.mark.usefixtures("some")
def test_what_a_saved_filter_names_no_more_is_ignored_and_named(as_operator: Client) -> None:
    saved = SavedFilter.objects.create(
        person=User.objects.get(username="operator"),
        project=Project.objects.get(slug="gate"),
        name="Old",
        query={"service": "Gone", "state": "refused"},
    )
    page = as_operator.get(f"{LIST}?service=Gone&state=refused&saved={saved.pk}").text
    assert "“Gone” is not a known value of “Service” here, so this filter is ignored." in page
    assert names(page) == ["north"]
    page = as_operator.get(f"{LIST}?state=refused&saved=999").text
    assert "“999” is not a known value of “Saved filter” here" in page
    assert names(page) == ["north"]


@pytest.mark.usefixtures("some")
def test_a_searched_address_is_saved_without_its_password(as_operator: Client) -> None:
    save(as_operator, query="q=rtsp://guard:canary-secret@192.0.2.1/main")
    assert "canary-secret" not in str(SavedFilter.objects.get().query)


@pytest.mark.usefixtures("some")
def test_across_projects_one_has_own_ones_alone(as_operator: Client, operator: User, viewer: User) -> None:
    page = as_operator.get("/submissions/filters/new/?state=created").text
    assert 'name="is_shared"' not in page
    answer = as_operator.post(
        "/submissions/filters/new/?state=created", {"name": "Done", "is_shared": "on", "is_default": "on"}
    )
    saved = SavedFilter.objects.get()
    assert (saved.project, saved.is_shared) == (None, False)
    assert answer["Location"] == f"/submissions/?state=created&saved={saved.pk}"
    assert as_operator.get("/submissions/")["Location"] == answer["Location"]
    assert as_operator.get(LIST).status_code == 200
    assert as_operator.get(address_of(saved)).status_code == 404
    client = Client()
    client.force_login(viewer)
    assert client.get(f"/submissions/filters/{saved.pk}/").status_code == 404
    assert (
        as_operator.post(f"/submissions/filters/{saved.pk}/delete/")["Location"] == "/submissions/?show=all"
    )


def test_a_superuser_who_only_looks_saves_nothing(client: Client, some: None) -> None:
    client.force_login(User.objects.create_superuser("root"))
    assert "Save filter" not in client.get(LIST, {"state": "created"}).text
    assert save(client).status_code == 403


def test_what_nobody_owns_and_nobody_shares_is_nobody_s(
    as_operator: Client, some: None, viewer: User
) -> None:
    project = Project.objects.get(slug="gate")
    for is_shared in (True, False):
        SavedFilter.objects.create(person=viewer, project=project, name="x", is_shared=is_shared)
    viewer.delete()
    assert SavedFilter.objects.filter(person=None).count() == 2
    assert read_menu(as_operator.get(LIST).text) == ["Show all", "x Shared"]


def test_no_table_is_read_whole(operator: User, project: Project) -> None:
    saved = SavedFilter.objects.create(person=operator, project=project, name="x")
    with noted() as statements:
        for scope in (FilterScope(operator, project), FilterScope(operator)):
            list_filters(scope)
        find_filter(FilterScope(operator, project), saved.pk)
    assert (len(statements), list_long_reads(statements)) == (3, [])
    assert Submission.objects.count() == 0
