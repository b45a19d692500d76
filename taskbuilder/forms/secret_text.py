"""Secrets that were typed are never drawn again: MASK stands for them, and posting MASK keeps them."""

from taskbuilder.forms.fields import Control
from taskbuilder.forms.labels import write_json
from taskbuilder.forms.malformed_json import mask_loosely, unmask_loosely
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.secrets.restore import Restored, restore, unmask_url
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, mask_url, split_secrets

VALUE = "value"


def mask_config(text: str) -> str:
    """A config as it is drawn: as typed where it holds no secret, else with MASK in each secret's place."""
    value = read_value(text)
    if value is None:
        return mask_url(mask_loosely(text))
    shown, secrets = split_secrets({"config": value})
    return write_json(shown["config"]) if secrets else text


def unmask_config(text: str, saved: str) -> str:
    """A posted config with each MASK in it replaced by the secret that was saved at the same place."""
    if MASK not in text:
        return text
    value, before = read_value(text), read_value(saved)
    if value is None or before is None:
        return unmask_url(unmask_loosely(text, saved), saved)
    found = match_config(value, before).found
    return write_json(join_secrets({"config": value}, found)["config"]) if found else text


def match_config(value: JsonValue, before: JsonValue) -> Restored:
    """The masks of a config, matched with the secrets of an earlier one."""
    whole = {"config": before}
    return restore({"config": value}, whole, split_secrets(whole)[1])


def mask_value(text: str) -> str:
    """A member's value in a box of its own as it is drawn: what of it is no config is no secret."""
    value = read_value(text)
    if value is None:
        return mask_config(text)
    whole = _wrap(value)
    shown = mask_config(whole)
    return text if shown == whole else write_json(read_json(shown)[VALUE])


def unmask_value(text: str, saved: str) -> str:
    """A posted value with each MASK in it replaced by the secret that was saved at the same place."""
    value, before = read_value(text), read_value(saved)
    if MASK not in text or value is None or before is None:
        return unmask_config(text, saved)
    return write_json(read_json(unmask_config(_wrap(value), _wrap(before)))[VALUE])


def _wrap(value: JsonValue) -> str:
    return write_json({VALUE: value})


def read_value(text: str) -> JsonValue:
    """The value of a text, None where it is not JSON."""
    try:
        value: JsonValue = read_json(text)
    except UnreadableJson:
        return None
    return value


def hide_secrets(control: Control, text: str) -> str:
    """What was typed into a control, without its secrets; the same where it has none."""
    if control is Control.SECRET:
        return MASK if text else ""
    if control is Control.VALUE:
        return mask_value(text)
    return mask_config(text) if control is Control.JSON else mask_url(text)
