"""`manage.py create_task`: the same as the endpoint, from files."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions import acceptance
from taskbuilder.records.submissions.cancellation import cancel
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import ASKED, REQUEST, Program

Run = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture
def run(program: Program, tmp_path: Path) -> Run:
    """Runs the command over requests, each in a file of its own; answers exit status and lines."""

    def run_it(*requests: Any, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, Any]]]:
        files = []
        for number, request in enumerate(requests):
            file = tmp_path / f"{number}.json"
            file.write_text(request if isinstance(request, str) else json.dumps(request))
            files.append(str(file))
        out = io.StringIO()
        place = ["--project", "harbour", "--service", program.service.service_id]
        with pytest.raises(SystemExit) as ended:
            call_command("create_task", *place, *options, *files, stdout=out)
        assert isinstance(ended.value.code, int)
        return ended.value.code, [json.loads(line) for line in out.getvalue().splitlines()]

    return run_it


@pytest.mark.usefixtures("relay")
def test_created_is_0(run: Run, cloud: Simulator) -> None:
    code, (line,) = run(REQUEST)
    assert (code, line["state"], line["tasks"]) == (0, "created", [{"id": cloud.tasks[0]["id"]}])
    submission = Submission.objects.get(pk=line["submission"])
    assert (submission.created_by.username, submission.created_by.has_usable_password()) == (
        "command-line",
        False,
    )


@pytest.mark.usefixtures("relay")
def test_refused_is_1_by_us_and_by_the_cloud(run: Run, cloud: Simulator) -> None:
    code, (line,) = run(REQUEST | {"name": "?"})
    assert (code, [problem["rule"] for problem in line["problems"]], cloud.requests) == (
        1,
        ["name.format"],
        [],
    )
    cloud.faults.add(
        "create", Fault.answering(400, b'{"error_code": "ModelArts.0118", "error_msg": "Quota."}')
    )
    code, (line,) = run(REQUEST)
    assert (code, line["state"], "Quota." in line["message"]) == (1, "refused", True)


@pytest.mark.usefixtures("relay")
def test_unknown_is_3_and_graver_than_the_rest(run: Run, cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.losing_the_answer())
    code, lines = run(REQUEST, REQUEST | {"name": "?"}, "{")
    assert (code, [line["state"] for line in lines]) == (3, ["unknown", "refused", "refused"])


def test_still_waiting_is_4(run: Run) -> None:
    code, (line,) = run(REQUEST, options=("--wait", "0"))
    assert (code, line["state"]) == (4, "queued")


@pytest.mark.usefixtures("relay")
def test_run_again_under_its_key_nothing_is_created_twice(run: Run, cloud: Simulator) -> None:
    key = ("--idempotency-key", "import-7")
    first = run(REQUEST, REQUEST | {"name": "b"}, options=key)
    assert first[0] == 0
    assert run(REQUEST, REQUEST | {"name": "b"}, options=key) == first
    assert len(cloud.requests) == 2
    code, (line,) = run(REQUEST, options=("--idempotency-key", "alone"))
    code, (line,) = run(REQUEST | {"name": "c"}, options=("--idempotency-key", "alone"))
    assert (code, line["state"], len(cloud.requests)) == (1, "refused", 3)


@pytest.mark.usefixtures("relay")
def test_under_one_key_a_file_may_be_mended_and_put_in_another_order(run: Run, cloud: Simulator) -> None:
    key = ("--idempotency-key", "import-7")
    a, b = REQUEST, REQUEST | {"name": "b"}
    code, (_bad, of_a, of_b) = run(REQUEST | {"name": "?"}, a, b, options=key)
    assert (code, len(cloud.requests)) == (1, 2)
    code, (new, again_b, again_a) = run(REQUEST | {"name": "mended"}, b, a, options=key)
    assert (code, len(cloud.requests)) == (0, 3)
    assert (again_a["submission"], again_b["submission"]) == (of_a["submission"], of_b["submission"])
    assert new["submission"] not in {of_a["submission"], of_b["submission"]}
    code, (alone,) = run(a, options=key)
    assert (code, alone["submission"], len(cloud.requests)) == (0, of_a["submission"], 3)


@pytest.mark.usefixtures("relay")
def test_the_same_request_twice_in_one_call_is_meant_twice(run: Run, cloud: Simulator) -> None:
    key = ("--idempotency-key", "import-7")
    code, (alone,) = run(REQUEST, options=key)
    code, (first, second) = run(REQUEST, REQUEST, options=key)
    assert (code, first["submission"], len(cloud.requests)) == (0, alone["submission"], 2)
    assert second["submission"] != first["submission"]
    assert run(REQUEST, REQUEST, options=key)[1] == [first, second]


def test_a_key_too_long_for_several_is_said_before_anything_is_taken(run: Run) -> None:
    before = Submission.objects.count()
    code, lines = run(REQUEST, REQUEST, options=("--idempotency-key", "k" * 250))
    assert (code, lines, Submission.objects.count()) == (2, [], before)


def test_what_cannot_be_recorded_is_unknown_and_the_others_are_told_of(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_once(submission: Submission) -> None:
        monkeypatch.undo()
        raise OperationalError

    monkeypatch.setattr(acceptance, "enqueue", fail_once)
    code, lines = run(REQUEST, REQUEST | {"name": "b"}, options=("--wait", "0"))
    assert (code, [line["state"] for line in lines]) == (3, ["unknown", "queued"])


def test_what_was_cancelled_under_its_key_is_1(run: Run) -> None:
    key = ("--idempotency-key", "import-7", "--wait", "0")
    code, (line,) = run(REQUEST, options=key)
    submission = Submission.objects.get(pk=line["submission"])
    cancel(submission.pk, by=submission.created_by, now=timezone.now())
    code, (line,) = run(REQUEST, options=key)
    assert (code, line["state"], line["tasks"]) == (1, "cancelled", [])


@pytest.mark.parametrize("key", ["", " "])
def test_an_empty_key_is_refused_before_anything_is_taken(run: Run, key: str) -> None:
    before = Submission.objects.count()
    assert run(REQUEST, options=("--idempotency-key", key)) == (2, [])
    assert Submission.objects.count() == before


A, B = json.dumps(REQUEST), json.dumps(REQUEST | {"name": "b"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (A, [("-", "queued")]),
        (json.dumps(REQUEST, indent=2), [("-", "queued")]),
        (f"{A}\n{B}\n", [("-:1", "queued"), ("-:2", "queued")]),
        (f"\n {A} \r\n\n{{oops\n{B}", [("-:2", "queued"), ("-:4", "refused"), ("-:5", "queued")]),
        (f"{{oops\n{A}\n{B}", [("-", "refused")]),
        ("", [("-", "refused")]),
    ],
    ids=["one", "over many lines", "lines", "a bad line", "a bad first line", "nothing"],
)
def test_standard_input_holds_one_request_or_one_a_line(
    program: Program, monkeypatch: pytest.MonkeyPatch, given: str, told: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    out = io.StringIO()
    place = ["--project", "harbour", "--service", program.service.service_id]
    with pytest.raises(SystemExit):
        call_command("create_task", *place, "--wait", "0", "-", stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(line["source"], line["state"]) for line in lines] == told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_terminal_is_told_how_far_it_is(program: Program, tmp_path: Path, is_terminal: bool) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text(f"{A}\n{B}\n")
    out, said = io.StringIO(), Terminal() if is_terminal else io.StringIO()
    place = ["--project", "harbour", "--service", program.service.service_id]
    with pytest.raises(SystemExit):
        call_command("create_task", *place, "--wait", "0", str(file), stdout=out, stderr=said)
    assert len(out.getvalue().splitlines()) == 2
    steps = ["1 of 2 saved", "2 of 2 saved"]
    steps += ["Waiting for the cloud: 1 of 2", "", "Waiting for the cloud: 2 of 2", ""]
    assert said.getvalue() == ("".join(f"\r\x1b[K{step}" for step in steps) if is_terminal else "")


@pytest.mark.parametrize("seconds", ["nan", "inf", "-1", "soon", ""])
def test_a_wait_that_is_no_number_of_seconds_is_refused(program: Program, seconds: str) -> None:
    place = ["--project", "harbour", "--service", program.service.service_id]
    with pytest.raises(CommandError, match="Enter a number of seconds"):
        call_command("create_task", *place, "--wait", seconds, "x.json")


def test_strict_refuses_what_is_asked(run: Run) -> None:
    code, (line,) = run(ASKED, options=("--strict",))
    assert (code, [problem["rule"] for problem in line["problems"]]) == (1, ["name.cjk"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--project", "harbour", "--service", "none"],
            "--service none: project harbour has no such service.\n",
        ),
        (["--project", "none", "--service", "s"], "--service s: project none has no such service.\n"),
    ],
)
def test_an_unusable_call_is_2(program: Program, options: list[str], message: str) -> None:
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("create_task", *options, "x.json", stderr=said)
    assert (ended.value.code, said.getvalue()) == (2, message)


def test_a_file_that_is_not_there_is_named_and_nothing_is_taken(run: Run, program: Program) -> None:
    before = Submission.objects.count()
    said = io.StringIO()
    place = ["--project", "harbour", "--service", program.service.service_id]
    with pytest.raises(SystemExit) as ended:
        call_command("create_task", *place, "no-such.json", stderr=said)
    assert (ended.value.code, said.getvalue()) == (2, "no-such.json: No such file or directory\n")
    assert Submission.objects.count() == before
