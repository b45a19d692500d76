"""The names in the reference, where they may be used, and their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object
from taskbuilder.taskspec.marks import Labels, find_mark
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.pointer import Path
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.section import Section, section_of


@dataclass
class Names:
    """One object of the request, the members of all its kinds merged in the reference's order."""

    title: str = ""
    members: dict[str, Names] = field(default_factory=dict)
    row: str = ""
    """What one of its entries, or of its pairs, is called in a message."""

    def learn(self, section: type[Section]) -> None:
        """Takes in the members of one kind's class, those below them too; the first title met stays."""
        for name, info in section.model_fields.items():
            member = self.members.setdefault(name, Names())
            member.title = member.title or info.title or ""
            labels = find_mark(info, Labels)
            member.row = member.row or (labels.row if labels else "")
            below = section_of(info.annotation)
            for kind in below.outlines() if below is not None else ():
                member.learn(kind)


@derived
def request_names() -> Names:
    """The names of a whole request."""
    names = Names(title=_("Request"))
    names.learn(task_request())
    return names


@derived
def title_of(path: Path) -> Term:
    """What people call the member at that path, or the nearest known one above it."""
    names = request_names()
    title = names.title
    for token in path:
        if isinstance(token, str):
            if token not in names.members:
                break
            names = names.members[token]
            title = names.title or token
    return Term(title)


def title_in(request: JsonObject, path: Path) -> Term:
    """As `title_of`, of the kinds that a request has: two of them may have a field of one name."""
    section: type[Section] | None = task_request()
    value: JsonValue = request
    title = ""
    for token in path:
        if isinstance(token, str) and section is not None:
            info = section.kind_of(as_object(value)).model_fields.get(token)
            if info is None:
                return title_of(path)
            title, section = info.title or "", section_of(info.annotation)
        value = look_up(value, token)
    return Term(title) if title else title_of(path)


def look_up(value: JsonValue, token: str | int) -> JsonValue:
    """The member or element of a JSON value; None where it has none."""
    if isinstance(token, int):
        rows = as_list(value)
        return rows[token] if token < len(rows) else None
    return as_object(value).get(token)


def rows_of(where: str) -> Iterator[tuple[str, dict[str, int | str]]]:
    """The rows that a pointer leads through: "Input %(number)d", "Header “%(name)s”", each with what it says.

    A header without a name is left to its message, which numbers it: a pointer cannot.
    """
    names, row = request_names(), ""
    for token in pointer.split(where):
        if token in names.members:
            names = names.members[token]
            row = names.row
        elif row and token.isdecimal() and "%(number)d" in row:
            yield row, {"number": int(token) + 1}
            row = ""
        else:
            if token and "%(name)s" in row:
                # What follows a colon is a value that was typed into the wrong box, and maybe a secret.
                yield row, {"name": one_line(token.partition(":")[0] or token)}
            return


def unknown_names(value: JsonValue, names: Names) -> Iterator[tuple[Path, list[str]]]:
    """The path of each member that the reference does not name, with the nearest names that it knows there.

    Below config, headers and tag, where names are free, nothing is unknown; nor below an unknown member.
    """
    if isinstance(value, list):
        for position, element in enumerate(value):
            if isinstance(element, list):
                continue  # the reference has no list of lists, so nothing in it has a known place
            for path, near in unknown_names(element, names):
                yield (position, *path), near
    elif isinstance(value, dict) and names.members:
        for name, below in value.items():
            known = names.members.get(name)
            if known is None:
                yield (name,), find_nearest(name, names.members)
            else:
                for path, near in unknown_names(below, known):
                    yield (name, *path), near


ALIASES = {
    **dict.fromkeys(("timing", "cron", "timer", "plan", "timetable"), "schedule"),
    **dict.fromkeys(("edgerestful", "edge_restful", "rest", "api"), "restful"),
    **dict.fromkeys(("edge_camera", "edge-camera", "camera", "ipc"), "edgecamera"),
    **dict.fromkeys(("rtsp", "rtmp", "stream", "http"), "url"),
    **dict.fromkeys(("inputs", "source"), "input"),
    **dict.fromkeys(("outputs", "sink", "destination"), "output"),
    **dict.fromkeys(("title", "task_name"), "name"),
}
"""What sibling APIs and plain sense call names and values of the reference (rule `unknown.member`)."""


def find_nearest(name: str, known: Iterable[str]) -> list[str]:
    """The one known name that was probably meant, or none."""
    names, meant = list(known), ALIASES.get(name.lower(), "")
    return [meant] if meant in names else get_close_matches(name.lower(), names, n=1, cutoff=0.6)


def list_names(names: Names) -> Iterator[str]:
    """Every name in the reference."""
    for name, below in names.members.items():
        yield name
        yield from list_names(below)
