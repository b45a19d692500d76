"""What the documents say of the code is printed from the code, and their links lead somewhere."""

import re
from pathlib import Path

import pytest

from taskbuilder import VERSION
from taskbuilder.records.submissions.states import as_mermaid

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_states_are_those_of_the_table() -> None:
    assert re.findall(r"```mermaid\n(.*?)\n```", read("docs/guarantees.md"), re.DOTALL) == [as_mermaid()]


def test_every_variable_is_listed() -> None:
    used = set(re.findall(r'"(TASKBUILDER_\w+)"', read("taskbuilder/settings.py")))
    listed = set(re.findall(r"^\| `(TASKBUILDER_\w+)`", read("docs/operations.md"), re.MULTILINE))

    assert used - {"TASKBUILDER_DEBUG", "TASKBUILDER_DEMO"} == listed


def test_every_command_of_make_is_listed() -> None:
    commands = re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)
    listed = re.findall(r"^\| `make ([a-z]+)`", read("CONTRIBUTING.md"), re.MULTILINE)

    assert sorted({*commands} - {"setup"}) == sorted(listed)


def test_the_version_is_the_newest_of_the_change_log() -> None:
    newest = re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[0]
    declared = re.findall(r'^version = "(.*)"', read("pyproject.toml"), re.MULTILINE)

    assert [newest, *declared] == [VERSION, VERSION]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []
