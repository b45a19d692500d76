"""What the README says of the code is printed from the code."""

import re
from pathlib import Path

from taskbuilder.records.states import as_mermaid

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_states_are_those_of_the_table() -> None:
    text = README.read_text(encoding="utf-8")

    assert re.findall(r"```mermaid\n(.*?)\n```", text, re.DOTALL) == [as_mermaid()]


def test_every_variable_is_listed() -> None:
    settings = README.parent / "taskbuilder" / "settings.py"
    read = set(re.findall(r'"(TASKBUILDER_\w+)"', settings.read_text(encoding="utf-8")))
    listed = set(re.findall(r"^\| `(TASKBUILDER_\w+)`", README.read_text(encoding="utf-8"), re.MULTILINE))

    assert read - {"TASKBUILDER_DEBUG", "TASKBUILDER_DEMO"} == listed
