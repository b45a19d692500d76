"""The columns of lists of submissions: the usual ones, those that a person chose, and what each shows."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Member, Preferences, Project, Submission
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.submissions.states import State
from taskbuilder.web.submissions.columns import COLUMNS
from tests.web.conftest import MakeSubmission

LIST, PAGE = "/projects/gate/submissions/", "/submissions/columns/"
USUAL = ["Task", "Status", "Task state", "Service", "Created by", "Time"]


def heads(page: str) -> list[str]:
    (head,) = re.findall(
        r"<table class=\"table table-stacked (?:submission-table|table-wide)\".*?</thead>", page, re.DOTALL
    )
    return [unescape(each) for each in re.findall(r'<th scope="col">(.*?)</th>', head)]


def cells(page: str) -> dict[str, str]:
    """Of the first row: what each cell after the name says, by what it is called."""
    (row, *_others) = re.findall(r"<tbody>\s*<tr>(.*?)</tr>", page, re.DOTALL)
    found = re.findall(r'<td data-label="(.*?)">(.*?)</td>', row, re.DOTALL)
    return {name: " ".join(re.sub("<.*?>", "", cell).split()) for name, cell in found}


@pytest.fixture(autouse=True)
def submission(make_submission: MakeSubmission) -> Submission:
    return make_submission(1, state=State.CREATED)


def test_the_usual_columns_are_as_before(as_operator: Client) -> None:
    page = as_operator.get(LIST).text
    assert (heads(page), "data-label" in page) == (USUAL, False)
    assert heads(as_operator.get("/submissions/").text) == [*USUAL[:3], "Project", *USUAL[3:]]


def test_each_column_shows_its_words(as_operator: Client, operator: User, submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(remarks=sum(Remark), task_state="RUNNING")
    Preferences.objects.create(person=operator, columns=" ".join(COLUMNS))
    page = as_operator.get(LIST).text
    assert cells(page) == {
        "Status": "Adopted",
        "Task state": "Running",
        "Service": "Counting",
        "Platform": "ModelArts Edge",
        "Input type": "RESTful API",
        "Output": "Webhook",
        "Schedule": "No schedule",
        "Created by": "operator",
        "Time": "1 Mar 2026, 20:00 +08:00",
        "Finished": "1 Mar 2026, 20:00 +08:00",
        "Comments and review": "Reviewed, Commented, Adopted, Differs, Replaced",
        "Description": "Who comes in",
        "Submission ID": str(submission.pk),
    }
    assert heads(page) == ["Task", *cells(page)]


def test_a_choice_is_remembered_and_leads_back(as_operator: Client, operator: User, viewer: User) -> None:
    back = f"{LIST}?state=created"
    (address,) = re.findall(rf'href="({PAGE}[^"]*)"', as_operator.get(back).text)
    form = as_operator.get(address)
    assert re.findall(r'value="(\w+)"[^>]* checked', form.text) == [
        "state",
        "task_state",
        "service",
        "created_by",
        "created_at",
    ]
    answer = as_operator.post(address, {"columns": ["settled_at", "platform"]})
    assert (answer.status_code, answer["Location"]) == (303, back)
    assert Preferences.objects.get().columns == "platform settled_at"
    assert heads(as_operator.get(back).text) == ["Task", "Platform", "Finished"]
    assert heads(as_operator.get("/submissions/").text) == ["Task", "Project", "Platform", "Finished"]
    other = Client()
    other.force_login(viewer)
    assert heads(other.get(LIST).text) == USUAL

    as_operator.post(address, {"columns": ["platform"], "do": "usual"})
    assert Preferences.objects.get().columns == ""
    as_operator.post(address, {"columns": ["id"]})
    as_operator.post(address, {})
    assert heads(as_operator.get(back).text) == USUAL


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x", ""])
def test_it_leads_to_no_other_site(as_operator: Client, place: str) -> None:
    answer = as_operator.post(f"{PAGE}?next={place}", {"columns": ["id"]})
    assert answer["Location"] == "/submissions/"


@pytest.mark.ux(1, 2)
def test_a_column_that_is_not_there_is_refused(as_operator: Client) -> None:
    answer = as_operator.post(PAGE, {"columns": ["colour"]})
    assert (answer.status_code, Preferences.objects.count()) == (422, 0)
    assert "Columns: choose from the listed columns." in answer.text


def test_what_was_chosen_and_is_gone_is_left_out(as_operator: Client, operator: User) -> None:
    Preferences.objects.create(person=operator, columns="gone platform")
    assert heads(as_operator.get(LIST).text) == ["Task", "Platform"]
    Preferences.objects.update(columns="gone")
    assert heads(as_operator.get(LIST).text) == USUAL


def test_the_form_s_other_choices_leave_the_columns_alone(as_operator: Client, operator: User) -> None:
    Preferences.objects.create(person=operator, columns="platform")
    as_operator.post("/display/", {"density": "compact"})
    assert heads(as_operator.get(LIST).text) == ["Task", "Platform"]
    assert Project.objects.count() == Member.objects.filter(person=operator).count()
