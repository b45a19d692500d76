"""Webhooks: signed, retried, guarded, and no receiver holds anybody up."""

import hashlib
import hmac
import re
import socket
import time
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.cloud import AllowList, parse_allowed
from taskbuilder.cloud.webhooks import sign
from taskbuilder.records.models import (
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Project,
    ProjectEvent,
    Submission,
    Webhook,
)
from taskbuilder.records.notifications.deliveries import AT_ONCE, LEASE, PATIENCE, claim_deliveries
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.threads import deliver_until
from taskbuilder.records.notifications.waiting import note_waiting
from taskbuilder.records.notifications.webhooks import renew_secret, send_again, send_test
from taskbuilder.records.submissions.states import State
from tests.cloud.servers import read_request
from tests.records.conftest import NOW
from tests.records.notifications.conftest import MakePerson, comment, move
from tests.records.notifications.receivers import (
    answering,
    read_json,
    read_pause,
    read_states,
    receiving,
    run_turn,
    set_up,
)
from tests.records.notifications.test_events import Deadly, Died
from tests.support.plans import know_sizes, list_long_reads, noted
from tests.support.waiting import wait_until

LOCAL = parse_allowed(["http://127.0.0.1"])
NOWHERE = "http://127.0.0.1:1/tasks"


def refuse(submission: Submission) -> None:
    move(submission, State.SENDING, State.REFUSED)
    handle_events(now=NOW)


def test_a_receiver_can_verify_what_it_gets(submission: Submission) -> None:
    requests: list[bytes] = []

    def receive(connection: socket.socket) -> None:
        requests.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with receiving(receive) as url:
        secret = set_up(submission.project, url, "refused", "commented")
        refuse(submission)
        assert run_turn(NOW) == 1
    headers, body, said = read_json(requests[0])
    delivery = Delivery.objects.get()
    signed = hmac.new(
        secret.encode(), headers["x-taskbuilder-timestamp"].encode() + b"." + body, hashlib.sha256
    )
    assert headers["x-taskbuilder-signature"] == f"sha256={signed.hexdigest()}"
    assert (headers["x-taskbuilder-id"], headers["content-type"]) == (str(delivery.pk), "application/json")
    assert abs(int(headers["x-taskbuilder-timestamp"]) - timezone.now().timestamp()) < 60
    assert said == {
        "id": str(delivery.pk),
        "kind": "refused",
        "time": "2026-03-01T12:00:00+00:00",
        "project": {"id": "gate", "name": "Gate"},
        "submission": {
            "id": str(submission.pk),
            "name": "gate",
            "service": "Counting",
            "state": "refused",
            "created_by": "operator",
            "created_at": "2026-03-01T12:00:00+00:00",
            "finished_at": "2026-03-01T12:00:00+00:00",
            "task_ids": [],
        },
        "link": f"http://localhost/projects/gate/submissions/{submission.pk}/",
    }
    assert read_states() == [("delivered", 204, "")]
    assert (delivery.milliseconds, delivery.attempt_count, delivery.due_at) == (40, 1, None)


def test_the_documented_check_accepts_it_and_nothing_else() -> None:
    guide = (Path(settings.BASE_DIR) / "docs/help/programs.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(import hashlib\n.*?)```", guide, re.DOTALL)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - it is ours
    check, body, now = names["is_genuine"], b'{"id":"1"}', str(int(time.time()))
    headers = {"X-TaskBuilder-Timestamp": now, "X-TaskBuilder-Signature": sign("secret", now, body)}
    old = {"X-TaskBuilder-Timestamp": "1", "X-TaskBuilder-Signature": sign("secret", "1", body)}
    assert check("secret", headers, body)
    assert [
        check("other", headers, body),
        check("secret", headers, body + b" "),
        check("secret", old, body),
    ] == [
        False,
        False,
        False,
    ]


def test_only_chosen_events_are_sent_and_no_text(submission: Submission, make_person: MakePerson) -> None:
    project = submission.project
    set_up(project, NOWHERE, "created", "commented", "waiting", minutes=5)
    comment(submission, make_person("reader"), "canary-text")
    assert note_waiting(now=NOW + timedelta(minutes=5)) == 1
    move(submission, State.SENDING, State.UNKNOWN, State.CREATED)
    handle_events(now=NOW)
    sent = Delivery.objects.order_by("event")
    assert [each.kind for each in sent] == ["commented", "waiting", "created"]
    assert [(each.body.get("by"), each.body.get("minutes")) for each in sent] == [
        ("reader", None),
        (None, 5),
        (None, None),
    ]
    assert not [each for each in sent if "canary" in str(each.body)]


FAILURES = [
    (answering("500 Oops"), 500, "The receiver did not accept it.", 5.0),
    (answering("404 Not Found"), 404, "The receiver did not accept it.", 5.0),
    (answering("429 Slow Down", "Retry-After: 120"), 429, "The receiver did not accept it.", 120.0),
    (
        answering("302 Found", "Location: http://127.0.0.1:1/"),
        302,
        "The receiver redirects to another address, which is not followed. Change the address.",
        5.0,
    ),
    (lambda connection: None, None, "The connection was lost after the request was sent.", 5.0),
]


@pytest.mark.parametrize(("behave", "status", "message", "pause"), FAILURES)
def test_a_failure_is_tried_again_later(
    submission: Submission, behave: Any, status: int | None, message: str, pause: float
) -> None:
    with receiving(behave) as url:
        set_up(submission.project, url)
        refuse(submission)
        assert run_turn(NOW) == 1
        ended = NOW + timedelta(milliseconds=40)
        assert (read_states(), read_pause(ended)) == ([("waiting", status, message)], pause)
        assert run_turn(NOW + timedelta(seconds=pause)) == 0
        assert run_turn(NOW + timedelta(seconds=pause + 1)) == 1
    assert list(DeliveryAttempt.objects.values_list("number", "status", "message")) == [
        (1, status, message),
        (2, status, message),
    ]


def test_one_that_hangs_is_left_in_time(submission: Submission) -> None:
    left = Event()

    def hang(connection: socket.socket) -> None:
        read_request(connection)
        left.set()
        connection.recv(1)  # until the sender hangs up

    with receiving(hang) as url:
        set_up(submission.project, url)
        refuse(submission)
        run_turn(NOW)
    assert left.is_set()
    assert read_states() == [("waiting", None, "No response arrived in time.")]


def test_an_endless_answer_is_not_read(submission: Submission) -> None:
    sent = [0]

    def talk(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        for _chunk in range(16 * 1024):
            sent[0] += connection.send(b"x" * 65536)

    with receiving(talk) as url:
        set_up(submission.project, url)
        refuse(submission)
        run_turn(NOW)
    assert sent[0] < 2**26
    assert read_states() == [("delivered", 200, "")]


def resolve_to(*addresses: str) -> AllowList:
    """Public addresses alone, where every name is at these."""
    found = [(0, 0, 0, "", (address, 443)) for address in addresses]
    return AllowList(resolve=lambda *_question, **_more: found)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        (NOWHERE, AllowList()),
        ("https://127.0.0.1/tasks", AllowList()),
        ("https://10.1.2.3/tasks", AllowList()),
        ("https://[::1]/tasks", AllowList()),
        ("https://hooks.example.net/tasks", resolve_to("127.0.0.1")),
        ("https://hooks.example.net/tasks", resolve_to("::ffff:127.0.0.1", "10.0.0.1")),
        ("https://hooks.example.net/tasks", resolve_to("169.254.169.254")),
    ],
)
def test_nobody_reaches_what_is_not_allowed(submission: Submission, url: str, allowed: AllowList) -> None:
    set_up(submission.project, url)
    refuse(submission)
    run_turn(NOW, allowed=allowed)
    ((state, status, message),) = read_states()
    assert (state, status) == ("waiting", None)
    assert message.startswith("This address is not allowed here.")


def test_the_list_of_the_installation_decides(submission: Submission) -> None:
    with receiving(answering("200 OK")) as url:
        set_up(submission.project, url)
        refuse(submission)
        run_turn(NOW, allowed=LOCAL)
    assert read_states() == [("delivered", 200, "")]


def test_waits_grow_until_a_day_has_passed(submission: Submission) -> None:
    set_up(submission.project, NOWHERE)
    refuse(submission)
    now, waits = NOW, []
    while Delivery.objects.filter(state=DeliveryState.WAITING).exists():
        assert run_turn(now) == 1
        paused_until = Webhook.objects.get().paused_until
        assert paused_until is not None
        waits.append(round((paused_until - now).total_seconds()))
        now = paused_until
    assert waits[:11] == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800]
    assert PATIENCE - timedelta(minutes=31) < now - NOW - timedelta(minutes=30) < PATIENCE
    assert read_states() == [("failed", None, "The host refused the connection.")]
    assert send_again(Delivery.objects.get(), now=now)
    with receiving(answering("200 OK")) as url:
        set_up(submission.project, url)
        run_turn(now)
    assert read_states() == [("delivered", 200, "")]


def test_old_news_is_not_sent(submission: Submission) -> None:
    """No relay ran for a day: what is newer is sent all the same."""
    set_up(submission.project, NOWHERE)
    webhook = Webhook.objects.get()
    old, new = (send_test(webhook=webhook, now=NOW + age) for age in (timedelta(0), timedelta(hours=1)))
    claims = claim_deliveries(limit=9, now=NOW + PATIENCE + timedelta(seconds=1))
    assert [claim.delivery_id for claim in claims] == [new.pk]
    old.refresh_from_db()
    assert (old.state, old.due_at, old.message) == ("failed", None, "It could not be sent within 24 hours.")
    assert send_again(old, now=NOW + PATIENCE)


def test_a_receiver_that_fails_is_probed_with_one(submission: Submission, make_person: MakePerson) -> None:
    set_up(submission.project, NOWHERE, "commented")
    reader = make_person("reader")
    for _number in range(5):
        comment(submission, reader, "Again")
    handle_events(now=NOW)
    assert run_turn(NOW) == AT_ONCE
    assert (Webhook.objects.get().failures, read_pause(NOW)) == (1, 5.04)
    assert run_turn(NOW + timedelta(seconds=6)) == 1
    with receiving(answering("200 OK")) as url:
        Webhook.objects.update(url=url)
        later = NOW + timedelta(minutes=1)
        assert [run_turn(later) for _turn in range(4)] == [1, 2, 2, 0]
    assert Webhook.objects.get().failures == 0


def test_of_two_relays_one_gets_a_delivery(submission: Submission) -> None:
    set_up(submission.project, NOWHERE)
    refuse(submission)
    (first,) = claim_deliveries(limit=10, now=NOW)
    assert claim_deliveries(limit=10, now=NOW + LEASE - timedelta(seconds=1)) == []
    (second,) = claim_deliveries(limit=10, now=NOW + LEASE)
    assert (first.number, second.number) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_wherever_a_relay_dies_it_is_delivered(submission: Submission) -> None:
    got: list[bytes] = []

    def receive(connection: socket.socket) -> None:
        got.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with receiving(receive) as url:
        set_up(submission.project, url)
        refuse(submission)
        now, deaths = NOW, 0
        while Delivery.objects.filter(state__in=("waiting", "sending")).exists():
            try:
                with connection.execute_wrapper(Deadly(deaths)):
                    run_turn(now)
            except Died:
                deaths += 1
            now += LEASE
    assert deaths > 8
    assert {read_json(request)[0]["x-taskbuilder-id"] for request in got} == {str(Delivery.objects.get().pk)}
    assert read_states() == [("delivered", 200, "")]


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_hangs_holds_nobody_else_up(submission: Submission, elsewhere: Project) -> None:
    release = Event()

    def hang(connection: socket.socket) -> None:
        read_request(connection)
        release.wait(60)

    now, stop = timezone.now(), Event()
    with receiving(hang) as dead, receiving(answering("200 OK")) as alive:
        set_up(submission.project, dead)
        set_up(elsewhere, alive)
        for webhook in Webhook.objects.all():
            for _number in range(4):
                send_test(webhook=webhook, now=now)
        relay = Thread(target=deliver_until, args=(stop,))
        relay.start()
        try:
            wait_until(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 4)
            held = Delivery.objects.filter(webhook__project=submission.project, state=DeliveryState.SENDING)
            assert held.count() == AT_ONCE
        finally:
            release.set()
            stop.set()
            relay.join()


def test_a_renewed_secret_signs_what_is_sent_from_then_on(submission: Submission) -> None:
    old = set_up(submission.project, NOWHERE)
    new = renew_secret(project=submission.project)
    refuse(submission)
    (claim,) = claim_deliveries(limit=1, now=NOW)
    assert (claim.secret, old != new) == (new, True)
    assert new not in repr(claim)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM records_webhook")
        assert new not in str(cursor.fetchall())


def test_what_is_due_is_found_by_indexes(
    submission: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    set_up(submission.project, NOWHERE)
    with django_assert_num_queries(1):
        assert claim_deliveries(limit=5, now=NOW) == []
    refuse(submission)
    know_sizes()
    with noted() as statements:
        run_turn(NOW)
    reads = list_long_reads(statements)
    assert [each for each in reads if not each.startswith("records_webhook:")] == []
    assert ProjectEvent.objects.count() == 1
