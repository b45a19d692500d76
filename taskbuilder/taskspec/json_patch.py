"""Applies a fix: the operations of JSON Patch (RFC 6902) that fixes are made of."""

from collections.abc import Iterable, Mapping
from typing import Any

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.split import copy_json


def apply_patch(request: Mapping[str, Any], patch: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A patched copy of a request. Raises LookupError where the patch does not fit it."""
    patched: dict[str, Any] = copy_json(dict(request))
    for operation in patch:
        *above, last = pointer.split(operation["path"])
        _OPERATIONS[operation["op"]](pointer.get(patched, pointer.join(above)), last, operation.get("value"))
    return patched


def _add(holder: Any, last: str, value: Any) -> None:
    if isinstance(holder, list):
        holder.insert(len(holder) if last == "-" else int(last), value)
    else:
        holder[last] = value


def _replace(holder: Any, last: str, value: Any) -> None:
    holder[int(last) if isinstance(holder, list) else last] = value


def _remove(holder: Any, last: str, value: Any) -> None:
    del holder[int(last) if isinstance(holder, list) else last]


_OPERATIONS = {"add": _add, "replace": _replace, "remove": _remove}
