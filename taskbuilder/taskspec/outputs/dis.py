"""Results to a data stream (DIS): table 11."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import ABSENT, PlatformOnly, Searched, Suggested
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.outputs.sink import SINKS, DataCategory, Sink
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import ADVICE, CONFIRM, LEFT_OUT, ON_EDGE, ON_IEF, Example, Rule
from taskbuilder.taskspec.section import text

_STREAM_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@SINKS.register("dis", position=20)
class DisSink(Sink):
    __doc__ = _("Table 11.")
    title = _("Data stream (DIS)")
    about = _("Send results to a DIS stream.")
    noun = _("a data stream")
    named = _("the data stream %(name)s")
    name_member = "stream_name"
    rules = (
        Rule(
            "output.dis.stream_name",
            _("The stream service's own rule; Table 11, stream_name"),
            _("A DIS stream name has 1 to 64 letters, digits, hyphens and underscores."),
            _(
                "“%(field)s” does not look like a DIS stream name. It should have 1 to 64 letters, "
                "digits, hyphens and underscores. Confirm that it exists, or change it."
            ),
            Example("/output/dis/stream_name", "results of gate 1", "results-gate-1"),
            severity=CONFIRM,
            is_form=True,
        ),
        Rule(
            "output.dis.stream_id.platform",
            _("Table 11, stream_id"),
            _("DIS stream IDs are only for ModelArts Edge."),
            _("“%(field)s” is only for ModelArts Edge, and this service runs on IEF. Remove it."),
            Example("/output/dis/stream_id", "154", LEFT_OUT, ON_IEF),
        ),
        Rule(
            "output.dis.stream_id.missing",
            _("The platform's manual, second and third examples"),
            _("On ModelArts Edge, both examples in the platform's manual have a DIS stream ID."),
            _(
                "“%(field)s” is empty. The platform's manual gives one on ModelArts Edge. Enter it if "
                "you know it."
            ),
            Example("/output/dis/stream_id", LEFT_OUT, "154", ON_EDGE),
            severity=ADVICE,
        ),
    )

    stream_name: Annotated[
        str,
        Searched(),
        Suggested(),
        text(
            title=_("DIS stream name"),
            description=_("1 to 64 letters, digits, hyphens and underscores."),
            examples=["dis-results"],
        ),
    ]
    data_category: DataCategory = ABSENT
    stream_id: Annotated[
        str,
        PlatformOnly(Platform.MODELARTS_EDGE, "output.dis.stream_id.platform"),
        Field(title=_("DIS stream ID"), description=_("The stream's ID in DIS.")),
    ] = ABSENT

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        name = value.get("stream_name")
        if isinstance(name, str) and name and not _STREAM_NAME.fullmatch(name):
            yield report("output.dis.stream_name", (*path, "stream_name"))
        if parsed.platform == Platform.MODELARTS_EDGE and value.get("stream_id", "") == "":
            yield report("output.dis.stream_id.missing", (*path, "stream_id"))
        yield from super().check(parsed, path, value)
