"""What every section of a request shares: strict members, and the rules that they answer to."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from taskbuilder.taskspec.platforms import Platform

ABSENT: Final[Any] = None
"""The default of a member that may be left out. Its annotation does not admit it: null itself is refused."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """The rules of the catalogue that a member answers to, by what can be wrong with it.

    `rule`: its range, pattern or options. `length`: too long, where that is a rule of its own. `missing`: it
    is required, and absent, null or empty. `type`: its JSON type. `each`: an element of it, or a value
    under one of its names.
    """

    rule: str = "member.type"
    length: str = ""
    missing: str = ""
    type: str = "member.type"
    each: str = ""

    @classmethod
    def all_by(cls, rule: str) -> "Held":
        """One rule holds whatever can be wrong."""
        return cls(rule=rule, missing=rule, type=rule, each=rule)


@dataclass(frozen=True)
class Options:
    """What a member's few values mean, for people: (value, label) pairs in the order to offer them."""

    pairs: tuple[tuple[str | int | bool, str], ...]


@dataclass(frozen=True)
class OnlyOn:
    """The one platform that takes a member, and the rule that says so."""

    platform: Platform
    rule: str


class Section(BaseModel):
    """An object of the request. Names are the reference's own; types are JSON's, strictly."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    foreign: ClassVar[dict[str, str]] = {}
    """Members that another kind of this section takes, and the rule that forbids each here."""


def platforms_of(info: FieldInfo) -> frozenset[Platform]:
    """The platforms that take a member."""
    marks = [mark.platform for mark in info.metadata if isinstance(mark, OnlyOn)]
    return frozenset(marks or Platform)


def platform_rule_of(info: FieldInfo) -> str:
    """The rule that keeps a member to one platform, empty for one that all take."""
    return next((mark.rule for mark in info.metadata if isinstance(mark, OnlyOn)), "")


@cache
def forbidden_on(section: type[Section], platform: Platform | None) -> tuple[tuple[str, str], ...]:
    """The members of a section that a platform does not take, each with the rule that says so."""
    return tuple(
        (name, mark.rule)
        for name, info in section.model_fields.items()
        for mark in info.metadata
        if isinstance(mark, OnlyOn) and platform is not None and mark.platform != platform
    )


def text(**limits: Any) -> Any:
    """A field of a required text: empty is missing (rules.md, "Words")."""
    return Field(min_length=1, **limits)


MOST_HEADERS = 10
Headers = Annotated[dict[str, str], Field(max_length=MOST_HEADERS)]
"""Header names and values; names and line breaks are judged in `rules/headers.py`."""
