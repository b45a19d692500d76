"""YAML as plain data: no tags, no aliases, no name twice, bounded; each fault with its file and line."""

import re
from pathlib import Path
from typing import TypeAlias

import yaml

from taskbuilder.command.failure import Failed

MOST_BYTES = 20 * 1024 * 1024
DEEPEST = 50
Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
_PLAIN = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value"})
"""What YAML takes a value for that has no tag."""
_INT = re.compile(r"-?(?:0|[1-9]\d{0,18})")
_FLOAT = re.compile(r"-?(?:0|[1-9]\d{0,18})\.\d{1,18}(?:[eE][-+]\d{1,3})?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(path: Path) -> yaml.Node | None:
    """The file's one document, not read any further yet; None where it is empty. Raises Failed."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Failed(f"{path}: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise Failed(f"{path}: The file is larger than {MOST_BYTES // 1024**2} MB.")
    try:
        return yaml.compose(data.decode("utf-8-sig"), Loader=_LOADER)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Failed(f"{path}:{line}: The text is not UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Failed(f"{path}:{mark.line + 1 if mark else 1}: Invalid YAML: {error.problem}.") from None
    except yaml.YAMLError:
        raise Failed(f"{path}: Invalid YAML: it has a character that is not allowed.") from None
    except RecursionError:
        raise Failed(f"{path}: Invalid YAML: it is nested too deeply.") from None


def locate(path: Path, node: yaml.Node) -> str:
    return f"{path}:{node.start_mark.line + 1}"


class Reader:
    """Makes values of one file's nodes. Times, dates and words such as `yes` are texts, as in YAML 1.2."""

    def __init__(self, path: Path, *, is_text: bool = False) -> None:
        self.path = path
        self.is_text = is_text
        """Whether every value is a text, exactly as it was typed: 007 is not 7."""
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, depth: int = 0) -> Value:
        """Raises Failed."""
        self._check(node, depth)
        if isinstance(node, yaml.MappingNode):
            return {name: self.read(value, depth + 1) for name, value in self.list_members(node)}
        if isinstance(node, yaml.SequenceNode):
            return [self.read(each, depth + 1) for each in node.value]
        is_quoted = isinstance(node, yaml.ScalarNode) and bool(node.style)
        return node.value if self.is_text or is_quoted else read_scalar(node.value)

    def list_members(self, node: yaml.Node) -> list[tuple[str, yaml.Node]]:
        """Names and values of a mapping. Raises Failed where a name is missing or comes twice."""
        if not isinstance(node, yaml.MappingNode):
            raise Failed(f"{locate(self.path, node)}: Enter names with values here, such as `name: value`.")
        names: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Failed(f"{locate(self.path, key)}: A name should be a text.")
            if key.value in names:
                raise Failed(f"{locate(self.path, key)}: “{key.value}” appears twice.")
            names.add(key.value)
        return [(key.value, value) for key, value in node.value]

    def _check(self, node: yaml.Node, depth: int) -> None:
        where = locate(self.path, node)
        if depth > DEEPEST:
            raise Failed(f"{where}: The file is nested more than {DEEPEST} levels deep.")
        if id(node) in self._seen:
            raise Failed(f"{where}: Aliases (*name) are not supported. Write the value out.")
        if node.tag.removeprefix(_PLAIN) not in _PLAIN_TAGS:
            raise Failed(f"{where}: Tags (!name) are not supported. Delete the tag.")
        self._seen.add(id(node))


def read_scalar(text: str) -> str | int | float | bool | None:
    """What a text without quotes means."""
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return _WORDS.get(text, text)


def write_yaml(path: Path, value: object) -> None:
    """Members in their order, texts as they are."""
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8")
