"""Folders that are plans, and those that are not: each fault with its file and line."""

from pathlib import Path

import pytest

from taskbuilder.command.failure import Failed
from taskbuilder.command.folder import read_folder
from taskbuilder.command.main import main

TEMPLATE = "name: Cameras\nservice: a\ntemplate:\n  name: gate\n"
ROWS = "- Camera: 007\n  Note: yes\n- Camera: 10:00:00\n"


def read(folder: Path, *, template: str = TEMPLATE, rows: str = ROWS) -> tuple[list[str], list[list[str]]]:
    (folder / "template.yaml").write_text(template)
    (folder / "rows.yaml").write_text(rows)
    found = read_folder(folder)
    return found.rows.headers, found.rows.cells


def test_cells_are_texts_as_they_were_typed(tmp_path: Path) -> None:
    assert read(tmp_path) == (["Camera", "Note"], [["007", "yes"], ["10:00:00", ""]])
    assert read_folder(tmp_path).rows.lines == [1, 3]


def test_the_template_has_numbers_and_truths_but_no_dates(tmp_path: Path) -> None:
    read(
        tmp_path,
        template=TEMPLATE + "  at: 10:00:00\n  day: 2026-01-02\n  n: 3\n  f: 0.5\n  b: true\n  o: on\n",
    )
    assert read_folder(tmp_path).document["template"] == {
        "name": "gate", "at": "10:00:00", "day": "2026-01-02", "n": 3, "f": 0.5, "b": True, "o": "on",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"template": "name: [\n"}, "template.yaml:2: Invalid YAML: "),
        ({"template": ""}, "template.yaml: The file is empty. It needs name, service, template."),
        ({"template": "name: a\n"}, "template.yaml: Missing: service, template."),
        ({"template": TEMPLATE + "name: b\n"}, "template.yaml:5: “name” appears twice."),
        ({"template": TEMPLATE + "nmae: b\n"}, "template.yaml:5: “nmae” is unknown. Known are: "),
        ({"template": TEMPLATE + "  x: !!python/name:os.system\n"}, "template.yaml:5: Tags (!name) are not "),
        ({"template": TEMPLATE + "  x: &a [1]\n  y: *a\n"}, "template.yaml:5: Aliases (*name) are not "),
        (
            {"template": TEMPLATE + f"  x: {'[' * 60 + ']' * 60}\n"},
            "template.yaml:5: The file is nested more ",
        ),
        ({"rows": "a: b\n"}, "rows.yaml:1: Enter a list of rows, each beginning with `- `."),
        ({"rows": "- a: b\n- a\n"}, "rows.yaml:2: Enter names with values here, such as `name: value`."),
        ({"rows": "- a: b\n- a: [b]\n"}, "rows.yaml:2: “a” should be a text."),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(
    tmp_path: Path, changed: dict[str, str], message: str
) -> None:
    with pytest.raises(Failed) as raised:
        read(tmp_path, **changed)
    assert str(raised.value).startswith(f"{tmp_path}/{message}")


def test_one_file_has_the_rows(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "rows.csv").write_text("Camera\ngate\n")
    with pytest.raises(Failed, match=r"has both of rows\.yaml and rows\.csv"):
        read_folder(tmp_path)
    (tmp_path / "rows.yaml").unlink()
    assert read_folder(tmp_path).rows.cells == [["gate"]]


def test_what_the_command_needs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("TASKBUILDER_URL", "TASKBUILDER_TOKEN", "TASKBUILDER_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    assert main(["plan", str(tmp_path), "--url", "http://localhost"]) == 1
    assert capsys.readouterr().err == (
        "Missing: --token or TASKBUILDER_TOKEN, --project or TASKBUILDER_PROJECT.\n"
    )
