"""`manage.py create_task`: the same as the endpoint, from files."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from taskbuilder.records.models import Submission
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
    code, lines = run(REQUEST | {"name": "c"}, REQUEST | {"name": "b"}, options=key)
    assert (code, [line["state"] for line in lines]) == (1, ["refused", "created"])


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
