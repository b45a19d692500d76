"""Unknown outcomes: searched for in the cloud, resolved by people, or automatically where certain."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from taskbuilder.cloud import CloudError
from taskbuilder.records.models import CreatedTask, Pace, Project, Result, Submission
from taskbuilder.records.outbox.attempts import open_attempts
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.outbox.results import close_attempts
from taskbuilder.records.resolution.decisions import (
    BadIds,
    NotUnknown,
    SearchFirst,
    TakenIds,
    decide_closed,
    decide_found,
    decide_not_sure,
    decide_send_again,
    skip_search,
)
from taskbuilder.records.resolution.search import find_taken
from taskbuilder.records.submissions.cancellation import cancel
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.conftest import make_project
from tests.records.resolution.conftest import (
    LEASE,
    create,
    fresh,
    ids_of,
    look_now,
    lose_answer,
    never_arrive,
    person,
    send,
)
from tests.support.plans import know_sizes

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_look_shows_that_the_cloud_can_be_reached(cloud: Simulator) -> None:
    submission = lose_answer(cloud, create())
    Pace.objects.filter(pk=submission.project_id).update(unreachable_since=timezone.now())
    look_now(submission)
    assert Pace.objects.get(pk=submission.project_id).unreachable_since is None


@pytest.mark.parametrize("platform", ["modelarts-edge", "ief"])
def test_a_lost_answer_is_found_and_settled(cloud: Simulator, platform: str) -> None:
    submission = lose_answer(cloud, create(platform=platform))
    assert submission.state == "unknown"
    found = look_now(submission)
    assert {match["id"] for match in found.matches} == {task["id"] for task in cloud.tasks}
    assert {(match["likeness"], match["is_taken"]) for match in found.matches} == {("input", False)}
    ids = [match["id"] for match in found.matches]
    decide_found(submission.pk, task_ids=ids, by=person(), note="seen", now=timezone.now())
    settled = fresh(submission)
    assert (settled.state, settled.outcome["reason"], ids_of(settled)) == ("created", "created", ids)
    verdicts = settled.decisions.values_list("verdict", "by__username", "note")
    assert list(verdicts) == [("looked", "operator", ""), ("found", "operator", "seen")]
    assert len(cloud.requests) == 1


def test_what_does_not_exist_is_sent_again_by_a_person_who_looked(cloud: Simulator) -> None:
    submission = never_arrive(cloud, create())
    with pytest.raises(SearchFirst):
        decide_send_again(submission.pk, by=person(), note="x", now=timezone.now())
    assert look_now(submission).matches == []
    decide_send_again(submission.pk, by=person(), note="not there", now=timezone.now())
    Project.objects.get(slug="harbour").pace.delete()
    settled = send(submission)
    assert (settled.state, settled.attempt_count, len(cloud.requests)) == ("created", 2, 2)


def test_a_look_before_the_last_attempt_does_not_count(cloud: Simulator) -> None:
    submission = never_arrive(cloud, create())
    skip_search(submission.pk, by=person(), note="the console is down", now=timezone.now())
    decide_send_again(submission.pk, by=person(), note="again", now=timezone.now())
    Project.objects.get(slug="harbour").pace.delete()
    submission = never_arrive(cloud, submission)
    assert submission.state == "unknown"
    with pytest.raises(SearchFirst):
        decide_send_again(submission.pk, by=person(), note="again", now=timezone.now())


def test_what_is_like_it_is_told_from_what_is_not(cloud: Simulator) -> None:
    known = create(urls=["rtsp://192.0.2.9/other"])
    assert send(known).state == "created"
    lost = lose_answer(cloud, create())
    create("another")
    send(lost)
    found = look_now(lost)
    likeness = {match["id"]: (match["likeness"], match["is_taken"]) for match in found.matches}
    assert likeness.pop(ids_of(known)[0]) == ("time", True)
    assert list(likeness.values()) == [("input", False)] * 2
    assert found.matches[-1]["is_taken"]


def test_every_page_of_the_list_is_read(cloud: Simulator) -> None:
    lost = lose_answer(cloud, create("lost", urls=[f"rtsp://192.0.2.1/{number}" for number in range(3)]))
    Project.objects.get(slug="harbour").pace.delete()
    for number in range(3):
        many = [f"rtsp://192.0.2.2/{number}/{each}" for each in range(80)]
        assert send(create(f"many-{number}", urls=many)).state == "created"
    assert len(look_now(lost).matches) == 3


@pytest.mark.parametrize(
    "fault",
    [
        Fault.answering(500),
        Fault.answering(200, b"[]"),
        Fault.answering(200, b'{"tasks": 1}'),
        Fault.answering(403, b'{"error_msg": "No."}'),
        Fault.hanging_up(),
    ],
)
def test_a_cloud_that_cannot_be_asked_is_an_error_and_no_look(cloud: Simulator, fault: Fault) -> None:
    submission = never_arrive(cloud, create())
    cloud.faults.add("list", fault)
    with pytest.raises(CloudError):
        look_now(submission)
    assert not submission.decisions.exists()


@pytest.mark.parametrize("time", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", 2.5e14, -6.2e13])
def test_a_time_at_the_calendars_end_is_none(cloud: Simulator, time: str | float) -> None:
    submission = never_arrive(cloud, create())
    listed = {"tasks": [{"id": "a", "name": "gate", "created_at": time}]}
    cloud.faults.add("list", Fault.answering(200, json.dumps(listed).encode()))
    assert [each["created_at"] for each in look_now(submission).matches] == [""]


def test_entries_that_are_no_tasks_are_passed_over(cloud: Simulator) -> None:
    submission = never_arrive(cloud, create())
    body = (
        b'{"tasks": [1, {}, {"id": 5}, {"id": "a", "name": "gate", "created_at": "soon", "input": 3},'
        b' {"id": "b", "name": "gate", "created_at": 1e300, "input": {"data": 1}}]}'
    )
    cloud.faults.add("list", Fault.answering(200, body))
    assert [(each["id"], each["likeness"]) for each in look_now(submission).matches] == [
        ("a", "name"),
        ("b", "name"),
    ]


def move_beside(submission: Submission, *, cloud_project_id: str = "") -> None:
    """To a second project of ours: of the same project of the cloud, unless another is named."""
    same = submission.project.cloud_project_id
    beside = make_project("beside", cloud_project_id=cloud_project_id or same)
    Submission.objects.filter(pk=submission.pk).update(project=beside)


def lose_two(cloud: Simulator) -> list[Submission]:
    """Two of unknown outcome, the second in a project beside that reaches the same project of the cloud."""
    submissions = [never_arrive(cloud, create())]
    Pace.objects.all().delete()
    submissions.append(never_arrive(cloud, create()))
    move_beside(submissions[1])
    return [fresh(each) for each in submissions]


def test_a_task_of_a_project_beside_is_taken(cloud: Simulator) -> None:
    first, second = lose_two(cloud)
    decide_found(first.pk, task_ids=["0" * 32], by=None, note="", now=timezone.now())
    with pytest.raises(TakenIds) as refusal:
        decide_found(second.pk, task_ids=["1" * 32, "0" * 32], by=None, note="", now=timezone.now())
    assert [(task.task_id, task.submission) for task in refusal.value.tasks] == [("0" * 32, first)]
    assert (fresh(second).state, ids_of(second)) == ("unknown", [])


@pytest.mark.parametrize(("elsewhere", "is_taken"), [("", True), ("another-cloud-project", False)])
def test_a_task_is_taken_within_one_project_of_the_cloud(
    cloud: Simulator, elsewhere: str, is_taken: bool
) -> None:
    known = create()
    assert send(known).state == "created"
    lost = lose_answer(cloud, create())
    move_beside(known, cloud_project_id=elsewhere)
    taken = {each["id"]: each["is_taken"] for each in look_now(lost).matches}
    assert {taken[each] for each in ids_of(known)} == {is_taken}


def test_what_is_taken_is_found_by_an_index(cloud: Simulator) -> None:
    submission, beside = never_arrive(cloud, create()), create()
    # Among few rows PostgreSQL takes any way.
    rows = (CreatedTask(submission=beside, position=place, task_id=f"{place:032x}") for place in range(2_000))
    CreatedTask.objects.bulk_create(rows)
    know_sizes()
    with transaction.atomic(), connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, CreatedTask._meta.db_table)
        plan = find_taken(submission, task_ids=["0" * 32, "1" * 32]).explain()
    indexes = [name for name, each in constraints.items() if each["index"] and each["columns"] == ["task_id"]]
    assert any(name in plan for name in indexes)


@pytest.mark.parametrize("beside", [False, True])
def test_of_two_that_claim_one_task_at_once_one_is_told(cloud: Simulator, beside: bool) -> None:
    submissions = lose_two(cloud)
    if not beside:
        Submission.objects.update(project=submissions[0].project)
    barrier = Barrier(2)

    def claim(submission: Submission) -> type[Exception] | None:
        try:
            barrier.wait()
            decide_found(submission.pk, task_ids=["0" * 32], by=None, note="", now=timezone.now())
        except TakenIds as error:
            return type(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(claim, submissions)) == {None, TakenIds}
    assert sorted(fresh(submission).state for submission in submissions) == ["created", "unknown"]


@pytest.mark.parametrize("ids", [[], ["x"], ["A" * 32], ["0" * 31], ["0" * 32 + "\n"]])
def test_ids_that_are_none_settle_nothing(cloud: Simulator, ids: list[str]) -> None:
    submission = never_arrive(cloud, create())
    with pytest.raises(BadIds):
        decide_found(submission.pk, task_ids=ids, by=person(), note="", now=timezone.now())
    assert (fresh(submission).state, submission.decisions.count()) == ("unknown", 0)


def test_of_two_people_the_second_is_told(cloud: Simulator) -> None:
    submission = never_arrive(cloud, create())
    skip_search(submission.pk, by=person(), note="x", now=timezone.now())
    decide_not_sure(submission.pk, by=person(), note="asked the platform's people", now=timezone.now())
    assert fresh(submission).state == "unknown"
    decide_found(submission.pk, task_ids=["0" * 32], by=person(), note="", now=timezone.now())
    with pytest.raises(NotUnknown):
        decide_send_again(submission.pk, by=person(), note="x", now=timezone.now())
    with pytest.raises(NotUnknown):
        decide_not_sure(submission.pk, by=person(), note="x", now=timezone.now())
    assert fresh(submission).state == "created"


def open_and_lose(submission: Submission) -> Any:
    """An attempt whose sender was taken for dead."""
    relay = Relay(threads=1, lease=LEASE)
    now = timezone.now()
    Submission.objects.filter(pk=submission.pk).update(
        state="sending", due_at=None, lease_until=now + LEASE, leased_by="w"
    )
    (opened,) = open_attempts([submission.pk], worker="w", session=relay.session, lease=LEASE, now=now)
    close_attempts([(opened, Outcome(result=Result.UNKNOWN))], now=now)
    skip_search(submission.pk, by=person(), note="x", now=now)
    return opened


def test_a_late_answer_stops_what_was_to_be_sent_again(cloud: Simulator) -> None:
    submission = create()
    opened = open_and_lose(submission)
    decide_send_again(submission.pk, by=person(), note="x", now=timezone.now())
    late = Outcome(result=Result.CREATED, task_ids=("a" * 32,))
    close_attempts([(opened, late)], now=timezone.now())
    assert (fresh(submission).state, ids_of(submission)) == ("created", ["a" * 32])
    Relay(threads=1, lease=LEASE).run_once()
    assert cloud.requests == []


@pytest.mark.parametrize("end", ["closed", "cancelled"])
def test_a_late_answer_is_more_certain_than_what_a_person_decided(cloud: Simulator, end: str) -> None:
    submission = create()
    opened = open_and_lose(submission)
    if end == "closed":
        decide_closed(submission.pk, by=person(), note="x", now=timezone.now())
    else:
        decide_send_again(submission.pk, by=person(), note="x", now=timezone.now())
        cancel(submission.pk, by=person(), now=timezone.now())
    assert fresh(submission).state == end
    refused = Outcome(result=Result.REFUSED, message="No.")
    close_attempts([(opened, refused)], now=timezone.now())
    assert fresh(submission).state == end
    close_attempts([(opened, Outcome(result=Result.CREATED, task_ids=("a" * 32,)))], now=timezone.now())
    assert (fresh(submission).state, ids_of(submission)) == ("created", ["a" * 32])
    assert cloud.requests == []


def test_closing_needs_a_look_since_the_last_attempt(cloud: Simulator) -> None:
    submission = never_arrive(cloud, create())
    with pytest.raises(SearchFirst):
        decide_closed(submission.pk, by=person(), note="x", now=timezone.now())
    look_now(submission)
    decide_closed(submission.pk, by=person(), note="gone", now=timezone.now())
    settled = fresh(submission)
    verdicts = settled.decisions.values_list("verdict", "by__username", "note")
    assert (settled.state, list(verdicts)[-1]) == ("closed", ("closed", "operator", "gone"))
    with pytest.raises(NotUnknown):
        decide_send_again(submission.pk, by=person(), note="x", now=timezone.now())


def test_a_late_answer_adds_what_a_person_did_not_find(cloud: Simulator) -> None:
    submission = create()
    opened = open_and_lose(submission)
    decide_found(submission.pk, task_ids=["a" * 32], by=person(), note="", now=timezone.now())
    late = Outcome(result=Result.CREATED, task_ids=("a" * 32, "b" * 32))
    close_attempts([(opened, late)], now=timezone.now())
    assert (fresh(submission).state, ids_of(submission)) == ("created", ["a" * 32, "b" * 32])
