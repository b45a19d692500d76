"""What makes an input the same as another's: the same thing read, whatever else is said of it."""

from collections.abc import Iterator
from hashlib import sha256

from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, is_whole, list_rows
from taskbuilder.taskspec.marks import Identity, find_mark
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.secrets.in_text import mask_url, replace_secrets
from taskbuilder.taskspec.section import Section, list_parts


def identify_inputs(request: JsonObject) -> Iterator[tuple[int, str]]:
    """Each input's place, from 1, and its digest (64 hex digits), of those that say what they read.

    It includes nothing secret, so neither users nor tokens of addresses.
    """
    value = as_object(request.get("input"))
    name = value.get("type")
    kind = INPUTS.find(name)
    if kind is None:
        return
    shared = [
        str("" if each is None else each)
        for member, section, is_list in list_parts(kind)
        if not is_list
        for each in _read(section, as_object(value.get(member)))
    ]
    for number, (_path, entry) in enumerate(list_rows(value.get("data")), start=1):
        own = _read(kind.data_class, entry)
        if all(map(_is_said, own)):
            texts = (replace_secrets(str(each), lambda _secret: "") for each in own)
            parts = [str(name), *(shared or [""]), *texts]
            yield number, sha256("\n".join(parts).encode(errors="replace")).hexdigest()


def _is_said(value: JsonValue) -> bool:
    """Whether a member says something: a text, or a number that any platform could take."""
    return value.bit_length() < 64 if is_whole(value) else isinstance(value, str) and value != ""


def _read(section: type[Section], value: JsonObject) -> list[JsonValue]:
    return [value.get(name) for name in _identity_of(section)]


@derived
def _identity_of(section: type[Section]) -> tuple[str, ...]:
    """The members that say what is read."""
    return tuple(name for name, info in section.model_fields.items() if find_mark(info, Identity))


def name_inputs(request: JsonObject) -> Iterator[str]:
    """What each input reads, as in "rtsp://camera.example.net/main"; what is secret in it is masked."""
    value = as_object(request.get("input"))
    kind = INPUTS.find(value.get("type"))
    if kind is None:
        return
    shared = [
        each
        for member, section, is_list in list_parts(kind)
        if not is_list
        for each in _read(section, as_object(value.get(member)))
    ]
    for _path, entry in list_rows(value.get("data")):
        said = [each for each in (*shared, *_read(kind.data_class, entry)) if _is_said(each)]
        if said:
            yield mask_url(" ".join(map(str, said)))
