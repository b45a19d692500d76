"""What a draft records of what a schema declared secret: the schema may say something else tomorrow."""

from collections.abc import Iterable

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, write_line
from taskbuilder.taskspec.secrets.declared import Declared, read_declared
from taskbuilder.taskspec.secrets.malformed_json import find_spans

HIDDEN: JsonObject = {"writeOnly": True}


def record_declared(
    config: JsonValue, text: str | None, places: Iterable[Declared], before: JsonObject
) -> JsonObject:
    """A schema that declares secret what is so in a draft, and nothing else; {} for nothing.

    `text`: a whole request beside the config; `before`: what was recorded of the draft so far.
    """
    found: list[JsonObject] = []
    for place in places:
        found.append(record_value(config, place))
        if isinstance(config, str):
            found.append(record_text(config, place, before))
        if text is not None:
            found.append(record_request(text, place, before))
    return join(found)


def record_request(text: str, place: Declared, before: JsonObject) -> JsonObject:
    try:
        return record_value(as_object(read_json(text)).get("config"), place)
    except UnreadableJson:
        return record_text(text, place, before)


def record_text(text: str, place: Declared, before: JsonObject) -> JsonObject:
    """Of a text without places: what was recorded, and the names in it that are secret somewhere."""
    if not place.parts:
        return {}
    known = read_declared("null", write_line(before))
    names = {span.name for span in find_spans(text, declared=place) if place.hides_name(span.name)}
    new: JsonObject = {name: HIDDEN for name in sorted(names) if not known.hides_name(name)}
    return join([before, {"properties": new} if new else {}])


def record_value(value: JsonValue, place: Declared) -> JsonObject:
    """What is declared secret of a value at that place, and is not empty."""
    if place.is_secret and value is not None and value != "":
        return HIDDEN
    if not place.parts:
        return {}
    if isinstance(value, dict):
        below = {name: record_value(each, place.below(name)) for name, each in value.items()}
        members: JsonObject = {name: each for name, each in below.items() if each}
        return {"properties": members} if members else {}
    entries = join(record_value(each, place.below(number)) for number, each in enumerate(as_list(value)))
    return {"items": entries} if entries else {}


def join(found: Iterable[JsonObject]) -> JsonObject:
    """One schema that says what each of these does."""
    different: list[JsonValue] = []
    for each in found:
        if each and each not in different:
            different.append(each)
    return as_object(different[0]) if len(different) == 1 else {"allOf": different} if different else {}
