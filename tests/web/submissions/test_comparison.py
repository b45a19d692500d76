"""Two submissions beside each other: what differs in the form's words, what is equal, and what is hidden."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.review.summary import MOST_GROUPS
from tests.support.changed_rows import read_changed_rows
from tests.taskspec.samples import GONE, changed
from tests.web.conftest import REQUEST, MakeSubmission

PATH = "/projects/gate/compare/"
ONE, OTHER = UUID(int=1), UUID(int=2)
ENTRY: Any = REQUEST["input"]["data"][0]  # type: ignore[index, call-overload]


@pytest.fixture
def compare(as_operator: Client, make_submission: MakeSubmission) -> Any:
    """Makes two submissions, the second with edits, and opens their comparison."""

    def open_page(edits: dict[str, Any], more: str = "") -> str:
        make_submission(1)
        submission = make_submission(2)
        submission.request = changed(REQUEST, edits)
        submission.save()
        answer = as_operator.get(f"{PATH}?a={ONE}&b={OTHER}{more}")
        assert answer.status_code == 200
        return str(answer.text)

    return open_page


def test_changes_are_said_in_the_forms_words(compare: Any) -> None:
    page = compare(
        {
            "/description": "At night",
            "/input/data/0/certificate_check": True,
            "/input/data/1": {**ENTRY, "url": "https://192.0.2.2/streams"},
            "/output/webhook": GONE,
            "/output/dis": {"stream_name": "results"},
        }
    )
    assert read_changed_rows(page) == [
        ("Description Added", "Not provided", "At night"),
        ("Input 1 Verify the certificate Changed", "No, accept any certificate", "Yes, verify it"),
        (
            "Input 2 Added",
            "Not provided",
            "Request URL: https://192.0.2.2/streams Header “X-Token”: •••••• Verify the certificate: "
            "No, accept any certificate Stream address in the response: /input/url",
        ),
        ("Webhook Removed", "Webhook URL: https://sink.example.net Header “X-Token”: ••••••", "Not provided"),
        ("Data stream (DIS) DIS stream name Added", "Not provided", "results"),
    ]


def test_what_is_equal_is_folded_and_no_secret_is_compared(compare: Any) -> None:
    page = compare({"/name": "gate-2"})
    before, _summary, folded = page.partition("Fields that are the same")
    assert len(read_changed_rows(before)) == 1
    assert read_changed_rows(folded) == []
    assert "https://sink.example.net" in folded
    assert "https://sink.example.net" not in before
    assert "gate-2" not in folded.partition("Compare others")[0]
    assert "Hidden secrets are not compared." in before
    assert "canary" not in page


def test_the_same_twice_has_no_difference(compare: Any) -> None:
    page = compare({})
    assert read_changed_rows(page) == []
    assert ("0 differences" in page, "All fields are the same." in page) == (True, True)


def test_a_long_list_of_changes_is_shown_in_parts(compare: Any) -> None:
    rows = [{**ENTRY, "url": f"https://192.0.2.2/{number}"} for number in range(450)]
    page = compare({"/input/data": rows}, "&changes=400")
    assert len(read_changed_rows(page)) == 50
    assert "Showing 401 to 450 of 450." in page
    assert f"?a={ONE}&amp;b={OTHER}&amp;changes={MOST_GROUPS}" in page


def test_another_service_is_a_difference(
    as_operator: Client, make_submission: MakeSubmission, project: Project
) -> None:
    make_submission(1)
    other = Service.objects.create(project=project, service_id="s-2", name="Plates", platform="ief")
    Submission.objects.filter(pk=make_submission(2).pk).update(service=other)
    page = as_operator.get(f"{PATH}?a={ONE}&b={OTHER}").text
    assert read_changed_rows(page) == [("Service Changed", "Counting", "Plates")]


def test_a_draft_is_compared_by_its_owner_alone(
    as_operator: Client, viewer: User, make_submission: MakeSubmission
) -> None:
    submission = make_submission(1)
    request = changed(REQUEST, {"/name": "gate-2"})
    draft = start_draft(
        project=submission.project,
        owner=submission.created_by,
        service=submission.service,
        answers=answers_from_request(request, submission.service.spec),
        title="gate-2",
        now=timezone.now(),
    )
    address = f"{PATH}?a={ONE}&b={draft.pk}"
    page = as_operator.get(address).text
    assert read_changed_rows(page) == [("Task name Changed", "gate-1", "gate-2")]
    as_operator.force_login(viewer)
    assert "Nothing in this project has this ID." in as_operator.get(address).text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Enter an ID, or the address of a submission's page."),
        ("gate-1", "Nothing in this project has this ID."),
        (str(UUID(int=9)), "Nothing in this project has this ID."),
        ("x" * 5_000, "Ensure this value has at most 500 characters"),
    ],
)
def test_what_names_nothing_is_said_beside_the_box(
    as_operator: Client, make_submission: MakeSubmission, text: str, message: str
) -> None:
    make_submission(1)
    page = unescape(as_operator.get(PATH, {"a": text, "b": str(ONE)}).text)
    assert page.count(message) == 2
    assert "<title>Error: Compare" in page
    assert read_changed_rows(page) == []


@pytest.mark.parametrize("text", ["{}", "http://testserver/projects/gate/submissions/{}/", " {} "])
def test_an_id_is_found_in_what_is_pasted(
    as_operator: Client, make_submission: MakeSubmission, text: str
) -> None:
    make_submission(1, state=State.CREATED)
    for name in (str(ONE), ONE.hex, "c0ffee" * 5 + "00"):
        page = as_operator.get(PATH, {"a": text.format(name), "b": str(ONE)}).text
        assert "All fields are the same." in page


@pytest.mark.usefixtures("project")
def test_without_ids_it_asks_for_them(as_operator: Client) -> None:
    page = as_operator.get(PATH).text
    assert re.findall(r'<input type="text" name="(\w)"', page) == ["a", "b"]
    assert "aria-invalid" not in page


def test_queries(
    as_operator: Client, make_submission: MakeSubmission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_submission(1)
    make_submission(2)
    with django_assert_num_queries(6):
        as_operator.get(f"{PATH}?a={ONE}&b={OTHER}")
