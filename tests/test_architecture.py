"""The worked examples of docs/architecture.md, written into a copy of the tree, do what they say."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("taskbuilder", "templates", "static", "tests")
EXAMPLE = re.compile(
    r"^### (?P<title>[^\n]+) \((?P<files>\d) files?\)\n(?P<body>.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL
)
HEADER = r"(?:# |\{# )(?P<file>[\w/.]+)(?:, (?P<place>at the end|after: [^\n]+?))?(?: #\})?"
BLOCK = re.compile(rf"^```\w+\n{HEADER}\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """Code to put into a file: a whole file, or lines at a place of one."""

    file: str
    place: str
    text: str

    def apply(self, root: Path) -> None:
        path = root / self.file
        if not self.place:
            path.write_text(self.text, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines.insert(self._find(lines), self.text)
        path.write_text("".join(lines), encoding="utf-8")

    def _find(self, lines: list[str]) -> int:
        """How many lines come before the text."""
        if self.place == "at the end":
            return len(lines)
        wanted = self.place.removeprefix("after: ")
        [found] = [number for number, line in enumerate(lines, start=1) if line.strip() == wanted]
        return found


@dataclass(frozen=True)
class Example:
    """One heading of the document, how many files it says, and its blocks."""

    title: str
    files: int
    blocks: tuple[Block, ...]


def read_examples() -> Iterator[Example]:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for found in EXAMPLE.finditer(text):
        blocks = (
            Block(each["file"], each["place"] or "", each["text"]) for each in BLOCK.finditer(found["body"])
        )
        yield Example(found["title"], int(found["files"]), tuple(blocks))


EXAMPLES = list(read_examples())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with every example in it."""
    root = tmp_path_factory.mktemp("examples")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    for example in EXAMPLES:
        for block in example.blocks:
            block.apply(root)
    compile_words(root)
    return root


def compile_words(root: Path) -> None:
    catalogue = root / "taskbuilder/locale/zh_Hans/LC_MESSAGES/django.po"
    with catalogue.open("rb") as source, catalogue.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source, locale="zh_Hans"))


def test_every_way_to_grow_has_an_example_of_as_many_files_as_it_says() -> None:
    counted = {
        each.title: len({block.file for block in each.blocks if not block.file.endswith(".po")})
        for each in EXAMPLES
    }

    assert counted == {each.title: each.files for each in EXAMPLES}
    assert counted == {"An optional field": 1, "An input kind": 1, "A sink": 1, "A step": 2, "A page": 3}


def test_every_block_of_the_document_is_run() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

    assert len(re.findall(r"^```\w+$", text, re.MULTILINE)) == sum(len(each.blocks) for each in EXAMPLES)


def test_the_examples_work(copy: Path) -> None:
    """The checks run in a process of their own, in which the product is the copy."""
    command = ["pytest", "-q", "-p", "no:cacheprovider", "tests/web/worked_examples.py"]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=copy, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_examples_keep_to_the_style(copy: Path) -> None:
    files = sorted({block.file for each in EXAMPLES for block in each.blocks if block.file.endswith(".py")})
    for command in (["check", "--quiet"], ["format", "--diff"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *files],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
