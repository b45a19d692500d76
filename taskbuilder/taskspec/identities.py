"""What makes an input the same as another's: the same thing read, whatever else is said of it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from taskbuilder.taskspec.rules.case import Case, read_object
from taskbuilder.taskspec.sections.inputs import InputType
from taskbuilder.taskspec.user_info import replace_user_info

_NAMES: dict[str, tuple[str, ...]] = {
    InputType.RESTFUL: ("url",),
    InputType.URL: ("url",),
    InputType.EDGECAMERA: ("id",),
    InputType.VCN: ("device_id",),
    InputType.OBS: ("bucket", "path"),
    InputType.VIS: ("stream_name",),
}
"""The members that say what is read. A VCN device is its server's."""


def identify_inputs(request: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Each input's place, from 1, and its digest (64 hex digits), of those that say what they read.

    Users and passwords of addresses are no part of it, nor is anything else that is secret.
    """
    case = Case(request=request, platform=None)
    if case.input_type is None:
        return
    server = read_object(read_object(request, "input"), "vcn").get("ip", "")
    for number, (_path, entry) in enumerate(case.entries, start=1):
        told = [entry.get(name) for name in _NAMES[case.input_type]]
        if all(isinstance(each, str) and each for each in told):
            parts = [case.input_type, str(server), *(_without_user(str(each)) for each in told)]
            yield number, sha256("\n".join(parts).encode(errors="replace")).hexdigest()


def _without_user(text: str) -> str:
    return replace_user_info(text, lambda _span: "")
