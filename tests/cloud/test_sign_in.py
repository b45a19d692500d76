"""Signing in: when a token is fetched, and what its failures mean for the create."""

import datetime
import json
import threading

import pytest
import time_machine

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, NotSent, Refused, Throttled
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import WorldProject
from tests.cloud.conftest import HARBOUR, HASTY, make_account
from tests.cloud.test_outcomes import create, fail

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def issued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each sign-in that the simulated identity service sees, in order."""
    from taskbuilder.simulator.identity import TokenDesk

    seen: list[str] = []
    check = TokenDesk._check

    def note(desk: TokenDesk, user: dict[str, object]) -> WorldProject:
        seen.append(str(user["name"]))
        return check(desk, user)

    monkeypatch.setattr(TokenDesk, "_check", note)
    return seen


@pytest.fixture
def by_token(simulator: Simulator, session: CloudSession) -> CloudClient:
    return CloudClient(make_account(simulator.url, "token"), session=session)


def test_token_is_fetched_once_for_all_clients(
    simulator: Simulator, session: CloudSession, issued: list[str]
) -> None:
    for _ in range(3):
        create(CloudClient(make_account(simulator.url, "token"), session=session))
    assert len(issued) == 1


def test_threads_share_one_sign_in(by_token: CloudClient, issued: list[str], simulator: Simulator) -> None:
    threads = [threading.Thread(target=create, args=(by_token,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(issued), len(simulator.tasks)) == (1, 8)


@pytest.mark.parametrize(("minutes", "fetched"), [(23 * 60 + 49, 1), (23 * 60 + 51, 2)])
def test_token_is_renewed_before_its_end(
    by_token: CloudClient, issued: list[str], minutes: int, fetched: int
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        create(by_token)
        clock.shift(datetime.timedelta(minutes=minutes))
        create(by_token)
    assert len(issued) == fetched


def test_token_without_an_end_is_used_once(by_token: CloudClient, simulator: Simulator) -> None:
    token = Fault.answering(201, b"{}", {"X-Subject-Token": "of-another-cloud"})
    simulator.faults.add("token", token, token)
    simulator.faults.add("create", *[Fault.answering(201, b'{"tasks": [{"id": "7f"}]}')] * 3)
    for _ in range(3):
        create(by_token)
    tokens = [seen.headers["x-auth-token"] for seen in simulator.requests]
    assert tokens[:2] == ["of-another-cloud", "of-another-cloud"]
    assert tokens[2] != "of-another-cloud"


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "never", 7])
def test_token_may_end_at_whatever_time(by_token: CloudClient, simulator: Simulator, end: str | int) -> None:
    body = json.dumps({"token": {"expires_at": end}}).encode()
    simulator.faults.add("token", *[Fault.answering(201, body, {"X-Subject-Token": "of-another-cloud"})] * 2)
    simulator.faults.add("create", *[Fault.answering(201, b'{"tasks": [{"id": "7f"}]}')] * 2)
    assert [create(by_token).task_ids for _ in range(2)] == [("7f",), ("7f",)]


def test_refused_token_is_renewed_and_the_create_sent_again(
    by_token: CloudClient, simulator: Simulator, issued: list[str]
) -> None:
    create(by_token)
    simulator.revoke_tokens()
    assert len(create(by_token).task_ids) == 1
    assert (len(issued), len(simulator.requests), len(simulator.tasks)) == (2, 3, 2)


def test_token_is_renewed_once_only(by_token: CloudClient, simulator: Simulator, issued: list[str]) -> None:
    expired = b'{"error_code": "APIG.0307", "error_msg": "The token must be updated.", "request_id": "9"}'
    simulator.faults.add("create", *[Fault.answering(401, expired)] * 3)
    error = fail(by_token)
    assert (type(error), error.http_status, error.code) == (Refused, 401, "APIG.0307")
    assert (len(issued), len(simulator.requests)) == (2, 2)


def test_signed_request_is_not_sent_again_on_401(simulator: Simulator, session: CloudSession) -> None:
    simulator.faults.add("create", Fault.answering(401))
    error = fail(CloudClient(make_account(simulator.url, "ak_sk"), session=session))
    assert (type(error), error.http_status, len(simulator.requests)) == (Refused, 401, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"access_key": "NOBODY"}, "APIG.0301"),
        ({"secret_key": "not-the-secret"}, "APIG.0301"),
    ],
)
def test_wrong_key(simulator: Simulator, session: CloudSession, changes: dict[str, str], code: str) -> None:
    error = fail(CloudClient(make_account(simulator.url, "ak_sk", **changes), session=session))
    assert (type(error), error.http_status, error.code) == (Refused, 401, code)


def test_wrong_password(simulator: Simulator, session: CloudSession) -> None:
    error = fail(CloudClient(make_account(simulator.url, "token", password="wrong-one"), session=session))
    assert (type(error), error.http_status, error.code) == (Refused, 401, "401")
    assert error.message == "Signing in failed: The username or password is wrong."
    assert simulator.requests == []


def test_wrong_password_is_not_hammered(
    simulator: Simulator, session: CloudSession, issued: list[str]
) -> None:
    wrong = CloudClient(make_account(simulator.url, "token", password="wrong-one"), session=session)
    mended = CloudClient(make_account(simulator.url, "token"), session=session)
    with time_machine.travel(NOW, tick=False) as clock:
        errors = [fail(wrong) for _ in range(5)]
        assert len(issued) == 1
        assert len({(type(error), error.message, error.code) for error in errors}) == 1
        create(mended)
        assert len(issued) == 2
        clock.shift(datetime.timedelta(minutes=5))
        fail(wrong)
        assert len(issued) == 3


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_that_were_refused_rest_until_they_change_or_five_minutes_are_over(
    simulator: Simulator, session: CloudSession, issued: list[str], status: int
) -> None:
    refused = CloudClient(make_account(simulator.url, "token", password="wrong-one"), session=session)
    changed = CloudClient(make_account(simulator.url, "token"), session=session)
    simulator.faults.add("token", Fault.answering(status))
    errors: list[CloudError] = []
    with time_machine.travel(NOW, tick=False) as clock:
        threads = [threading.Thread(target=lambda: errors.append(fail(refused))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        clock.shift(datetime.timedelta(minutes=5, seconds=-1))
        errors.append(fail(refused))
        assert [(type(error), error.http_status) for error in errors] == [(Refused, status)] * 9
        # The first question met the fault. A second one would have met the desk.
        assert (issued, simulator.faults.list_coming()) == ([], [])
        create(changed)
        assert len(issued) == 1
        clock.shift(datetime.timedelta(seconds=1))
        fail(refused)
        assert len(issued) == 2


@pytest.mark.parametrize("status", [400, 404, 408, 429, 500, 503])
def test_an_answer_that_says_nothing_of_the_credentials_is_not_remembered(
    by_token: CloudClient, simulator: Simulator, issued: list[str], status: int
) -> None:
    simulator.faults.add("token", Fault.answering(status))
    assert fail(by_token).http_status == status
    create(by_token)
    assert len(issued) == 1


def test_connection_check_asks_anew(simulator: Simulator, session: CloudSession, issued: list[str]) -> None:
    wrong = CloudClient(make_account(simulator.url, "token", password="wrong-one"), session=session)
    for _ in range(2):
        with pytest.raises(Refused):
            wrong.check_connection()
    assert len(issued) == 2


@pytest.mark.parametrize(
    ("fault", "kind", "status"),
    [
        (Fault.answering(429, headers={"Retry-After": "5"}), Throttled, 429),
        (Fault.answering(408), NotSent, 408),
        (Fault.answering(500), NotSent, 500),
        (Fault.answering(503), NotSent, 503),
        (Fault.answering(400), Refused, 400),
        (Fault.answering(403), Refused, 403),
        (Fault.answering(404), Refused, 404),
        (Fault.answering(302), Refused, 302),
        (Fault.answering(201), Refused, 201),
        (Fault.answering(200, b"<html>"), Refused, 200),
        (Fault.hanging_up(), NotSent, None),
        (Fault.losing_the_answer(), NotSent, None),
    ],
)
def test_failed_sign_in_created_nothing(
    by_token: CloudClient, simulator: Simulator, fault: Fault, kind: type[CloudError], status: int | None
) -> None:
    simulator.faults.add("token", fault)
    error = fail(by_token)
    assert (type(error), error.http_status) == (kind, status)
    assert simulator.tasks == []


def test_sign_in_that_takes_too_long_created_nothing(
    by_token: CloudClient, session: CloudSession, simulator: Simulator
) -> None:
    session.limits = HASTY
    simulator.faults.add("token", Fault.late(3600))
    error = fail(by_token)
    assert (type(error), error.http_status) == (NotSent, None)
    assert simulator.tasks == []


def test_failed_sign_in_is_tried_again_by_the_next(by_token: CloudClient, simulator: Simulator) -> None:
    simulator.faults.add("token", Fault.answering(503, headers={"Retry-After": "3"}))
    assert fail(by_token).retry_after == 3.0
    assert len(create(by_token).task_ids) == 1


def test_temporary_keys_bring_their_security_token(simulator: Simulator, session: CloudSession) -> None:
    account = make_account(simulator.url, "ak_sk", security_token="a-temporary-one")
    create(CloudClient(account, session=session))
    (seen,) = simulator.requests
    assert seen.headers["x-security-token"] == "a-temporary-one"
    assert "x-security-token" in seen.headers["authorization"]
    assert seen.headers["x-project-id"] == HARBOUR.id


def test_connection_check(client: CloudClient, simulator: Simulator) -> None:
    client.check_connection()
    assert (simulator.requests, simulator.tasks) == ([], [])


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.answering(403, b'{"error_code": "ModelArts.4116"}'), Refused),
        (Fault.answering(404, b'{"error_code": "APIG.0101"}'), Refused),
        (Fault.answering(404), Refused),
        (Fault.answering(429), Throttled),
        (Fault.answering(500), NotSent),
        (Fault.hanging_up(), NotSent),
    ],
)
def test_connection_check_that_fails(
    client: CloudClient, simulator: Simulator, fault: Fault, kind: type[CloudError]
) -> None:
    simulator.faults.add("list", fault)
    with pytest.raises(CloudError) as caught:
        client.check_connection()
    assert type(caught.value) is kind


def test_connection_check_that_takes_too_long(
    client: CloudClient, session: CloudSession, simulator: Simulator
) -> None:
    session.limits = HASTY
    simulator.faults.add("list", Fault.late(3600))
    with pytest.raises(NotSent):
        client.check_connection()


def test_base_address_may_end_in_a_slash(simulator: Simulator, session: CloudSession) -> None:
    account = make_account(f"{simulator.url}/", "ak_sk")
    assert len(create(CloudClient(account, session=session)).task_ids) == 1
