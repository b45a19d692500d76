"""Input type `edgecamera`: a camera that is bound to an edge node."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import (
    ABSENT,
    Choices,
    Driver,
    Identity,
    Labels,
    PlatformOnly,
    Rules,
    Searched,
    Suggested,
)
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import MISSING, ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import ENTRY, LEFT_OUT, ON_EDGE, ON_IEF, Example, Rule
from taskbuilder.taskspec.section import text

TAG_LABELS = Labels(
    item=_("Tag set"),
    add=_("Add a tag set"),
    remove=_("Remove tag set %(number)d"),
    row=_("Tag set %(number)d"),
)
TagSet = Annotated[
    dict[str, str],
    Suggested(),
    Labels(item=_("Tag"), add=_("Add a tag"), remove=_("Remove tag %(number)d")),
    Field(min_length=1),
]


class EdgeCameraData(InputData):
    __doc__ = _("A camera bound to an edge node.")
    model_config = InputData.model_config | {
        "json_schema_extra": {"dependentRequired": {"camera_type": ["tag"]}}
    }
    rules = (
        Rule(
            "input.camera.platform",
            _("Table 7, camera_type and tag"),
            _("Camera type and tags are only for ModelArts Edge."),
            _("“%(field)s” is only for ModelArts Edge, and this service runs on IEF. Remove it."),
            Example(f"{ENTRY}/tag", [{"site": "north"}], LEFT_OUT, ON_IEF),
        ),
        Rule(
            "input.camera_type",
            _("Table 7, camera_type"),
            _("The camera type, if given, is ipc."),
            _("“%(field)s” must be ipc. Change it, or remove it."),
            Example(f"{ENTRY}/camera_type", "usb", LEFT_OUT),
        ),
        Rule(
            "input.tag.required",
            _("Table 7, tag"),
            _("An IP camera (camera type ipc) has tags."),
            _("“%(field)s” are required for IP cameras. Add a name and a value."),
            Example(
                ENTRY,
                {"id": "hilens-1", "camera_type": "ipc"},
                {"id": "hilens-1", "camera_type": "ipc", "tag": [{"site": "north"}]},
                ON_EDGE,
            ),
        ),
        Rule(
            "input.tag.value",
            _("Table 7, tag"),
            _("Tags are a list of objects, at least one. Each has at least one name with a text value."),
            _(
                "“%(field)s” must be a list of objects, each with at least one name and a text value. "
                "Add or change one."
            ),
            Example(f"{ENTRY}/tag", [{"floor": 2}], [{"floor": "2"}], ON_EDGE),
        ),
    )

    id: Annotated[
        str,
        Identity(),
        Searched(),
        text(
            title=_("Camera ID"),
            description=_("The ID of the edge device mounted as this camera."),
            examples=["hilens-c298…8g5dc3"],
        ),
    ]
    camera_type: Annotated[
        Literal["ipc"],
        Rules(rule="input.camera_type", type="input.camera_type"),
        Choices((("ipc", _("IP camera (ipc)")),)),
        Driver(),
        PlatformOnly(Platform.MODELARTS_EDGE, "input.camera.platform"),
        Field(
            title=_("Camera type"),
            description=_("Choose IPC for IP cameras. They need at least one tag set below."),
        ),
    ] = ABSENT
    tag: Annotated[
        list[TagSet],
        Rules.all_by("input.tag.value"),
        TAG_LABELS,
        PlatformOnly(Platform.MODELARTS_EDGE, "input.camera.platform"),
        Field(
            title=_("Tags"),
            description=_(
                "Name–value pairs that describe the camera, such as site and east. IP cameras need at "
                "least one set."
            ),
            min_length=1,
        ),
    ] = ABSENT

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        if value.get("camera_type") == "ipc" and value.get("tag") in MISSING:
            yield report("input.tag.required", (*path, "tag"))


@INPUTS.register("edgecamera", position=30)
class EdgeCameraInput(Input):
    __doc__ = _("Type `edgecamera`.")
    title = _("Edge camera")
    about = _("Cameras bound to an edge node, identified by device ID.")
    counted = (_("one edge camera"), _("%(count)d edge cameras"))
    table_row = 60
    data_class = EdgeCameraData
