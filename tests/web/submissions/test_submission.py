"""A submission's page: what it says in each state, and what it never shows."""

import re
from html import unescape

import pytest
import time_machine
from django.test import Client

from taskbuilder.records.models import CreatedTask, Draft, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.web.submissions.meanings import WORDS
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import NOW, REFUSAL, REQUEST, MakeSubmission

PATH = "/projects/gate/submissions/00000000-0000-0000-0000-000000000001/"
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("state", State)
def test_every_state_says_what_it_means(
    as_operator: Client, make_submission: MakeSubmission, state: State
) -> None:
    make_submission(state=state)
    page = as_operator.get(PATH).content.decode()

    assert re.findall(r'<span class="state state-([\w-]+) ', page) == [state.value.replace("_", "-")]
    assert re.findall(r'<p class="fs-6 fw-medium">(.*?)</p>', page) == [str(WORDS[state].meaning)]


@pytest.mark.parametrize(("status", "is_ours"), [(401, True), (302, True), (400, False), (403, False)])
def test_what_no_draft_can_mend_is_the_administrators(
    as_operator: Client, make_submission: MakeSubmission, status: int, is_ours: bool
) -> None:
    submission = make_submission(state=State.REFUSED)
    Submission.objects.filter(pk=submission.pk).update(outcome={"http_status": status, "message": "No."})
    page = as_operator.get(PATH).content.decode()
    assert ("An administrator must fix the project" in page) == is_ours
    assert ("Fix and resubmit" in page) != is_ours
    assert ("Create similar task" in page) == is_ours


@pytest.mark.ux(36)
def test_of_many_tasks_it_says_how_many_and_their_ids_come_together(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.CREATED)
    submission.tasks.all().delete()
    ids = [f"{position:032x}" for position in range(30)]
    for position, task_id in enumerate(ids):
        CreatedTask.objects.create(submission=submission, position=position, task_id=task_id)
    page = as_operator.get(PATH).text
    assert "The cloud has created 30 tasks." in page
    assert "Their states are shown under “In the cloud”." in page
    assert re.findall(r"<h3>(.*task IDs)</h3>", page) == ["30 task IDs"]
    lists = re.findall(r'<ol class="list-unstyled[^"]*" id="(.*?)"', page)
    assert re.findall(r'data-copy-from="(task.*?)"', page) == lists
    shown = page.partition('id="task-ids"')[2].partition("</ol>")[0]
    assert re.findall(r'<code class="user-select-all text-break">(.*?)</code>', shown) == ids
    answer = as_operator.get(*re.findall(r'href="([^"]*as=ids)"', page))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="task-ids-{submission.pk}.csv"'
    assert answer.text.splitlines() == ["task_id", *ids]


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_what_an_earlier_attempt_came_to_is_not_told_of_the_next(
    as_operator: Client, make_submission: MakeSubmission, state: State
) -> None:
    submission = make_submission(state=state)
    Submission.objects.filter(pk=submission.pk).update(outcome=REFUSAL)

    assert re.findall(r'<dl class="facts outcome">', read_part(as_operator)) == []


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [
        ("not_sent", "The request could not be sent yet. Nothing has been created."),
        ("throttled", "The cloud asked to wait. Nothing has been created yet."),
        (
            "unreadable",
            "The secrets of the request, or of the project, cannot be read. Nothing has been created.",
        ),
    ],
)
def test_what_waits_says_what_for(
    as_operator: Client, make_submission: MakeSubmission, reason: str, meaning: str
) -> None:
    submission = make_submission(state=State.WAITING)
    Submission.objects.filter(pk=submission.pk).update(outcome={"reason": reason})

    assert re.findall(r'<p class="fs-6 fw-medium">(.*?)</p>', read_part(as_operator)) == [meaning]


@pytest.mark.parametrize("state", [State.UNKNOWN, State.REFUSED, State.GIVEN_UP])
def test_a_viewer_is_not_told_to_do_what_others_do(
    as_viewer: Client, make_submission: MakeSubmission, state: State
) -> None:
    make_submission(state=state)
    page = unescape(read_part(as_viewer))

    assert (page.count(str(WORDS[state].next_step)), page.count(str(WORDS[state].for_readers))) == (0, 1)


DAILY = {
    "type": "daily",
    "execution_mode": "period",
    "timezone": "+08:00",
    "periods": [{"begin_at": "08:00:00", "end_at": "20:00:00"}],
}
ONCE = DAILY | {
    "type": "once",
    "periods": [{"begin_at": "2026-01-01T08:00:00", "end_at": "2026-01-01T20:00:00"}],
}


@pytest.mark.ux(21)
@pytest.mark.parametrize(
    ("schedule", "told"),
    [
        (
            DAILY,
            "Mon 2 Mar, 08:00–20:00 +08:00 · in 12 hours"
            " Mon 2 Mar, 08:00–20:00 Asia/Shanghai · Mon 2 Mar, 00:00–12:00 UTC",
        ),
        (ONCE, "No more runs: every time is in the past."),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_created_says_when_it_runs_next(
    as_operator: Client, make_submission: MakeSubmission, schedule: dict[str, object], told: str
) -> None:
    submission = make_submission(state=State.CREATED)
    Submission.objects.filter(pk=submission.pk).update(request=REQUEST | {"schedule": schedule})

    (found,) = re.findall(r"<h3>Next run</h3>(.*?)</div>", read_part(as_operator), re.DOTALL)
    assert " ".join(re.sub("<.*?>|\u2060", "", found).split()) == told


@pytest.mark.parametrize(
    ("states", "is_shown"), [(("STOPPED", "FAILED"), False), (("STOPPED", "PENDING"), True)]
)
def test_what_has_ended_has_no_next_run(
    as_operator: Client, make_submission: MakeSubmission, states: tuple[str, ...], is_shown: bool
) -> None:
    submission = make_submission(state=State.CREATED)
    Submission.objects.filter(pk=submission.pk).update(request=REQUEST | {"schedule": DAILY})
    read(submission, *states)
    assert ("Next run" in as_operator.get(PATH).text) == is_shown


def test_what_runs_at_once_says_so(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.CREATED)
    page = read_part(as_operator)

    assert (page.count("Next run"), page.count("It has no schedule: the platform runs it at once")) == (0, 1)


def test_what_was_asked_is_listed_part_by_part(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH).content.decode()

    assert re.findall(r'<div class="facts-group border-top pt-3">\s*<h3>(.*?)</h3>', page) == [
        *("Details", "Input", "Output", "Schedule", "Resources")
    ]
    assert re.findall(r"<dt>Webhook URL</dt>\s*<dd>(.*?)</dd>", page) == ["https://sink.example.net"]
    assert "Not provided" not in page


def test_others_of_its_name_are_named(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(1, state=State.CREATED)
    assert "Others with this name" not in as_operator.get(PATH).content.decode()
    for number, state in enumerate([State.CREATED, State.REFUSED, State.QUEUED], start=2):
        make_submission(number, state=state)
    make_submission(5, name="another", state=State.CREATED)
    page = as_operator.get(PATH).content.decode()

    (others,) = re.findall(r"<h3>Others with this name</h3>(.*?)</ul>", page, re.DOTALL)
    assert re.findall(r'href=".*?0(\d)/"', others) == ["4", "2"]
    assert re.findall(r'href="/projects/gate/compare/\?a=.*?0(\d)&amp;b=.*?0(\d)"', others) == [
        ("4", "1"),
        ("2", "1"),
    ]


def test_created_shows_the_ids(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.CREATED)
    page = as_operator.get(PATH).content.decode()

    task_id = "c0ffee" * 5 + "00"
    assert re.findall(r'<code class="user-select-all text-break">(\w{32})</code>', page) == [task_id]
    assert re.findall(r'data-copy="(.*?)"', page) == [task_id]
    assert re.findall(r"Attempt (\d+: \w+)", page) == ["1: Created"]
    assert re.findall(r"took ([\d.]+) s", page) == ["0.4"]


def read_part(client: Client) -> str:
    return client.get(PATH, headers=HTMX).content.decode()


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        ({"reason": "not_sent", "message": "The cloud cannot be reached."}, "What happened"),
        ({"reason": "throttled", "message": "Later.", "code": "APIGW.0308"}, "Cloud message"),
        (
            {"reason": "throttled", "message": "Later.", "members": {"detail": "Later."}},
            "Cloud message",
        ),
    ],
)
def test_only_what_the_cloud_said_is_called_its_message(
    as_operator: Client, make_submission: MakeSubmission, outcome: dict[str, object], label: str
) -> None:
    submission = make_submission(state=State.WAITING)
    Submission.objects.filter(pk=submission.pk).update(outcome=outcome)

    assert re.findall(r"<dt>(.*?)</dt>\s*<dd>(?:Later|The cloud cannot)", read_part(as_operator)) == [label]


def test_nothing_that_the_cloud_said_is_told_twice(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.REFUSED)
    members = {"error_code": REFUSAL["code"], "error_msg": REFUSAL["message"], "advice": "Look."}
    Submission.objects.filter(pk=submission.pk).update(outcome=REFUSAL | {"members": members})

    assert re.findall(r"<dt><code>(.*?)</code></dt>", read_part(as_operator)) == ["advice"]


def test_a_refusal_that_names_no_field_is_mended_from_the_review(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.REFUSED)
    Submission.objects.filter(pk=submission.pk).update(outcome=REFUSAL | {"message": "No."})

    assert re.findall(r'name="(step|problem)" value="(.*?)"', read_part(as_operator)) == [
        ("step", "review"),
        ("problem", "No."),
    ]


def test_refused_shows_what_the_cloud_said(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.REFUSED)
    page = as_operator.get(PATH).content.decode()
    outcome = re.findall(r'<dl class="facts outcome">(.*?)</dl>', page, re.DOTALL)[0]

    assert re.findall(r"<dd>(.*?)</dd>", outcome) == [
        "Invalid argument. The field [input] is required and cannot be empty.",
        '<code>ModelArts.0101</code> <span class="text-body-secondary">(HTTP 400)</span>',
        "The cloud found a value invalid. Its message names the field.",
        '<code class="user-select-all text-break">0f4c1c8d</code>',
        "Look at the input.",
        "{&#34;at&#34;: 1}",
    ]
    assert re.findall(r'name="(from|step|problem)" value="(.*?)"', page) == [
        ("from", "00000000-0000-0000-0000-000000000001"),
        ("step", "input"),
        ("problem", "Invalid argument. The field [input] is required and cannot be empty."),
    ]


def test_a_viewer_mends_nothing(as_viewer: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.REFUSED)

    assert re.findall(r'name="(?:from|step)"', as_viewer.get(PATH).content.decode()) == []


def test_confirmations_are_kept(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH).content.decode()

    (kept,) = re.findall(r'<ul class="ps-3 mb-0">(.*?)</ul>', page, re.DOTALL)
    told = " ".join(re.sub(r"<.*?>", " ", kept).split("·")[0].split())
    assert told == "Input 1: is this address right? Confirmed by operator, 1 Mar 2026, 20:00:00 +08:00"
    assert re.findall(r'href="(/rules/#.*?)"', kept) == ["/rules/#schedule.input.url"]


def test_secrets_are_masked(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.CREATED)
    page = as_operator.get(PATH).content.decode()

    assert (page.count("canary-token"), page.count("••••••")) == (0, 4)


def test_times_stand_in_the_projects_zone(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission()
    page = as_operator.get(PATH).content.decode()

    assert re.findall(r'<time datetime="(2026-03-01T20:00:01\+08:00)">1 Mar 2026, 20:00:01 ', page)[:1] == [
        "2026-03-01T20:00:01+08:00"
    ]


def test_another_projects_submission_is_not_found(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission()
    Submission.objects.filter(pk=submission.pk).delete()

    assert as_operator.get(PATH).status_code == 404


def test_mending_leads_into_the_step_of_a_new_draft(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.REFUSED)
    answer = as_operator.post("/projects/gate/drafts/new/", {"from": str(submission.pk), "step": "input"})
    draft = Draft.objects.get()

    assert (answer.status_code, answer["Location"]) == (303, f"/projects/gate/drafts/{draft.pk}/input/")
    assert draft.service == submission.service


@pytest.mark.parametrize("state", [State.CREATED, State.REFUSED, State.CLOSED])
def test_a_submission_whose_request_was_removed_says_so_and_cannot_be_copied(
    as_operator: Client, make_submission: MakeSubmission, state: State
) -> None:
    submission = make_submission(state=state)
    Submission.objects.filter(pk=submission.pk).update(request={}, secrets={})
    page = as_operator.get(PATH).text
    assert "The request was removed: this project keeps requests for a limited time." in page
    assert "This submission is finished. Its request was removed, so it can't be copied." in unescape(page)
    assert ("Create similar task" in page, "Fix and resubmit" in page, "Exact request" in page) == (
        False,
    ) * 3
    copied = as_operator.post("/projects/gate/drafts/new/", {"from": str(submission.pk)})
    assert copied.status_code == 404
    assert not Draft.objects.exists()
