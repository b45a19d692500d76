"""Rules of the input: between its members, with the platform and with the service."""

import ipaddress
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.rules.case import MISSING, Case, judge_platform
from taskbuilder.taskspec.rules.headers import judge_headers
from taskbuilder.taskspec.sections.inputs import ABSOLUTE_URL, INPUTS, EdgeCameraData, InputType, UrlData
from taskbuilder.taskspec.words import Term

MOST_INPUTS = 50
READABLE_SCHEMES = frozenset({"rtsp", "rtmp", "http", "https"})
_BUCKET = re.compile(r"(?!.*(\.\.|\.-|-\.))[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
MOST_PATH = 1023
_ADDRESS = re.compile(ABSOLUTE_URL)
_URL_TITLE = Term(UrlData.model_fields["url"].title or "")


def judge_input(case: Case) -> Iterator[Problem]:
    """Every rule of tables 6 to 8 that one member alone cannot tell."""
    data = case.input.get("data")
    if isinstance(data, list) and len(data) > 1:
        yield from _judge_number(len(data))
        yield from _judge_repeats(case)
    kind = case.input_type
    if kind is None:
        return
    if case.platform is not None and case.platform not in INPUTS[kind].platforms:
        yield report("input.type.platform", ("input", "type"))
    if kind == InputType.OBS and case.is_scheduled:
        yield report("schedule.input.obs", ("input", "type"))
    if kind == InputType.VCN:
        yield from _judge_server(case)
    judge_entry = _ENTRY_RULES.get(kind)
    if judge_entry is not None:
        for path, entry in case.entries:
            yield from judge_entry(case, path, entry)


def _judge_number(count: int) -> Iterator[Problem]:
    """Rule `input.data.count`."""
    if count > MOST_INPUTS:
        yield report("input.data.count", ("input", "data"), count=count, limit=MOST_INPUTS)


def _judge_repeats(case: Case) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, entry in case.entries:
        try:
            # As text, since JSON's 1 and true are equal in Python; members may stand in another order.
            written = json.dumps(entry, sort_keys=True)
        except (RecursionError, ValueError):  # nested or counted beyond all sense, and reported for that
            continue
        number = first.setdefault(written, int(path[-1]) + 1)
        if number <= path[-1]:  # type: ignore[operator]  # a list position
            yield report("input.data.repeated", path, other=number)


def _judge_restful(case: Case, path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    yield from judge_headers(case, entry.get("headers"), (*path, "headers"), "input.headers")
    place = entry.get("rtsp_path_in_response")
    if isinstance(place, str) and place.startswith("/"):
        yield report("input.rtsp_path.slash", (*path, "rtsp_path_in_response"))
    yield from _judge_node(case, path, entry)


def _judge_url(case: Case, path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    url = entry.get("url")
    if not isinstance(url, str):
        return
    if not case.is_sound(*path, "url") and not _ADDRESS.fullmatch(url):  # one that is too long may be whole
        return
    scheme = url.partition("://")[0].lower()
    if scheme not in READABLE_SCHEMES:
        yield report("input.url.scheme", (*path, "url"), field=_URL_TITLE)
    if case.is_scheduled and scheme not in {"rtsp", "rtmp"}:
        yield report("schedule.input.url", (*path, "url"), field=_URL_TITLE)


def _judge_camera(case: Case, path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    yield from judge_platform(case, EdgeCameraData, entry, path)
    if entry.get("camera_type") == "ipc" and entry.get("tag") in MISSING:
        yield report("input.tag.required", (*path, "tag"))


def _judge_node(case: Case, path: Path, entry: dict[str, Any]) -> Iterator[Problem]:
    """Rule `input.node_id.required`."""
    if case.service is not None and case.service.requires_node_id and entry.get("node_id") in MISSING:
        yield report("input.node_id.required", (*path, "node_id"))


def judge_store(case: Case, path: Path, holder: dict[str, Any]) -> Iterator[Problem]:
    """Rules `obs.bucket` and `obs.path`, of an input entry or of the sink at that path."""
    bucket, key = holder.get("bucket"), holder.get("path")
    if isinstance(bucket, str) and bucket and not is_bucket(bucket):
        yield report("obs.bucket", (*path, "bucket"))
    if isinstance(key, str) and (key.startswith("/") or "//" in key or len(key) > MOST_PATH):
        yield report("obs.path", (*path, "path"))


def is_bucket(name: str) -> bool:
    """Whether the object store gives such a name (rule `obs.bucket`)."""
    return _BUCKET.fullmatch(name) is not None and not is_address_of_host(name)


def is_address_of_host(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address (rule `input.vcn.ip`)."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _judge_server(case: Case) -> Iterator[Problem]:
    server = case.input.get("vcn")
    address = server.get("ip") if isinstance(server, dict) else None
    if not isinstance(address, str) or is_address_of_host(address):
        return
    if case.is_sound("input", "vcn", "ip"):
        yield report("input.vcn.ip", ("input", "vcn", "ip"))


_ENTRY_RULES: dict[str, Callable[[Case, Path, dict[str, Any]], Iterator[Problem]]] = {
    InputType.RESTFUL: _judge_restful,
    InputType.URL: _judge_url,
    InputType.EDGECAMERA: _judge_camera,
    InputType.VCN: _judge_node,
    InputType.OBS: judge_store,
}
