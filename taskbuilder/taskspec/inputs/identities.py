"""What makes an input the same as another's: the same thing read, whatever else is said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, is_whole, list_rows
from taskbuilder.taskspec.marks import Identity, find_mark
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.secrets.in_text import mask_url, replace_secrets
from taskbuilder.taskspec.section import Section, list_parts

DIGEST_LENGTH = 20


@dataclass(frozen=True)
class Source:
    """One thing that a request reads: its place, from 1, what says which, and its tags.

    `shared`: what all of its input share, such as a server.
    """

    number: int
    kind: str
    shared: tuple[JsonValue, ...]
    own: tuple[JsonValue, ...]
    tags: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        return all(map(_is_said, self.own))

    @property
    def digest(self) -> str:
        """A hash of all that is not secret, so neither users nor tokens of addresses.

        80 bits: of a billion inputs, two that differ have the same with a chance of one in a million.
        """
        shared = [str("" if each is None else each) for each in self.shared]
        own = (replace_secrets(str(each), lambda _secret: "") for each in self.own)
        parts = [self.kind, *(shared or [""]), *own]
        return sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:DIGEST_LENGTH]

    @property
    def name(self) -> str:
        """As in "rtsp://camera.example.net/main", its secrets masked; empty where it says nothing."""
        return mask_url(" ".join(str(each) for each in (*self.shared, *self.own) if _is_said(each)))


def list_sources(request: JsonObject) -> Iterator[Source]:
    """What each input of a request reads, whole or not."""
    value = as_object(request.get("input"))
    name = value.get("type")
    kind = INPUTS.find(name)
    if kind is None:
        return
    shared = tuple(
        each
        for member, section, is_list in list_parts(kind)
        if not is_list
        for each in _read(section, as_object(value.get(member)))
    )
    for number, (_path, entry) in enumerate(list_rows(value.get("data")), start=1):
        tags = tuple(_list_tags(entry.get("tag")))
        yield Source(number, str(name), shared, tuple(_read(kind.data_class, entry)), tags)


def _list_tags(value: JsonValue) -> Iterator[str]:
    """As in "site=north", of a camera's sets of tags."""
    for _path, tags in list_rows(value):
        yield from (f"{name}={each}" for name, each in tags.items() if isinstance(each, str))


def identify_inputs(request: JsonObject) -> Iterator[tuple[int, str]]:
    """Each input's place, from 1, and its digest, of those that say what they read."""
    return ((source.number, source.digest) for source in list_sources(request) if source.is_whole)


def name_inputs(request: JsonObject) -> Iterator[str]:
    """What each input reads, in words; what is secret in it is masked."""
    return filter(None, (source.name for source in list_sources(request)))


def _is_said(value: JsonValue) -> bool:
    """Whether a member says something: a text, or a number that any platform could take."""
    return value.bit_length() < 64 if is_whole(value) else isinstance(value, str) and value != ""


def _read(section: type[Section], value: JsonObject) -> list[JsonValue]:
    return [value.get(name) for name in list_identity(section)]


@derived
def list_identity(section: type[Section]) -> tuple[str, ...]:
    """The members that say what is read."""
    return tuple(name for name, info in section.model_fields.items() if find_mark(info, Identity))
