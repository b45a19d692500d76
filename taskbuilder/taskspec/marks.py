"""What a field of a request says of itself beside its type: rules, labels, choices, platforms, secrecy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic.fields import FieldInfo

from taskbuilder.taskspec.platforms import Platform

ABSENT: Final[Any] = None
"""The default of a member that may be left out. Its annotation does not admit it: null itself is refused."""
WORDS = "x-words"
"""In a JSON Schema, beside the pattern of a member that is read in any letter case: its words."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of the catalogue that a member answers to, by what can be wrong with it.

    `rule`: its range, pattern or choices. `length`: too long, where that is a rule of its own. `missing`: it
    is required, and absent, null or empty. `type`: its JSON type. `each`: an element of it, or a value
    under one of its names. `unexpected`: another kind of its section has it.
    """

    rule: str = "member.type"
    length: str = ""
    missing: str = ""
    type: str = "member.type"
    each: str = ""
    unexpected: str = ""

    @classmethod
    def all_by(cls, rule: str, *, unexpected: str = "") -> "Rules":
        """One rule for whatever can be wrong."""
        return cls(rule=rule, missing=rule, type=rule, each=rule, unexpected=unexpected)


@dataclass(frozen=True)
class Choices:
    """What a member's few values mean, for people: (value, label) pairs in the order to offer them."""

    pairs: tuple[tuple[str | int | bool, str], ...]


@dataclass(frozen=True)
class OneOf:
    """Where the names are registered of which a member takes one."""

    names: Callable[[], Iterable[str]]


@dataclass(frozen=True)
class PlatformOnly:
    """The one platform that takes a member, and the rule that says so."""

    platform: Platform
    rule: str


@dataclass(frozen=True)
class RequiredOn:
    """A platform that needs a member which others do not, and the rule that says so."""

    platform: Platform
    rule: str


@dataclass(frozen=True)
class RequiredByService:
    """The setting of a service that makes a member required, and the rule that says so.

    `help_if_so` and `help_if_not` are its help once the service is known, where that is more exact.
    """

    setting: str
    rule: str
    help_if_so: str = ""
    help_if_not: str = ""


@dataclass(frozen=True)
class Secret:
    """Stored encrypted, and shown nowhere. Of an object with free names, each value is, but for those under
    the names of `but`, in lower case.
    """

    but: frozenset[str] = frozenset()


class AddressPart(StrEnum):
    """How much of an address a member has: all of it, or one part."""

    URL = "url"
    HOST = "host"
    PORT = "port"


@dataclass(frozen=True)
class Destination:
    """The address, or a part of it, that the secrets beside it and below it are sent to."""

    part: AddressPart


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What one entry of a list, or one pair of an object with free names, is called.

    `add` and `remove` are its buttons; `row` names it in messages by its `number`, or a pair by its `name`.
    """

    item: str
    add: str
    remove: str
    row: str = ""


class Control(StrEnum):
    """A text that is asked for in a way of its own."""

    OFFSET = "offset"
    TIME = "time"


@dataclass(frozen=True)
class Driver:
    """A member of few values on which others depend: a form is drawn again when it changes."""


@dataclass(frozen=True)
class Prose:
    """A text for people, in which any character may be and braces mean nothing."""


@dataclass(frozen=True)
class Visible:
    """A text with a form of its own in which a character that cannot be seen is to be named."""


@dataclass(frozen=True)
class Suggested:
    """A member whose past values are offered again."""


@dataclass(frozen=True)
class Searched:
    """A member by whose text a submission is found; of a whole address, by its host and path."""


@dataclass(frozen=True)
class Identity:
    """A member that says what is read, or where results go: inputs, or sinks, that share it are the same."""


Mark = TypeVar("Mark")


def find_mark(info: FieldInfo, kind: type[Mark]) -> Mark | None:
    """The mark of that kind that is nearest to the field; None where it has none."""
    return next((mark for mark in reversed(info.metadata) if isinstance(mark, kind)), None)
