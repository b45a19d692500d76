"""A program cancels a submission before it is sent, and only before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Decision, Project, Service, Submission
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.submissions.states import CANCELLABLE, SETTLED, State
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import Program, issue
from tests.api.test_create import body_of

LEASE = timedelta(seconds=90)


def make(program: Program) -> str:
    """A submission that waits; its address."""
    return program.post(Prefer="wait=0")["Location"]


def find(address: str) -> QuerySet[Submission]:
    return Submission.objects.filter(pk=address.rpartition("/")[2])


def state_of(address: str) -> str:
    return find(address).get().state


def cancel(program: Program, address: str) -> HttpResponse:
    headers = {"X-Auth-Token": program.token}
    return program.client.post(f"{address}:cancel", headers=headers)  # type: ignore[return-value]  # Django's test response is one


@pytest.mark.parametrize("state", CANCELLABLE)
def test_what_waits_is_cancelled_once_and_answered_alike_again(
    program: Program, cloud: Simulator, state: State
) -> None:
    address = make(program)
    find(address).update(state=state)
    first, again = cancel(program, address), cancel(program, address)
    assert (first.status_code, body_of(first)["state"]) == (200, "cancelled")
    assert (again.status_code, body_of(again)) == (200, body_of(first))
    decisions = Decision.objects.filter(submission__in=find(address))
    assert list(decisions.values_list("verdict", "by__username")) == [("cancelled", "operator")]
    assert claim_due(worker="w", limit=9, lease=LEASE, now=timezone.now()) == []
    assert cloud.requests == []


@pytest.mark.parametrize("state", [State.SENDING, State.CREATED, State.REFUSED, State.UNKNOWN, State.CLOSED])
def test_it_is_too_late_for_everything_else(program: Program, state: State) -> None:
    address = make(program)
    now = timezone.now()
    is_sent = state is State.SENDING
    find(address).update(
        state=state,
        due_at=None,
        lease_until=now + LEASE if is_sent else None,
        leased_by="w" if is_sent else "",
        settled_at=now if state in SETTLED else None,
    )
    answer = cancel(program, address)
    assert (answer.status_code, answer["Location"]) == (409, address)
    body = body_of(answer)
    assert (body["error_code"], body["error_msg"]) == (
        "TaskBuilder.0409",
        "Not cancelled: it is already being sent or has finished. Check the address in Location.",
    )
    assert state_of(address) == state


def test_who_may_only_read_cancels_nothing(program: Program, client: Client) -> None:
    address = make(program)
    reader = Program(issue("reviewer").text, program.service, client)
    assert cancel(reader, address).status_code == 403
    assert state_of(address) == "queued"


def test_another_projects_submission_is_not_found(program: Program, client: Client) -> None:
    address = make(program)
    other = Service.objects.exclude(project=program.service.project).select_related("project").first()
    assert other is not None
    elsewhere = address.replace(program.service.project.cloud_project_id, other.project.cloud_project_id)
    stranger = Program(issue("operator", other.project.slug).text, other, client)
    assert cancel(stranger, elsewhere).status_code == 404
    assert state_of(address) == "queued"


def test_what_it_costs(program: Program, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    address = make(program)
    with django_assert_num_queries(9):
        cancel(program, address)


def test_of_a_sender_and_programs_at_once_one_gets_each(program: Program, cloud: Simulator) -> None:
    """Both go through all of them, from the two ends, so that they meet."""
    Project.objects.update(most_in_flight=1000)
    addresses = [make(program) for _number in range(20)]
    barrier = Barrier(3)

    def claim_all(_each: int) -> set[UUID]:
        barrier.wait()
        try:
            taken: set[UUID] = set()
            while some := claim_due(worker="w", limit=1, lease=LEASE, now=timezone.now()):
                taken.update(some)
            return taken
        finally:
            connection.close()

    def cancel_all(_each: int) -> dict[str, int]:
        barrier.wait()
        try:
            caller = Program(program.token, program.service, Client())
            return {address: cancel(caller, address).status_code for address in reversed(addresses)}
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        claiming, one, other = (
            pool.submit(claim_all, 0),
            pool.submit(cancel_all, 1),
            pool.submit(cancel_all, 2),
        )
        taken, first, second = claiming.result(), one.result(), other.result()
    ids = [UUID(address.rpartition("/")[2]) for address in addresses]
    states = dict(Submission.objects.filter(pk__in=ids).values_list("pk", "state"))
    assert set(states.values()) <= {"sending", "cancelled"}
    assert {pk for pk, state in states.items() if state == "sending"} == taken
    wanted = {address: 409 if pk in taken else 200 for address, pk in zip(addresses, ids, strict=True)}
    assert first == second == wanted
    assert Decision.objects.filter(submission__in=ids).count() == len(addresses) - len(taken)
