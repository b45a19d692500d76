"""The endpoint while the database is away: 503, as JSON, and when to try again."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions import acceptance
from taskbuilder.records.submissions.creation import build_submission
from tests.api.conftest import Program
from tests.support.log_lines import record_lines
from tests.support.outage import database_away

UNRECORDED = (
    "It is uncertain whether the request was saved. Send it again with the same Idempotency-Key; without "
    "one, check the project's history first."
)


def expect_unavailable(answer: Any) -> None:
    assert (answer.status_code, answer["Retry-After"], json.loads(answer.content)) == (
        503,
        "5",
        {
            "error_code": "TaskBuilder.0503",
            "error_msg": UNRECORDED,
            "request_id": answer["X-Request-Id"],
        },
    )


def test_a_database_that_is_away(program: Program) -> None:
    program.client.raise_request_exception = False
    followed = f"{program.path.partition('/services')[0]}/submissions/{UUID(int=1)}"
    with database_away(), record_lines() as lines:
        answers = [program.post(), program.get(followed)]
    for answer in answers:
        expect_unavailable(answer)
    assert [re.sub(r".* (request=.*) \| .*", r"\1", line) for line in lines] == [
        f"request={answer['X-Request-Id']} Service Unavailable: {path}"
        for answer, path in zip(answers, [program.path, followed], strict=True)
    ]
    assert program.post(Prefer="wait=0").status_code == 202


@pytest.mark.postgresql
def test_a_database_that_ends_the_connection_in_the_midst_of_a_call(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_connection(*args: Any, **more: Any) -> Any:
        monkeypatch.undo()
        end_connection()
        return build_submission(*args, **more)

    monkeypatch.setattr(acceptance, "build_submission", lose_connection)
    program.client.raise_request_exception = False
    before = Submission.objects.count()
    expect_unavailable(program.post())
    connection.close()
    assert Submission.objects.count() == before
    assert program.post(Prefer="wait=0").status_code == 202


def end_connection() -> None:
    """As a server that is shut down does to each of its clients."""
    with connection.cursor() as cursor, pytest.raises(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
