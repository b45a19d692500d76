"""What every section of a request shares: strict members, its rules, and what is done with its kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import Labels, PlatformOnly, Rules, Secret, find_mark
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.registry import derived, forget
from taskbuilder.taskspec.rules.rule import Rule

if TYPE_CHECKING:
    from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, Translate

EACH: Final = "*"
"""In a path, in place of a list's position or of a free name."""


class Section(BaseModel):
    """An object of the request. Names are the reference's own; types are JSON's, strictly."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    rules: ClassVar[tuple[Rule, ...]] = ()
    """The rules that its file adds to the catalogue."""
    platforms: ClassVar[frozenset[Platform]] = frozenset(Platform)
    missing: ClassVar[str] = "member.type"
    """The rule that asks for required members, where they name none themselves."""
    unexpected: ClassVar[str] = ""
    """The rule against members of its siblings that name none themselves."""

    @classmethod
    def kinds(cls) -> Iterable[type[Section]]:
        """The classes that it comes as: itself, where it comes in one kind only."""
        return (cls,)

    @classmethod
    def outlines(cls) -> Iterable[type[Section]]:
        """Its kinds, in the order in which the reference lists their members."""
        return cls.kinds()

    @classmethod
    def kind_of(cls, value: JsonObject) -> type[Section]:
        """The class of the kind that an object says it is."""
        return cls

    @classmethod
    def siblings(cls) -> Iterable[type[Section]]:
        """The classes whose members do not belong here, in the reference's order."""
        return ()

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        """The problems of an object at that path that no single field shows."""
        yield from ()

    @classmethod
    def describe(cls, value: JsonObject, translate: Translate) -> str:
        """A sentence of its own in the description of a task; empty for what needs none."""
        return ""


def overrides(section: type[Section], name: str) -> bool:
    """Whether a section has its own version of that method."""
    own, shared = getattr(section, name), getattr(Section, name)
    return bool(own.__func__ is not shared.__func__)


def section_of(annotation: Any) -> type[Section] | None:
    """The section class of a member, or of its elements; None for plain values and free objects."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    if get_origin(annotation) is list:
        return section_of(get_args(annotation)[0])
    return None


@derived
def list_parts(section: type[Section]) -> tuple[tuple[str, type[Section], bool], ...]:
    """The members of a section that are sections, or lists of them (True)."""
    found = ((name, info, section_of(info.annotation)) for name, info in section.model_fields.items())
    return tuple(
        (name, below, get_origin(info.annotation) is list) for name, info, below in found if below is not None
    )


@derived
def forbidden_on(section: type[Section], platform: Platform | None) -> tuple[tuple[str, str], ...]:
    """The members of a section that a platform does not take, each with the rule that says so."""
    marks = ((name, find_mark(info, PlatformOnly)) for name, info in section.model_fields.items())
    return tuple((name, mark.rule) for name, mark in marks if mark and platform not in (None, mark.platform))


@derived
def foreign_to(section: type[Section]) -> Mapping[str, str]:
    """The members that other kinds of a section have, and the rule that forbids each here."""
    foreign: dict[str, str] = {}
    for sibling in section.siblings():
        for name, info in sibling.model_fields.items():
            rules = find_mark(info, Rules)
            rule = (rules.unexpected if rules else "") or sibling.unexpected
            if rule and name not in section.model_fields:
                foreign.setdefault(name, rule)
    return foreign


def list_sections(section: type[Section]) -> Iterator[type[Section]]:
    """A section's kinds, and all sections below them."""
    for kind in section.outlines():
        yield kind
        for _name, below, _is_list in list_parts(kind):
            yield from list_sections(below)


def walk_fields(
    section: type[Section], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    """Each field of a section, of all its kinds and of what is below them, with its path."""
    for kind in section.outlines():
        for name, info in kind.model_fields.items():
            yield (*path, name), info
            below = section_of(info.annotation)
            if below is not None:
                is_list = get_origin(info.annotation) is list
                yield from walk_fields(below, (*path, name, EACH) if is_list else (*path, name))


def set_fields(section: type[Section], fields: Mapping[str, FieldInfo]) -> None:
    """Gives a section other fields than it has, and forgets what was worked out from those."""
    section.__pydantic_fields__.clear()
    section.__pydantic_fields__.update(fields)
    section.model_rebuild(force=True)
    forget()


def text(*, min_length: int = 1, **limits: Any) -> Any:
    """A field of a required text: empty is missing (rules.md, "Words")."""
    return Field(min_length=min_length, **limits)


MOST_HEADERS = 10
OPEN_HEADERS = frozenset(
    ("content-type", "accept", "accept-charset", "accept-encoding", "accept-language", "user-agent")
)
"""Headers that never hold a secret (rules.md, "Secrets")."""
Headers = Annotated[
    dict[str, str],
    Secret(but=OPEN_HEADERS),
    Labels(
        item=_("Header"),
        add=_("Add a header"),
        remove=_("Remove header %(number)d"),
        row=_("Header “%(name)s”"),
    ),
    Field(max_length=MOST_HEADERS),
]
"""Header names and values; names and line breaks are checked in `rules/headers.py`."""
