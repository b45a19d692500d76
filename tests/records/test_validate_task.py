"""The command line judges files: its lines, its exit status, and that it never ends in a traceback."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import ManagementUtility

from taskbuilder.records.models import Project, Service, SignIn
from taskbuilder.taskspec.problem import Severity
from tests.support.waiting import PATIENCE
from tests.taskspec.samples import EXAMPLES, GONE, changed, task

ROOT = Path(__file__).parent.parent.parent
OVERNIGHT = changed(task(schedule="daily"), {"/schedule/periods/0/end_at": "06:00:00"})
UNNAMED = changed(task(), {"/name": GONE})
NO_NAME = {"path": "/name", "rule": "name.required", "severity": "error", "message": "Enter “Task name”."}
ONCE = task(schedule="once")

Result = tuple[int, list[Any], str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls the command as a shell does, once a test where a database is used: a call closes it."""

    def call(*arguments: str | Path, given: str | bytes = b"") -> Result:
        raw = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        status = 0
        try:
            ManagementUtility(["manage.py", "validate_task", *map(str, arguments)]).execute()
        except SystemExit as ended:
            status = int(ended.code or 0)
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        return status, [json.loads(line) for line in output.out.splitlines()], output.err

    return call


@pytest.fixture
def keep(tmp_path: Path) -> Any:
    """Writes a request, or a text as it is, to a file."""

    def write(content: Any, name: str = "task.json") -> Path:
        path = tmp_path / name
        raw = content if isinstance(content, bytes) else None
        text = content if isinstance(content, str) else ""
        path.write_bytes(raw if raw is not None else (text or json.dumps(content)).encode())
        return path

    return write


def test_a_sound_file_is_one_line_and_status_0(run: Any, keep: Any) -> None:
    path = keep(task())
    assert run(path) == (0, [{"source": str(path), "ok": True, "problems": []}], "")


def test_a_broken_file_has_its_problems_and_status_1(run: Any, keep: Any) -> None:
    path = keep(UNNAMED)
    assert run(path) == (1, [{"source": str(path), "ok": False, "problems": [NO_NAME]}], "")


def test_the_examples_need_no_more_than_a_platform(run: Any) -> None:
    paths = [ROOT / "tests" / "examples" / f"{name}.json" for name in EXAMPLES]
    status, lines, _complaint = run("--platform", "modelarts-edge", *paths)
    assert (status, [line["ok"] for line in lines]) == (0, [True] * 3)
    assert [[each["rule"] for each in line["problems"]] for line in lines] == [
        [],
        ["input.rtsp_path.slash"],
        ["schedule.input.url"],
    ]


def test_a_fix_is_told_with_its_patch(run: Any, keep: Any) -> None:
    _status, (line,), _complaint = run(keep(OVERNIGHT))
    (problem,) = line["problems"]
    assert list(problem) == ["path", "rule", "severity", "message", "fix"]
    assert [step["op"] for step in problem["fix"]["patch"]] == ["replace", "add"]


@pytest.mark.parametrize(("options", "ok", "status"), [((), True, 0), (("--strict",), False, 1)])
def test_strict_refuses_what_an_operator_would_confirm(
    run: Any, keep: Any, options: tuple[str, ...], ok: bool, status: int
) -> None:
    code, (line,), _complaint = run(*options, keep(OVERNIGHT))
    assert (code, line["ok"], line["problems"][0]["severity"]) == (status, ok, Severity.CONFIRM)


def test_strict_lets_advice_pass(run: Any, keep: Any) -> None:
    path = keep(changed(task(schedule="monthly"), {"/schedule/days_of_month": [31]}))
    status, (line,), _complaint = run("--strict", path)
    assert (status, line["ok"], [each["severity"] for each in line["problems"]]) == (0, True, ["advice"])


@pytest.mark.parametrize(
    ("now", "rules"),
    [
        ("2026-03-01T12:00:00Z", []),
        ("2026-03-01T12:00:01Z", ["schedule.time.past"]),
        ("2026-03-01T20:00:00+08:00", []),
        ("2026-03-01T20:00:01+08:00", ["schedule.time.past"]),
        ("2026-03-01T12:00:01", ["schedule.time.past"]),
        ("9999-12-31T23:59:59Z", ["schedule.time.past"]),
        ("0001-01-01T00:00:00Z", []),
    ],
)
def test_now_is_the_time_to_judge_by(run: Any, keep: Any, now: str, rules: list[str]) -> None:
    _status, (line,), _complaint = run("--now", now, keep(ONCE))
    assert [each["rule"] for each in line["problems"]] == rules


def test_lines_of_a_jsonl_file_are_numbered_and_blank_ones_skipped(run: Any, keep: Any) -> None:
    sound, broken = json.dumps(task()), json.dumps(UNNAMED)
    path = keep(f"{sound}\n\n  \r\n{broken}\r\n{{\n{sound}", "tasks.jsonl")
    status, lines, _complaint = run(path)
    assert status == 1
    assert [(line["source"], line["ok"]) for line in lines] == [
        (f"{path}:1", True),
        (f"{path}:4", False),
        (f"{path}:5", False),
        (f"{path}:6", True),
    ]
    assert [each["rule"] for each in lines[2]["problems"]] == ["json"]


def test_a_file_of_no_lines_says_nothing(run: Any, keep: Any) -> None:
    assert run(keep("\n\n", "tasks.jsonl")) == (0, [], "")


def test_a_dash_is_standard_input(run: Any, keep: Any) -> None:
    path = keep(UNNAMED)
    status, lines, _complaint = run("-", path, "-", given=json.dumps(task()))
    assert (status, [(line["source"], line["ok"]) for line in lines]) == (
        1,
        [("-", True), (str(path), False), ("-", True)],
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Invalid JSON at line 1, column 1: expected a value."),
        (
            '{"a": 1,\n "a": 2}',
            "“a” appears twice in the same object (line 2, column 2). Remove one.",
        ),
        ("[NaN]", "The number at line 1, column 2 cannot be sent. Change it."),
        (
            "[" * 100_000,
            "Objects and lists at line 1, column 65 are nested deeper than 64 levels. Flatten them.",
        ),
        (b"\n\xff", "Not UTF-8 text at line 2, column 1. Save it as UTF-8."),
    ],
    ids=["empty", "twice", "nan", "deep", "bytes"],
)
def test_text_that_is_no_fit_json_is_a_problem(run: Any, text: str | bytes, message: str) -> None:
    problem = {"path": "", "rule": "json", "severity": "error", "message": message}
    assert run("-", given=text) == (1, [{"source": "-", "ok": False, "problems": [problem]}], "")


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "5"])
def test_json_that_is_no_object_is_a_problem(run: Any, text: str) -> None:
    status, (line,), _complaint = run("-", given=text)
    assert (status, [(each["path"], each["rule"]) for each in line["problems"]]) == (1, [("", "member.type")])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("missing.json",),
        ("-", "missing.json"),
        ("tests",),
        ("--platform", "elsewhere", "-"),
        ("--now", "yesterday", "-"),
        ("--now", "2026-02-30T00:00:00Z", "-"),
        ("--unheard-of", "-"),
        ("--strict",),
    ],
    ids=" ".join,
)
def test_a_call_that_cannot_be_used_has_status_2_and_no_line(run: Any, arguments: tuple[str, ...]) -> None:
    status, lines, complaint = run(*arguments, given=json.dumps(task()))
    assert (status, lines) == (2, [])
    assert complaint


def add_project(slug: str) -> Project:
    return Project.objects.create(
        slug=slug,
        name=slug,
        cloud_project_id="0a" * 16,
        base_url="http://127.0.0.1:1",
        identity_url="http://127.0.0.1:1",
        sign_in=SignIn.TOKEN,
        domain_name="domain",
        username="user",
        password="cloud-password",
    )


@pytest.mark.django_db
class TestService:
    """`--service` brings the platform, the schema and the needs of a service of this installation."""

    def add(self, slug: str = "gate", **members: Any) -> Service:
        about: dict[str, Any] = {"service_id": "svc-1", "name": "Counting", "platform": "ief"}
        return Service.objects.create(project=add_project(slug), **about | members)

    @pytest.mark.parametrize(
        ("edits", "said"),
        [
            ({}, [("/config", "config.required")]),
            ({"/config": {}}, [("/config/level", "config.schema")]),
            ({"/config": {"level": 1}}, []),
        ],
    )
    def test_it_is_judged_by_what_the_service_needs(
        self, run: Any, keep: Any, edits: dict[str, Any], said: list[tuple[str, str]]
    ) -> None:
        self.add(requires_config=True, config_schema={"required": ["level"]})
        _status, (line,), _complaint = run("--service", "svc-1", keep(changed(task(), edits)))
        assert [(each["path"], each["rule"]) for each in line["problems"]] == said

    @pytest.mark.parametrize("options", [(), ("--platform", "modelarts-edge")])
    def test_it_brings_its_platform(self, run: Any, keep: Any, options: tuple[str, ...]) -> None:
        self.add(platform="modelarts-edge")
        _status, (line,), _complaint = run("--service", "svc-1", *options, keep(task("vis")))
        assert [each["rule"] for each in line["problems"]] == ["input.type.platform"]

    def test_platform_and_service_must_agree(self, run: Any) -> None:
        self.add()
        status, lines, complaint = run("--service", "svc-1", "--platform", "modelarts-edge", "-")
        assert (status, lines) == (2, [])
        assert complaint.strip() == "--platform and --service disagree: that service runs on ief."

    def test_one_that_is_not_there(self, run: Any) -> None:
        status, lines, complaint = run("--service", "svc-2", "-")
        assert (status, lines) == (2, [])
        assert complaint.strip() == "--service svc-2: no service with that ID."

    def test_one_that_two_projects_have(self, run: Any) -> None:
        self.add()
        self.add("gate-2")
        status, lines, complaint = run("--service", "svc-1", "-")
        assert (status, lines) == (2, [])
        assert (
            complaint.strip()
            == "--service svc-1: several services, one in each of several projects, with that ID."
        )


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of shell where the project is: pipes and closed files are what is tested."""
    return subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        capture_output=True,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHON": sys.executable,
            **environment,
        },
        check=False,
        timeout=5 * PATIENCE,
    )


def test_ten_thousand_lines_in_one_call(tmp_path: Path) -> None:
    """Every tenth is broken."""
    sound, broken = json.dumps(EXAMPLES["reference-url-dis-daily"]), json.dumps(UNNAMED)
    path = tmp_path / "tasks.jsonl"
    path.write_text(
        "\n".join(broken if number % 10 == 0 else sound for number in range(10_000)), encoding="utf-8"
    )
    result = shell(f'"$PYTHON" manage.py validate_task --platform modelarts-edge "{path}"')
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert (result.returncode, result.stderr) == (1, b"")
    assert [line["source"] for line in lines] == [f"{path}:{number}" for number in range(1, 10_001)]
    assert [number for number, line in enumerate(lines) if not line["ok"]] == list(range(0, 10_000, 10))


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ('"$PYTHON" manage.py validate_task - <&-', 2),
        ('"$PYTHON" manage.py validate_task --service x - </dev/null', 2),
        ('"$PYTHON" manage.py validate_task --no-color - </dev/null', 1),
    ],
)
def test_odd_surroundings(command: str, status: int, tmp_path: Path) -> None:
    """Standard input closed, a database without tables: never a traceback."""
    result = shell(command, TASKBUILDER_DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert (result.returncode, b"Traceback" in result.stderr) == (status, False)


def test_a_reader_that_stops_reading(tmp_path: Path) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(f"{json.dumps(UNNAMED)}\n" * 3_000, encoding="utf-8")
    result = shell(f'"$PYTHON" manage.py validate_task "{path}" | head -n 1')
    assert (len(result.stdout.splitlines()), result.stderr) == (1, b"")


def test_it_shows_what_pages_show(run: Any, keep: Any) -> None:
    whole = changed(task(), {"/input/data/0/url": "rtsp://admin:Qx9@cam1/live?token=Qx9&ch=1"})
    unreadable = '{"input": {"data": [{"url": "rtsp://admin:Qx9@cam1/a"}]}, "password": "Qx9",}'
    path = keep("\n".join([json.dumps(whole), unreadable, '{"item": {"token": "Qx9"}}']), "tasks.jsonl")
    _status, lines, _error = run("--show", path)
    assert [each["sentence"] for each in lines] == [
        "As soon as it is created, analyse one RTSP stream and send results to the webhook sink.example.net.",
        "",
        "",
    ]
    dots = "••••••"
    assert lines[0]["masked"]["input"]["data"] == [{"url": f"rtsp://{dots}@cam1/live?token={dots}&ch=1"}]
    assert lines[1]["masked"] == (
        f'{{"input": {{"data": [{{"url": "rtsp://{dots}@cam1/a"}}]}}, "password": "{dots}",}}'
    )
    assert lines[2]["masked"] == {"item": {"token": dots}}
    _status, plain, _error = run(path)
    assert [each.keys() for each in plain] == [{"source", "ok", "problems"}] * 3
