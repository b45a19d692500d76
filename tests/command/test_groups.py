"""A folder whose rows are grouped into tasks."""

from pathlib import Path

import pytest
import yaml

from taskbuilder.command.yaml_file import write_yaml
from taskbuilder.records.models import Plan
from tests.command.conftest import Run

Output = pytest.CaptureFixture[str]


def group(site: Path, grouping: dict[str, object], *hosts: str) -> None:
    """Two sites' cameras, each with a host of its own."""
    plan = yaml.safe_load((site / "template.yaml").read_text())
    plan["columns"] = {"Address": "/input/data/0/url"}
    write_yaml(site / "template.yaml", plan | {"grouping": grouping})
    rows = [
        {"Camera": f"gate-{number}", "Address": f"rtsp://{host}/{number}", "Site": "north"}
        for number, host in enumerate(hosts, start=1)
    ]
    write_yaml(site / "rows.yaml", rows)


@pytest.mark.parametrize("grouping", [{"column": "Site"}, {"inputs": 2}])
def test_an_exported_folder_has_the_same_groups(
    run: Run, site: Path, tmp_path: Path, grouping: dict[str, object]
) -> None:
    group(site, grouping, "a.example.com", "b.example.com", "c.example.com")
    assert run("plan", site) == 2
    plan = Plan.objects.get()
    cells = [row.cells for row in plan.rows.order_by("position")]
    assert [len(each) // len(plan.headers) for each in cells] == ([3] if "column" in grouping else [2, 1])
    folder = tmp_path / "exported"
    assert run("export", "Cameras", folder) == 0
    exported = yaml.safe_load((folder / "template.yaml").read_text())["grouping"]
    assert exported == {"column": "Group"} | grouping
    assert run("plan", folder) == 2
    assert [row.cells for row in plan.rows.order_by("position")] == cells


def test_a_problem_is_at_its_row(run: Run, site: Path, capsys: Output) -> None:
    group(site, {"column": "Site"}, "a.example.com", "not a host")
    assert run("plan", site) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith(f"    {site / 'rows.yaml'}:4: Address: ") for line in lines[2:3]] == [True]
