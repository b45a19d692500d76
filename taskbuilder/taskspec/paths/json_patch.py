"""Applies a fix: the operations of JSON Patch (RFC 6902) that fixes are made of, add and replace."""

from collections.abc import Iterable, Mapping
from typing import Any

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.split import copy_json


def apply_patch(request: Mapping[str, Any], patch: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A patched copy of a request. Raises LookupError where the patch does not fit it."""
    patched: dict[str, Any] = copy_json(dict(request))
    for operation in patch:
        *above, last = pointer.split(operation["path"])
        holder = pointer.get(patched, pointer.join(above))
        if operation["op"] == "add" and isinstance(holder, list):
            holder.insert(int(last), operation["value"])
        else:
            pointer.put(patched, operation["path"], operation["value"])
    return patched
