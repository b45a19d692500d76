"""Input type `obs`, IEF only: files in the object store."""

from collections.abc import Iterator
from typing import Annotated

from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import Identity, Searched
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.object_store import STORE_RULES, Bucket, check_store
from taskbuilder.taskspec.platforms import IEF_ONLY
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import ON_IEF, Example, Rule
from taskbuilder.taskspec.section import text


class ObsData(InputData):
    __doc__ = _("Files in the object store (OBS).")
    rules = STORE_RULES

    bucket: Bucket
    path: Annotated[
        str,
        Identity(),
        Searched(),
        text(
            title=_("OBS path"),
            description=_("The folder or file in the bucket, without a leading slash."),
            examples=["2026/gate-1/"],
        ),
    ]

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        yield from check_store(path, value)


@INPUTS.register("obs", position=50)
class ObsInput(Input):
    __doc__ = _("Type `obs`, IEF only.")
    title = _("Object storage files")
    about = _("Recorded files in an OBS bucket. Not available for scheduled tasks.")
    counted = (
        _("the files in one object storage location"),
        _("the files in %(count)d object storage locations"),
    )
    platforms = IEF_ONLY
    table_row = 20
    data_class = ObsData
    rules = (
        Rule(
            "schedule.input.obs",
            _("Table 2, schedule"),
            _("A scheduled task does not read from object storage."),
            _(
                "A scheduled task cannot read from object storage. Choose another “%(field)s”, or "
                "remove the schedule."
            ),
            Example(
                "/input",
                {"type": "obs", "data": [{"bucket": "site-recordings", "path": "2026/gate-1/"}]},
                {"type": "vis", "data": [{"stream_name": "gate-1"}]},
                ON_IEF,
            ),
            part="schedule",
        ),
    )

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        yield from super().check(parsed, path, value)
        if parsed.is_scheduled:
            yield report("schedule.input.obs", (*path, "type"))
