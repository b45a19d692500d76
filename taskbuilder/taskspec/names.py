"""The names that the reference knows, where they may stand, and what people call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, get_args, get_origin

from taskbuilder.taskspec.pointer import Token
from taskbuilder.taskspec.sections.inputs import INPUTS, InputData, UntypedInput
from taskbuilder.taskspec.sections.outputs import Output
from taskbuilder.taskspec.sections.request import TaskRequest
from taskbuilder.taskspec.sections.resources import Estimate
from taskbuilder.taskspec.sections.schedule import SCHEDULES
from taskbuilder.taskspec.sections.section import Section
from taskbuilder.taskspec.words import gettext_noop as _


@dataclass
class Names:
    """One object of the request, the members of all its kinds merged in the reference's order."""

    title: str = ""
    members: dict[str, Names] = field(default_factory=dict)

    def learn(self, section: type[Section]) -> None:
        """Takes in the members of one kind's class, those below them too; the first title met stays."""
        for name, info in section.model_fields.items():
            member = self.members.setdefault(name, Names())
            member.title = member.title or info.title or ""
            below = section_of(info.annotation)
            if below is not None:
                member.learn(below)


def section_of(annotation: Any) -> type[Section] | None:
    """The section class of a member, or of its elements; None for plain values and free objects."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    if get_origin(annotation) is list:
        return section_of(get_args(annotation)[0])
    return None


def _learn_request() -> Names:
    request = Names(title=_("Request"))
    request.learn(TaskRequest)
    sections = request.members
    sections["input"].learn(UntypedInput)
    # No kind has all members of table 7, so that their order is told first.
    sections["input"].members["data"].members = {name: Names() for name in InputData.foreign}
    for kind in INPUTS.values():
        sections["input"].learn(kind)
    sections["schedule"].learn(SCHEDULES[None, None])
    for schedule in SCHEDULES.values():
        sections["schedule"].learn(schedule)
    sections["output"].learn(Output)
    sections["source_usage_estimate"].learn(Estimate)
    sections["input"].members["type"].title = _("Input type")
    return request


REQUEST = _learn_request()


@lru_cache(maxsize=1024)
def title_of(path: tuple[Token, ...]) -> str:
    """What people call the member at that path, or the nearest known one above it."""
    names, title = REQUEST, REQUEST.title
    for token in path:
        if isinstance(token, str):
            if token not in names.members:
                break
            names = names.members[token]
            title = names.title or token
    return title


def unknown_names(value: Any, names: Names = REQUEST) -> Iterator[tuple[tuple[Token, ...], list[str]]]:
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
                yield (name,), get_close_matches(name.lower(), names.members, n=1, cutoff=0.6)
            else:
                for path, near in unknown_names(below, known):
                    yield (name, *path), near


def list_names(names: Names = REQUEST) -> Iterator[str]:
    """Every name that the reference knows, wherever it may stand."""
    for name, below in names.members.items():
        yield name
        yield from list_names(below)
