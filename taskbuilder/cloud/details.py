"""A task of the cloud's, safe to store and to show: bounded, and with its secrets hidden."""

import math
from collections.abc import Mapping

from taskbuilder.cloud.untrusted import hide_known, secrets_in, spell_out
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.split import split_anywhere

MOST_DEPTH = 40


def hide_secrets(entry: Mapping[str, JsonValue], declared: Declared = NOTHING) -> JsonObject:
    """The task without its secrets, wherever they are and wherever another member repeats them.

    `declared`: what its service's schema declares secret in a config.
    """
    shown, secrets = split_anywhere(bound_object(entry), declared)
    spelled = spell_out(secrets_in(None, secrets.values()))
    request = request_members()
    return {name: value if name in request else hide_known(value, spelled) for name, value in shown.items()}


def rebuild_request(entry: Mapping[str, JsonValue], declared: Declared = NOTHING) -> JsonObject:
    """What of the task its request had said, in the order of a request and without its secrets."""
    found = {name: entry[name] for name in request_members() if name in entry}
    shown, _secrets = split_anywhere(bound_object(found), declared)
    return shown


@derived
def request_members() -> tuple[str, ...]:
    """The members of a request."""
    return tuple(task_request().model_fields)


def bound_object(value: Mapping[str, JsonValue]) -> JsonObject:
    return {_storable(name): _bound(below, MOST_DEPTH) for name, below in value.items()}


def _bound(value: JsonValue, depth: int) -> JsonValue:
    """A copy that JSON and both databases can hold: no number without an end, nothing endlessly deep."""
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict | list) and not depth:
        return "…"
    if isinstance(value, dict):
        return {_storable(name): _bound(below, depth - 1) for name, below in value.items()}
    if isinstance(value, list):
        return [_bound(below, depth - 1) for below in value]
    return value


def _storable(text: str) -> str:
    """Without lone surrogates, which no answer can be written with."""
    return text.encode("utf-8", "replace").decode("utf-8")
