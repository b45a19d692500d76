"""Rules of the sinks: with the platform, and those that other services' own rules suggest."""

import re
from collections.abc import Iterator

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.rules.case import Case, read_object
from taskbuilder.taskspec.rules.headers import judge_headers
from taskbuilder.taskspec.rules.inputs import judge_store

SINKS = ("obs", "dis", "webhook")
_STREAM_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def judge_output(case: Case) -> Iterator[Problem]:
    """Every rule of tables 9 to 12 that one member alone cannot tell."""
    output = case.request.get("output")
    if not isinstance(output, dict):
        return
    if not any(sink in output for sink in SINKS):
        yield report("output.empty", ("output",))
    if "obs" in output:
        yield from _judge_files(case)
    if "dis" in output:
        yield from _judge_stream(case)
    if "webhook" in output:
        headers = read_object(output, "webhook").get("headers")
        yield from judge_headers(
            case, headers, ("output", "webhook", "headers"), "output.webhook.headers.value"
        )
    for sink in SINKS:
        yield from _judge_categories(case, sink)


def _judge_files(case: Case) -> Iterator[Problem]:
    if case.platform is Platform.MODELARTS_EDGE:
        yield report("output.obs.platform", ("output", "obs"))
    yield from judge_store(case, ("output", "obs"), read_object(case.output, "obs"))


def _judge_stream(case: Case) -> Iterator[Problem]:
    path: Path = ("output", "dis")
    stream = case.output["dis"]
    if not isinstance(stream, dict):
        return
    name = stream.get("stream_name")
    if isinstance(name, str) and name and not _STREAM_NAME.fullmatch(name):
        yield report("output.dis.stream_name", (*path, "stream_name"))
    if case.platform is Platform.IEF and "stream_id" in stream:
        yield report("output.dis.stream_id.platform", (*path, "stream_id"))
    if case.platform is Platform.MODELARTS_EDGE and stream.get("stream_id", "") == "":
        yield report("output.dis.stream_id.missing", (*path, "stream_id"))


def _judge_categories(case: Case, sink: str) -> Iterator[Problem]:
    """Rule `output.data_category`: no repeats."""
    categories = read_object(case.output, sink).get("data_category")
    if not isinstance(categories, list) or len(categories) < 2:
        return
    seen: set[str] = set()
    for position, category in enumerate(categories):
        path = ("output", sink, "data_category", position)
        if isinstance(category, str) and case.is_sound(*path):
            if category in seen:
                yield report("output.data_category", path)
            seen.add(category)
