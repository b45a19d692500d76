"""Results to the object store (OBS): table 10, IEF only."""

from collections.abc import Iterator
from typing import Annotated

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import ABSENT, Identity, PlatformOnly
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.object_store import Bucket, check_store
from taskbuilder.taskspec.outputs.sink import SINKS, DataCategory, Sink
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem
from taskbuilder.taskspec.rules.rule import ON_EDGE, Example, Rule
from taskbuilder.taskspec.section import text


@SINKS.register("obs", position=10)
class ObsSink(Sink):
    __doc__ = _("Table 10, IEF only.")
    title = _("Object storage (OBS)")
    about = _("Write results as files to a bucket.")
    noun = _("object storage")
    named = _("the bucket %(name)s")
    name_member = "bucket"
    only_on = PlatformOnly(Platform.IEF, "output.obs.platform")
    rules = (
        Rule(
            "output.obs.platform",
            _("Table 9, obs"),
            _("Only IEF writes results to object storage."),
            _("ModelArts Edge does not write results to object storage. Remove “%(field)s”."),
            Example(
                "/output",
                {"obs": {"bucket": "site-results", "path": "gate-1/"}},
                {"dis": {"stream_name": "results", "stream_id": "154"}},
                ON_EDGE,
            ),
        ),
    )

    bucket: Bucket
    path: Annotated[
        str,
        Identity(),
        text(
            title=_("OBS path"),
            description=_("The folder for results, without a leading slash."),
            examples=["results/gate-1/"],
        ),
    ]
    data_category: DataCategory = ABSENT

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        yield from check_store(path, value)
        yield from super().check(parsed, path, value)
