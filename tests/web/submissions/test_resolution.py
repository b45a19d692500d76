"""The queue of unknown outcomes, and the page where one is resolved."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import Attempt, Decision, Member, Pace, Project, Result, Role, Submission
from taskbuilder.records.resolution.decisions import skip_search
from taskbuilder.records.submissions.states import State
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import DEFAULT_WORLD, read_world
from tests.records.conftest import make_project
from tests.web.conftest import NOW, MakeSubmission
from tests.web.projects.test_superusers import WAITING

HARBOUR = read_world(DEFAULT_WORLD).projects[0]
ID = "0123456789abcdef" * 2


@pytest.fixture
def unknown(make_submission: MakeSubmission) -> Submission:
    submission = make_submission(state=State.UNKNOWN, name="gate <1>")
    Attempt.objects.create(
        submission=submission,
        number=1,
        started_at=NOW,
        ended_at=NOW,
        worker="w",
        result=Result.UNKNOWN,
        message="No response arrived in time.",
    )
    Submission.objects.filter(pk=submission.pk).update(attempt_count=1)
    return submission


@pytest.fixture
def cloud(project: Project) -> Iterator[Simulator]:
    with Simulator() as simulator:
        for name in ("domain_name", "username", "password"):
            setattr(project, name, getattr(HARBOUR, name))
        project.base_url = project.identity_url = simulator.url
        project.cloud_project_id = HARBOUR.id
        project.save()
        yield simulator


def page_of(submission: Submission) -> str:
    return f"/projects/gate/submissions/{submission.pk}/"


def press(client: Client, submission: Submission, do: str, **more: object) -> tuple[int, str]:
    answer = client.post(page_of(submission) + "settle/", {"do": do, **more})
    return answer.status_code, answer.get("Location", "") or answer.content.decode()


def test_the_queue_shows_what_is_known_and_the_header_counts_it(
    as_viewer: Client, unknown: Submission, make_submission: MakeSubmission
) -> None:
    make_submission(2, state=State.CREATED)
    page = as_viewer.get("/projects/gate/unknown/").text
    assert page.count("gate &lt;1&gt;") == 1
    assert "No response arrived in time." in page
    assert WAITING in as_viewer.get("/projects/gate/").text
    Submission.objects.filter(pk=unknown.pk).update(state=State.CREATED)
    assert WAITING not in as_viewer.get("/projects/gate/").text
    assert "Nothing needs review" in as_viewer.get("/projects/gate/unknown/").text


def test_a_viewer_sees_and_settles_nothing(as_viewer: Client, unknown: Submission) -> None:
    assert "Resolve this submission" not in as_viewer.get(page_of(unknown)).text
    assert press(as_viewer, unknown, "skip", note="x")[0] == 403


def test_what_is_settled_has_no_form(as_operator: Client, make_submission: MakeSubmission) -> None:
    assert (
        "Resolve this submission" not in as_operator.get(page_of(make_submission(state=State.CREATED))).text
    )


def test_send_again_is_offered_after_a_look_only(as_operator: Client, unknown: Submission) -> None:
    again = "Send again"
    assert again not in as_operator.get(page_of(unknown)).text
    status, page = press(as_operator, unknown, "again", note="<b>sure</b>")
    assert (status, page.count("Check the cloud first, or select “Continue without checking”.")) == (422, 2)
    assert "&lt;b&gt;sure&lt;/b&gt;</textarea>" in page
    assert press(as_operator, unknown, "skip", note="console is down")[0] == 303
    page = as_operator.get(page_of(unknown)).text
    assert again in page
    assert "console is down" in page
    assert press(as_operator, unknown, "again-now", note="asked") == (303, page_of(unknown))
    assert Submission.objects.get(pk=unknown.pk).state == State.QUEUED


BUTTON = re.compile(
    r'<button class="btn ([\w-]+)[^"]*"(?: id="\w+")? name="do" value="([\w-]+)"( autofocus)?>'
)


def test_send_again_asks_once_more_and_looks_like_what_it_is(
    as_operator: Client, operator: User, unknown: Submission
) -> None:
    skip_search(unknown.pk, by=operator, note="x", now=NOW)
    assert ("btn-outline-danger", "again", "") in BUTTON.findall(as_operator.get(page_of(unknown)).text)
    status, page = press(as_operator, unknown, "again", note="asked <1>")
    assert (status, page.count("Send the request again?"), Decision.objects.count()) == (200, 1, 1)
    assert [each for each in BUTTON.findall(page) if each[1] in ("again-now", "back")] == [
        ("btn-danger", "again-now", ""),
        ("btn-outline-secondary", "back", " autofocus"),
    ]
    assert "asked &lt;1&gt;</textarea>" in page
    status, page = press(as_operator, unknown, "back", note="asked <1>")
    assert (status, page.count("Send the request again?"), Decision.objects.count()) == (200, 0, 1)
    assert "asked &lt;1&gt;</textarea>" in page
    assert Submission.objects.get(pk=unknown.pk).state == State.UNKNOWN
    assert press(as_operator, unknown, "again-now", note="asked <1>")[0] == 303
    page = as_operator.get(page_of(unknown)).text
    assert "The request will be sent again." in page
    assert Submission.objects.get(pk=unknown.pk).state == State.QUEUED


@pytest.mark.parametrize("do", ["again", "again-now", "close"])
def test_no_task_exists_only_after_a_look(as_operator: Client, unknown: Submission, do: str) -> None:
    status, page = press(as_operator, unknown, do, note="sure")
    assert (status, page.count("Check the cloud first, or select “Continue without checking”.")) == (422, 2)
    assert (Submission.objects.get(pk=unknown.pk).state, Decision.objects.count()) == (State.UNKNOWN, 0)


def test_what_was_not_created_and_is_not_wanted_is_closed(
    as_operator: Client, operator: User, unknown: Submission
) -> None:
    words = "Close as not created"
    assert words not in as_operator.get(page_of(unknown)).text
    skip_search(unknown.pk, by=operator, note="x", now=NOW)
    assert words in as_operator.get(page_of(unknown)).text
    assert press(as_operator, unknown, "close", note="the gate is gone") == (303, page_of(unknown))
    page = as_operator.get(page_of(unknown)).text
    assert "Closed as not created. It will not be sent again." in page
    assert re.findall(r"<strong>(.*?)</strong>", page)[-1] == "Closed as not created"
    assert "Resolve this submission" not in page
    assert "the gate is gone" in page
    assert WAITING not in page
    assert Submission.objects.get(pk=unknown.pk).state == State.CLOSED


def test_a_look_proposes_what_matches(as_operator: Client, unknown: Submission, cloud: Simulator) -> None:
    entry = f'{{"id": "{ID}", "name": "gate <1>", "created_at": "{NOW.isoformat()}", "state": "RUNNING"}}'
    cloud.faults.add("list", Fault.answering(200, f'{{"tasks": [{entry}]}}'.encode()))
    assert press(as_operator, unknown, "look") == (303, page_of(unknown))
    page = as_operator.get(page_of(unknown)).text
    assert re.findall(r'name="task"\s+value="(\w+)"', page) == [ID]
    assert "same name, created at that time" in page
    assert "RUNNING" in page
    assert "Other task IDs, if you know any" in page
    assert "Other task IDs, if you know any" in press(as_operator, unknown, "found", task=ID)[1]
    assert press(as_operator, unknown, "found", task=ID, note="seen")[0] == 303
    assert list(unknown.tasks.values_list("task_id", flat=True)) == [ID]
    page = as_operator.get(page_of(unknown)).text
    assert "Marked as created, with its task IDs." in page
    assert "Marked as created" in page


def test_a_cloud_that_cannot_be_asked_is_told_of_at_the_button(
    as_operator: Client, unknown: Submission
) -> None:
    status, page = press(as_operator, unknown, "look", note="typed", ids="abc")
    assert status == 422
    told = "The host refused the connection. Try again, or select “Continue without checking”."
    assert page.count(told) == 2
    assert "typed</textarea>" in page
    assert "abc</textarea>" in page
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("do", "given", "message"),
    [
        ("found", {}, "Select this submission's tasks, or enter their IDs."),
        (
            "found",
            {"ids": f"zz {ID} a,{'b' * 70}"},
            f"Not a task ID: “zz”, “a”, “{'b' * 59}…”. "
            "A task ID has 32 characters, each 0 to 9 or a to f. Correct it.",
        ),
        ("found", {"ids": ID}, "Note is missing. Explain how you know that these are its tasks."),
        (
            "again",
            {"ids": ID, "note": "x"},
            "Task IDs are selected or entered, but “Send again” was chosen. Remove them, or select “Mark "
            "as created”.",
        ),
        ("skip", {"note": " "}, "Note is missing. Explain why you continue without checking."),
        ("again", {}, "Note is missing. Explain how you know that it does not exist."),
        ("again-now", {}, "Note is missing. Explain how you know that it does not exist."),
        ("close", {}, "Note is missing. Explain how you know that it was not created."),
        (
            "close",
            {"ids": ID, "note": "x"},
            "Task IDs are selected or entered, but “Close as not created” was chosen. Remove them, or "
            "select “Mark as created”.",
        ),
        ("not-sure", {}, "Note is missing. Explain what you still need to find out."),
        ("", {"note": "\x00"}, "Select one of the buttons to resolve this submission."),
    ],
)
def test_what_is_missing_is_named(
    as_operator: Client, unknown: Submission, do: str, given: dict[str, str], message: str
) -> None:
    status, page = press(as_operator, unknown, do, **given)
    assert (status, unescape(page).count(message)) == (422, 2)
    assert not Decision.objects.exists()


def test_typed_and_ticked_ids_are_taken_together(as_operator: Client, unknown: Submission) -> None:
    other = "f" * 32
    assert (
        press(as_operator, unknown, "found", task=[ID], ids=f"{other.upper()}\r\n {ID},", note="x")[0] == 303
    )
    assert list(unknown.tasks.values_list("task_id", flat=True)) == [ID, other]


def test_what_was_settled_meanwhile_is_said(as_operator: Client, unknown: Submission) -> None:
    Submission.objects.filter(pk=unknown.pk).update(state=State.CREATED)
    for do in ("look", "found", "again", "again-now", "close", "skip", "not-sure"):
        assert press(as_operator, unknown, do, note="x", ids=ID)[0] == 303
    assert (
        "Nothing was changed: this submission already has an outcome."
        in as_operator.get(page_of(unknown)).text
    )


def test_not_sure_keeps_it_in_the_queue(as_operator: Client, unknown: Submission) -> None:
    assert press(as_operator, unknown, "not-sure", note="asked the platform\x00")[0] == 303
    page = as_operator.get("/projects/gate/unknown/").text
    assert "Left as unknown" in page


def test_a_banner_says_since_when_the_cloud_is_away(as_viewer: Client, project: Project) -> None:
    assert "unreachable since" not in as_viewer.get("/projects/gate/").text
    Pace.objects.create(project=project, failures=3, unreachable_since=timezone.now())
    for path in ("/projects/gate/", "/projects/gate/submissions/", "/projects/gate/unknown/"):
        assert as_viewer.get(path).text.count("The cloud has been unreachable since") == 1
    Pace.objects.update(unreachable_since=None)
    assert "unreachable since" not in as_viewer.get("/projects/gate/").text


def test_another_submissions_task_is_not_taken(
    as_operator: Client, unknown: Submission, make_submission: MakeSubmission
) -> None:
    other = make_submission(2, state=State.CREATED)
    taken = other.tasks.get().task_id
    status, page = press(as_operator, unknown, "found", task=[taken], note="x")
    told = f"Already recorded for “gate-1” in the project “Gate”: “{taken}”. Remove these IDs."
    assert (status, unescape(page).count(told)) == (422, 2)
    assert re.findall(r"<title>(Error: )?", page) == ["Error: "]
    assert not unknown.tasks.exists()


@pytest.mark.parametrize(
    ("is_member", "told"),
    [
        (True, f"Already recorded for “gate-1” in the project “Beside”: “{ID}”. Remove these IDs."),
        (False, f"Already recorded in another project: “{ID}”. Remove these IDs."),
    ],
)
def test_who_has_a_task_is_named_to_those_who_may_see_it(
    as_operator: Client,
    operator: User,
    unknown: Submission,
    make_submission: MakeSubmission,
    is_member: bool,
    told: str,
) -> None:
    other = make_submission(2, state=State.CREATED)
    other.tasks.update(task_id=ID)
    beside = make_project("beside", cloud_project_id=unknown.project.cloud_project_id)
    Submission.objects.filter(pk=other.pk).update(project=beside)
    if is_member:
        Member.objects.create(person=operator, project=beside, role=Role.VIEWER)
    status, page = press(as_operator, unknown, "found", task=[ID], note="x")
    assert (status, unescape(page).count(told), page.count("Beside")) == (422, 2, 2 if is_member else 0)
    assert not unknown.tasks.exists()


@pytest.mark.parametrize("do", ["skip", "found", "again", "again-now", "close", "not-sure"])
def test_a_note_that_is_too_long_is_refused_whole(
    as_operator: Client, unknown: Submission, operator: User, do: str
) -> None:
    if do in ("again", "again-now", "close"):
        skip_search(unknown.pk, by=operator, note="x", now=NOW)
    before, ids = Decision.objects.count(), [ID] if do == "found" else []
    note = "line\r\n" * 100 + "x" * 501
    status, page = press(as_operator, unknown, do, note=note, task=ids)

    told = "Note has 1001 characters. Shorten it to at most 1000."
    assert (status, page.count(told), page.count("x" * 501)) == (422, 2, 1)
    assert (Decision.objects.count(), Submission.objects.get(pk=unknown.pk).state) == (before, State.UNKNOWN)
    answered = 200 if do == "again" else 303
    assert press(as_operator, unknown, do, note=note[:-1], task=ids)[0] == answered
    assert "maxlength" not in page


def test_a_look_keeps_what_was_typed(as_operator: Client, unknown: Submission, cloud: Simulator) -> None:
    cloud.faults.add("list", Fault.answering(200, b'{"tasks": []}'))
    status, page = press(as_operator, unknown, "look", note="typed", ids=ID)
    assert status == 200
    assert "typed</textarea>" in page
    assert f"{ID}</textarea>" in page
    assert "No task is named" in page


def test_signing_in_leads_back_to_the_submission(as_operator: Client, unknown: Submission) -> None:
    answer = as_operator.get(page_of(unknown) + "settle/")
    assert (answer.status_code, answer["Location"]) == (302, page_of(unknown))
