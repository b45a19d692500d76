"""`taskbuilder plan|apply|export` over a live server: what they print, what they exit with."""

import sys
from io import StringIO
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from taskbuilder.records.models import Plan, PlanRun, Submission
from tests.command.conftest import Run, write_site

Output = pytest.CaptureFixture[str]


def read_lines(output: Output) -> list[str]:
    return output.readouterr().out.splitlines()


def list_names() -> list[str]:
    return list(Submission.objects.filter(plan_rows__plan__name="Cameras").values_list("name", flat=True))


@pytest.mark.usefixtures("relay")
def test_a_folder_is_planned_and_applied_and_then_nothing_is_left(
    run: Run, site: Path, live_server: LiveServer, capsys: Output
) -> None:
    assert run("plan", site) == 2
    page = f"Plan: {live_server.url}/projects/harbour/plans/{Plan.objects.get().pk}/"
    assert read_lines(capsys) == [
        "To create: 3",
        "  gate-1",
        "  gate-2",
        "  gate-3",
        "Unchanged: 0",
        page,
    ]
    assert PlanRun.objects.count() == 0

    assert run("apply", site) == 0
    assert read_lines(capsys)[-1] == "Run done: done 3 of 3"
    assert sorted(list_names()) == ["gate-1", "gate-2", "gate-3"]

    assert run("plan", site) == 0
    assert read_lines(capsys) == ["Unchanged: 3", page]
    assert run("apply", site) == 0
    assert PlanRun.objects.count() == 1


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("kind", [(), ("--csv",)])
def test_an_exported_folder_changes_nothing_and_has_no_secret(
    run: Run, site: Path, tmp_path: Path, capsys: Output, kind: tuple[str, ...]
) -> None:
    assert run("apply", site) == 0
    capsys.readouterr()
    folder = tmp_path / "exported"

    assert run("export", "Cameras", folder, *kind) == 0
    rows = folder / ("rows.csv" if kind else "rows.yaml")
    assert read_lines(capsys) == [
        f"Written: {folder / 'template.yaml'}",
        f"Written: {rows}",
        "Secrets are left out. They stay in this plan; for another plan, enter them in:",
        "  template/output/webhook/headers/X-Token",
        "  column “Address”, rows: 3",
    ]
    assert sorted(folder.iterdir()) == sorted([folder / "template.yaml", rows])
    assert ["canary" in path.read_text() for path in folder.iterdir()] == [False, False]
    assert run("plan", folder) == 0
    cells = [row.cells for row in Plan.objects.get().rows.order_by("position")]
    assert cells[0] == ["gate-1", "rtsp://admin:canary-gate-1@192.0.2.1/gate-1", "007"]


class Terminal(StringIO):
    """Somebody watches it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("relay")
def test_a_deletion_is_applied_and_a_terminal_sees_how_far_it_is(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("apply", site) == 0
    write_site(site, ["gate-1", "gate-2"])
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    assert run("apply", site, "--delete") == 0
    assert "1/1" in terminal.getvalue()
    assert run("plan", site) == 0


@pytest.mark.usefixtures("relay")
def test_replacing_and_deleting_need_a_flag_of_their_own(run: Run, site: Path, capsys: Output) -> None:
    assert run("apply", site) == 0
    write_site(site, ["gate-1", "gate-2"], host="192.0.2.9")
    capsys.readouterr()

    assert run("apply", site) == 2
    shown = capsys.readouterr()
    assert shown.out.splitlines()[:6] == [
        "To replace (--replace): 2",
        "  gate-1",
        "  gate-2",
        "To delete (--delete): 1",
        "  gate-3",
        "Unchanged: 0",
    ]
    assert shown.err == "Some rows were left out. To apply them, add --replace --delete.\n"
    assert PlanRun.objects.count() == 1


def test_a_wrong_row_is_shown_with_its_line_and_column(run: Run, site: Path, capsys: Output) -> None:
    rows = (site / "rows.yaml").read_text().replace("rtsp://admin:canary-gate-2@192.0.2.1/gate-2", "nonsense")
    (site / "rows.yaml").write_text(rows)

    assert run("plan", site) == 1
    lines = read_lines(capsys)
    assert lines[:5] == ["To create: 2", "  gate-1", "  gate-3", "Invalid: 1", "  gate-2"]
    assert lines[5].startswith(f"    {site / 'rows.yaml'}:4: Address: ")
    assert run("apply", site) == 1
    assert capsys.readouterr().err == "Nothing was applied: fix the rows above first.\n"
    assert PlanRun.objects.count() == 0


def test_what_still_runs_or_is_refused_has_its_own_code(
    run: Run, site: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("apply", site, "--timeout", "0") == 4
    assert read_lines(capsys)[-1] == "Run running: no rows yet of 3"

    assert run("plan", site) == 1
    assert capsys.readouterr().err == (
        "HTTP 409: A run applies the plan. Wait for its end, or pause or cancel it.\n"
    )
    monkeypatch.setenv("TASKBUILDER_TOKEN", "wrong")
    assert run("plan", site) == 1
    assert capsys.readouterr().err.startswith("HTTP 401: ")


def test_a_plan_that_is_missing_and_files_that_are_there_are_named(
    run: Run, site: Path, capsys: Output
) -> None:
    assert run("export", "No", site) == 1
    assert capsys.readouterr().err == "The project has no plan “No”. Its plans: none.\n"
    assert run("plan", site) == 2
    before = (site / "rows.yaml").read_bytes()
    capsys.readouterr()

    assert run("export", "Cameras", site) == 1
    assert capsys.readouterr().err == (
        f"{site / 'template.yaml'}: The file exists already. Choose another folder, or add --overwrite.\n"
    )
    assert (site / "rows.yaml").read_bytes() == before
