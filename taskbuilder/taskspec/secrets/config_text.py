"""The secrets in the text of a config: it is drawn with MASK for each, and posting MASK keeps them."""

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, write_json
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.malformed_json import mask_loosely, unmask_loosely
from taskbuilder.taskspec.secrets.restore import Restored, restore, unmask_url
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, mask_url, split_secrets

VALUE = "value"


def mask_config(text: str, declared: Declared = NOTHING, *, is_member: bool = False) -> str:
    """A config as it is drawn: as typed where it holds no secret, else with MASK in each secret's place.

    `declared`: what its schema declares there. `is_member`: the text is the value of one member, and so no
    secret as a whole.
    """
    value = read_value(text)
    if value is None:
        return mask_url(mask_loosely(text, declared=declared))
    shown, secrets = split_secrets(_wrap(value, is_member), _place(declared, is_member))
    return write_json(_unwrap(shown, is_member)) if secrets else text


def unmask_config(text: str, saved: str, declared: Declared = NOTHING, *, is_member: bool = False) -> str:
    """A posted config with each MASK in it replaced by the secret that was saved at the same place."""
    if MASK not in text:
        return text
    value, before = read_value(text), read_value(saved)
    if value is None or before is None:
        return unmask_url(unmask_loosely(text, saved, declared=declared), saved)
    found = match_config(value, before, declared, is_member=is_member).found
    return write_json(_unwrap(join_secrets(_wrap(value, is_member), found), is_member)) if found else text


def match_config(
    value: JsonValue, before: JsonValue, declared: Declared = NOTHING, *, is_member: bool = False
) -> Restored:
    """The masks of a config, matched with the secrets of an earlier one."""
    whole, place = _wrap(before, is_member), _place(declared, is_member)
    return restore(_wrap(value, is_member), whole, split_secrets(whole, place)[1], place)


def _place(declared: Declared, is_member: bool) -> Declared:
    return declared.as_value_of(VALUE) if is_member and declared.parts else declared


def _wrap(value: JsonValue, is_member: bool) -> JsonObject:
    """The request that a config, or the value of its one member, is all of."""
    return {"config": {VALUE: value} if is_member else value}


def _unwrap(request: JsonObject, is_member: bool) -> JsonValue:
    return as_object(request["config"])[VALUE] if is_member else request["config"]


def read_value(text: str) -> JsonValue:
    """The value of a text, None where it is not JSON."""
    try:
        value: JsonValue = read_json(text)
    except UnreadableJson:
        return None
    return value
