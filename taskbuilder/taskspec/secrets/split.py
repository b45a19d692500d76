"""Splits a request's secrets off, and joins them again (rules.md, "Secrets")."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast, get_origin

from taskbuilder.taskspec.json_value import Json, JsonObject, JsonValue, write_line
from taskbuilder.taskspec.marks import Secret, find_mark
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import list_names, request_names
from taskbuilder.taskspec.paths.pointer import Path, Token
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.secrets.declared import NOTHING as UNDECLARED
from taskbuilder.taskspec.secrets.declared import Declared
from taskbuilder.taskspec.secrets.in_text import mask_url as mask_url
from taskbuilder.taskspec.secrets.names import is_key_name, is_secret_name, is_user_name
from taskbuilder.taskspec.secrets.user_info import MASK as MASK
from taskbuilder.taskspec.section import EACH, walk_fields

IsSecret = Callable[[Path, Any, Mapping[str, Any]], bool]
"""Whether the value at a path is secret, given what is beside it in its object."""
NOTHING: Mapping[str, Any] = {}
Masked = dict[str, tuple[str, Declared, JsonValue]]
"""Member of a request → its value as JSON, what a schema declares secret, and what is shown of that."""


def split_secrets(request: Json, declared: Declared = UNDECLARED) -> tuple[Json, dict[str, JsonValue]]:
    """A copy of the request with MASK where a secret stood, and the secrets by JSON Pointer.

    Secret are: the VCN password, header values, members of config whose name says so or whose schema does
    (`declared`), and of any URL the user, the password and what its query and path name as secret. Takes any
    JSON value.
    """
    return _split(request, _secret_test(), declared)


def split_anywhere(value: Json, declared: Declared = UNDECLARED) -> tuple[Json, dict[str, JsonValue]]:
    """As split_secrets, for what was meant as a request and may be of any shape: a name that says so hides
    its value at any place and in any spelling, and so do headers.
    """
    return _split(value, _may_be_secret, declared)


def mask_members(request: JsonObject, known: Masked, declared: Declared = UNDECLARED) -> JsonObject:
    """What is shown of a request. `known` remembers each member and what is shown of it: of two drafts that
    follow each other only one differs.
    """
    is_secret = _secret_test()
    for name, value in request.items():
        written = write_line(value)  # 1 and true are equal in Python
        if name not in known or known[name][:2] != (written, declared):
            shown = _mask(value, (name,), {}, is_secret, _place_in(declared, (), name), request)
            known[name] = written, declared, shown
    return {name: known[name][2] for name in request}


def _split(value: Any, is_secret: IsSecret, declared: Declared) -> tuple[Any, dict[str, JsonValue]]:
    secrets: dict[str, JsonValue] = {}
    return _mask(value, (), secrets, is_secret, declared), secrets


def join_secrets(request: Json, secrets: Mapping[str, JsonValue]) -> Json:
    """The whole request again: a copy with each secret put where its pointer says."""
    whole: Any = copy_json(request)
    for where, value in secrets.items():
        whole = pointer.put(whole, where, value)
    return cast("Json", whole)


def copy_json(value: Json) -> Json:
    """A JSON value of its own, in a tenth of the time of `copy.deepcopy`."""
    if isinstance(value, dict):
        return cast("Json", {name: copy_json(below) for name, below in value.items()})
    if isinstance(value, list):
        return cast("Json", [copy_json(below) for below in value])
    return value


def find_masks(value: JsonValue | Mapping[str, JsonValue], path: Path = ()) -> Iterator[Path]:
    """The paths of every text with a MASK whose secret is unknown."""
    if isinstance(value, str) and MASK in value:
        yield path
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from find_masks(below, (*path, name))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from find_masks(below, (*path, position))


def is_masked(request: JsonValue, where: str, declared: Declared = UNDECLARED) -> bool:
    """Whether the value at a pointer is a secret that is hidden: no limit can be checked on what is unknown.

    In headers this is not asked: what is wrong there may be the name.
    """
    if not where.startswith("/config/") and where.rpartition("/")[2] not in secret_names():
        return False
    try:
        value = pointer.get(request, where)
    except LookupError:
        return False
    if not isinstance(value, str) or MASK not in value:
        return False
    path = tuple(pointer.split(where))
    if len(path) > 1 and path[-2] in secret_groups():
        return False
    holder = pointer.get(request, pointer.join(path[:-1]))
    is_named = _secret_test()(path, value, holder if isinstance(holder, dict) else NOTHING)
    return is_named or (path[0] == "config" and len(path) > 1 and declared.at(path[1:]).is_secret)


def _mask(
    value: Any,
    path: Path,
    secrets: dict[str, JsonValue],
    is_secret: IsSecret,
    place: Declared,
    holder: Mapping[str, Any] = NOTHING,
) -> Any:
    """A copy of what is shown of a value; its secrets are gathered, and nothing inside one is looked at.

    `place`: what the schema of a config declares secret there; of a whole request, of its config.
    """
    is_declared = len(path) > 1 and place.is_secret and value is not None and value != ""
    is_hidden = is_declared or is_secret(path, value, holder)
    if is_hidden or isinstance(value, str):
        shown = MASK if is_hidden else mask_url(value)
        if shown != value:
            secrets[pointer.join(path)] = value
        return shown
    if isinstance(value, dict):
        return {
            name: _mask(below, (*path, name), secrets, is_secret, _place_in(place, path, name), value)
            for name, below in value.items()
        }
    if isinstance(value, list):
        return [
            _mask(below, (*path, position), secrets, is_secret, _place_in(place, path, position))
            for position, below in enumerate(value)
        ]
    return value


def _place_in(place: Declared, path: Path, name: Token) -> Declared:
    """The place of a member or entry of the value at a path; of a request, only its config has one."""
    if path:
        return place.below(name)
    return place if name == "config" else UNDECLARED


def _secret_test() -> IsSecret:
    """Whether a value at a path of a request is secret, by what is registered now."""
    named, grouped = _paths_by_name()

    def is_secret(path: Path, value: Any, holder: Mapping[str, Any]) -> bool:
        if not path or value is None or value == "":
            return False
        last = path[-1]
        if path[0] == "config":
            if len(path) == 1:
                return isinstance(value, str)  # not a config, but it may be the text of one
            return isinstance(last, str) and says_secret(last, value, holder)
        return (last in named or (len(path) > 1 and path[-2] in grouped)) and is_marked(path)

    return is_secret


def says_secret(name: str, value: JsonValue, beside: Mapping[str, Any]) -> bool:
    """Whether a member's name says that its value is secret, or a user beside a secret."""
    if isinstance(value, bool | int | float) and is_key_name(name):
        return False
    return is_secret_name(name) or (is_user_name(name) and any(map(is_secret_name, beside)))


def is_marked(path: Path) -> bool:
    """Whether the field at that path says that it is secret."""
    named, grouped = _paths_by_name()
    last, above = path[-1] if path else "", path[-2] if len(path) > 1 else ""
    if any(_fits(each, path) for each in named.get(last, ())):
        return True
    name = str(last).lower()
    return any(_fits(each, path) and name not in open_names(each) for each in grouped.get(above, ()))


@derived
def open_names(pattern: tuple[str, ...]) -> frozenset[str]:
    """The names in a secret object whose values are shown, in lower case."""
    for path, info in walk_fields(task_request()):
        if path == pattern[:-1] and (mark := find_mark(info, Secret)):
            return mark.but
    return frozenset()


def _fits(pattern: tuple[str, ...], path: Path) -> bool:
    if len(pattern) != len(path):
        return False
    for each, token in zip(pattern, path, strict=True):  # noqa: SIM110 - twice as fast, for every value
        if each != token and each != EACH:
            return False
    return True


Patterns = dict[Token, tuple[tuple[str, ...], ...]]


@derived
def _paths_by_name() -> tuple[Patterns, Patterns]:
    """The secret paths by their last name; of those that end in EACH, by the name before."""
    named: Patterns = {}
    grouped: Patterns = {}
    for path in secret_paths():
        known, name = (grouped, path[-2]) if path[-1] == EACH else (named, path[-1])
        known[name] = (*known.get(name, ()), path)
    return named, grouped


@derived
def secret_paths() -> frozenset[tuple[str, ...]]:
    """Where a request has secrets: the paths of the fields that say so, with EACH for positions and names."""
    return frozenset(
        (*path, EACH) if get_origin(info.annotation) in (dict, list) else path
        for path, info in walk_fields(task_request())
        if find_mark(info, Secret)
    )


@derived
def secret_names() -> frozenset[str]:
    """The names of the fields that are secret."""
    return frozenset(path[-2] if path[-1] == EACH else path[-1] for path in secret_paths())


@derived
def harmless_names() -> frozenset[str]:
    """The members of a request that are shown of a text which cannot be read; the others may be anything."""
    return frozenset(list_names(request_names())) - secret_names() - {"config"}


@derived
def secret_groups() -> frozenset[str]:
    """The names of the fields in which each value is secret, such as headers."""
    return frozenset(path[-2] for path in secret_paths() if path[-1] == EACH)


def _may_be_secret(path: Path, value: Any, holder: Mapping[str, Any]) -> bool:
    if value is None or value == "":
        return False
    is_json = isinstance(value, str) and value.lstrip()[:1] in ("{", "[")
    if is_json and names_secret(value):
        return True
    *above, last = ("", *path)
    name = str(last).lower()
    if above and str(above[-1]).lower() in secret_groups():
        return not (isinstance(value, str) and name in open_headers())
    if "value" in holder and name in PAIR_NAMES:  # a collection of requests writes headers as pairs
        return False
    if name == "value":
        named = next((each for member, each in holder.items() if member.lower() in PAIR_NAMES), "")
        is_header = any(str(each).lower() in PAIR_GROUPS for each in above)
        if isinstance(named, str) and named:
            return is_secret_name(named) or (is_header and named.lower() not in open_headers())
    return (
        says_secret(str(last), value, holder if "config" in above else NOTHING)
        or (name in secret_names() and not (name in secret_groups() and isinstance(value, dict | list)))
        or (name == "config" and isinstance(value, str) and not is_json)
    )


def names_secret(text: str) -> bool:
    """Whether JSON within a text has a member whose name says so."""
    return any(map(is_secret_name, _NAME.findall(text))) or any(
        name in text.lower() for name in secret_names()
    )


PAIR_NAMES, PAIR_GROUPS = frozenset({"key", "name"}), frozenset({"header", "headers"})
_NAME = re.compile(r"[\w.\-]++")


@derived
def open_headers() -> frozenset[str]:
    """The names whose values are shown in any secret object."""
    marks = (find_mark(info, Secret) for _path, info in walk_fields(task_request()))
    return frozenset(name for mark in marks if mark for name in mark.but)
