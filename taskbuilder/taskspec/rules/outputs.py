"""Rules of the sinks: with the platform, and those that other services' own rules suggest."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.rules.case import Case, judge_platform
from taskbuilder.taskspec.rules.headers import judge_headers
from taskbuilder.taskspec.rules.inputs import judge_store
from taskbuilder.taskspec.sections.outputs import DisSink, Output
from taskbuilder.taskspec.sections.section import platforms_of
from taskbuilder.taskspec.words import gettext_noop as _

_REPEATED = _("“%(field)s”: entry %(number)d is the same as entry %(other)d. Remove one of the two.")
_EMPTY_ON_EDGE = _("“%(field)s” names no place that results go to. Choose a data stream, a webhook, or both.")
_STREAM_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def judge_output(case: Case) -> Iterator[Problem]:
    """Every rule of tables 9 to 12 that one member alone cannot tell."""
    yield from judge_platform(case, Output, case.output, ("output",))
    sinks = [name for name in _SINK_RULES if name in case.output]
    if not sinks and isinstance(case.request.get("output"), dict):
        has_store = case.platform is None or case.platform in platforms_of(Output.model_fields["obs"])
        yield report("output.empty", ("output",), template="" if has_store else _EMPTY_ON_EDGE)
    for name in sinks:
        sink, path = case.output[name], ("output", name)
        if isinstance(sink, dict):
            yield from _SINK_RULES[name](case, path, sink)
            yield from _judge_categories(case, path, sink)


def _judge_webhook(case: Case, path: Path, webhook: dict[str, Any]) -> Iterator[Problem]:
    yield from judge_headers(case, webhook.get("headers"), (*path, "headers"), "output.webhook.headers")


def _judge_stream(case: Case, path: Path, stream: dict[str, Any]) -> Iterator[Problem]:
    name = stream.get("stream_name")
    if isinstance(name, str) and name and not _STREAM_NAME.fullmatch(name):
        yield report("output.dis.stream_name", (*path, "stream_name"))
    yield from judge_platform(case, DisSink, stream, path)
    if case.platform == Platform.MODELARTS_EDGE and stream.get("stream_id", "") == "":
        yield report("output.dis.stream_id.missing", (*path, "stream_id"))


def _judge_categories(case: Case, path: Path, sink: dict[str, Any]) -> Iterator[Problem]:
    """Rule `output.data_category`: no repeats."""
    categories = sink.get("data_category")
    if not isinstance(categories, list) or len(categories) < 2:
        return
    first: dict[str, int] = {}
    for position, category in enumerate(categories):
        here = (*path, "data_category", position)
        if isinstance(category, str) and case.is_sound(*here):
            number = first.setdefault(category, position + 1)
            if number <= position:
                yield report(
                    "output.data_category", here, template=_REPEATED, number=position + 1, other=number
                )


_SINK_RULES: dict[str, Callable[[Case, Path, dict[str, Any]], Iterator[Problem]]] = {
    "obs": judge_store,
    "dis": _judge_stream,
    "webhook": _judge_webhook,
}
