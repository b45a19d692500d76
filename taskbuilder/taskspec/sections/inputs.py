"""Where a task reads video from: the reference's tables 6 to 8, one class for each input type."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.sections.section import ABSENT, Headers, Held, OnlyOn, Options, Section, text
from taskbuilder.taskspec.words import gettext_noop as _

NEEDED = "input.field.required"
_SCHEME = r"^[A-Za-z][A-Za-z0-9+.\-]*"
_BLANK = r"\s\x00-\x1f\x7f"
_AUTHORITY = rf"([^{_BLANK}/?#@]*@)?(\[[0-9A-Fa-f:.]+\]|[^{_BLANK}/?#@:\[\]]+)(:[^{_BLANK}/?#@]*)?"
ABSOLUTE_URL = rf"{_SCHEME}://{_AUTHORITY}([/?#][^{_BLANK}]*)?$"
"""Scheme, host, no white space. The port is not judged: the reference's own examples mask it."""
WEB_URL = ABSOLUTE_URL.replace(_SCHEME, "^[Hh][Tt][Tt][Pp][Ss]?", 1)


class InputType(StrEnum):
    """Table 6, `type`."""

    RESTFUL = "restful"
    URL = "url"
    EDGECAMERA = "edgecamera"
    VCN = "vcn"
    OBS = "obs"
    VIS = "vis"


class InputData(Section):
    """Table 7: one thing to read. Each input type takes its own members of that table."""

    foreign = dict.fromkeys(
        (
            "stream_name",
            "bucket",
            "path",
            "url",
            "headers",
            "certificate_check",
            "rtsp_path_in_response",
            "node_id",
            "device_id",
            "stream_type",
            "id",
            "camera_type",
            "tag",
        ),
        "input.field.unexpected",
    )


NodeId = Annotated[
    str,
    Held(missing="input.node_id.required"),
    Field(
        title=_("Node ID"),
        description=_("The edge node that reads the stream. Some services need it."),
    ),
]
Bucket = Annotated[
    str,
    Held(missing=NEEDED),
    text(
        title=_("OBS bucket"),
        description=_("3 to 63 lower-case letters, digits, hyphens and dots."),
        examples=["site-recordings"],
    ),
]


class RestfulData(InputData):
    """A server of one's own that answers a request with the stream's address."""

    url: Annotated[
        str,
        Held(rule="input.url.format", length="input.url.length", missing=NEEDED),
        text(
            title=_("Request URL"),
            description=_("The http or https address that answers with the stream's address."),
            max_length=1000,
            pattern=WEB_URL,
            examples=["https://media.example.com/streams/gate-1"],
        ),
    ]
    headers: Annotated[
        Headers,
        Held(rule="input.headers.count", each="input.headers.value"),
        Field(
            title=_("Request headers"),
            description=_("Sent with the request, up to 10. Values are kept secret."),
        ),
    ] = ABSENT
    certificate_check: Annotated[
        bool,
        Held(missing=NEEDED, type="input.certificate_check"),
        Options(((True, _("Yes, verify it")), (False, _("No, accept any certificate")))),
        Field(
            title=_("Verify the certificate"),
            description=_("Whether the https certificate of that server is checked."),
        ),
    ]
    rtsp_path_in_response: Annotated[
        str,
        Held(rule="input.rtsp_path.length", missing=NEEDED),
        text(
            title=_("Stream address in the response"),
            description=_("Where in the response body the stream's address stands."),
            max_length=1024,
            examples=["/input/url"],
        ),
    ]
    node_id: NodeId = ABSENT


class UrlData(InputData):
    """The address of a stream or a file."""

    url: Annotated[
        str,
        Held(rule="input.url.format", length="input.url.length", missing=NEEDED),
        text(
            title=_("Stream or file URL"),
            description=_("An rtsp, rtmp, http or https address. A user and password in it are kept secret."),
            max_length=1000,
            pattern=ABSOLUTE_URL,
            examples=["rtsp://camera-1.example.com/live"],
        ),
    ]


class EdgeCameraData(InputData):
    """A camera that is bound to an edge node."""

    id: Annotated[
        str,
        Held(missing=NEEDED),
        text(
            title=_("Camera ID"),
            description=_("The ID of the edge device that is mounted as this camera."),
            examples=["hilens-c298…8g5dc3"],
        ),
    ]
    camera_type: Annotated[
        Literal["ipc"],
        Held(rule="input.camera_type", type="input.camera_type"),
        Options((("ipc", _("IP camera (ipc)")),)),
        OnlyOn(Platform.MODELARTS_EDGE, "input.camera.platform"),
        Field(
            title=_("Camera type"),
            description=_("Choose IPC for IP cameras. They need at least one tag set below."),
        ),
    ] = ABSENT
    tag: Annotated[
        list[Annotated[dict[str, str], Field(min_length=1)]],
        Held.all_by("input.tag.value"),
        OnlyOn(Platform.MODELARTS_EDGE, "input.camera.platform"),
        Field(
            title=_("Tags"),
            description=_(
                "Names with values that describe the camera, such as site and east. An IP camera needs at "
                "least one set of them."
            ),
            min_length=1,
        ),
    ] = ABSENT


class VcnData(InputData):
    """A device of a video cloud node (VCN)."""

    device_id: Annotated[
        str,
        Held(missing=NEEDED),
        text(title=_("VCN device ID"), description=_("The camera's ID on the VCN server.")),
    ]
    stream_type: Annotated[
        int,
        Held(rule="input.stream_type", type="input.stream_type"),
        Options(((1, _("Primary stream")), (2, _("Secondary stream 1")), (3, _("Secondary stream 2")))),
        Field(
            title=_("Stream type"),
            description=_(
                "Which of the camera's streams is analysed: the primary one shows most detail, "
                "a secondary one takes less of the network."
            ),
            ge=1,
            le=3,
        ),
    ] = ABSENT
    node_id: NodeId = ABSENT


class ObsData(InputData):
    """Files in the object store (OBS)."""

    bucket: Bucket
    path: Annotated[
        str,
        Held(missing=NEEDED),
        text(
            title=_("OBS path"),
            description=_("The folder or file in the bucket, without a leading slash."),
            examples=["2026/gate-1/"],
        ),
    ]


class VisData(InputData):
    """A stream of the video ingestion service (VIS)."""

    stream_name: Annotated[
        str,
        Held(missing=NEEDED),
        text(title=_("VIS stream name"), description=_("The name that the stream has in VIS.")),
    ]


class UntypedData(InputData):
    """What stands in `data` while the input type is unknown: nothing of it is judged but its names."""

    model_config = InputData.model_config | {"extra": "ignore"}


class VcnServer(Section):
    """Table 8: the VCN server, and how to sign in to it."""

    ip: Annotated[
        str,
        Held.all_by("input.vcn.ip"),
        text(
            title=_("VCN server IP address"),
            description=_("IPv4 or IPv6."),
            examples=["192.0.2.10"],
        ),
    ]
    port: Annotated[
        int,
        Held.all_by("input.vcn.port"),
        Field(title=_("VCN server port"), description=_("1 to 65535."), ge=1, le=65535, examples=[9900]),
    ]
    username: Annotated[
        str,
        Held.all_by("input.vcn.username"),
        text(title=_("VCN user name")),
    ]
    password: Annotated[
        str,
        Held.all_by("input.vcn.password"),
        text(title=_("VCN password"), description=_("Kept encrypted and never shown again.")),
    ]


Entries = Held.all_by("input.data.required")


class Input(Section):
    """Table 6: where a task reads from. `title` and `about` say what the type is to an operator."""

    title: ClassVar[str]
    about: ClassVar[str]
    platforms: ClassVar[frozenset[Platform]] = frozenset(Platform)
    data_class: ClassVar[type[InputData]]
    foreign = {"vcn": "input.vcn.unexpected"}


class RestfulInput(Input):
    """Type `restful`."""

    title = _("RESTful API")
    about = _("Your own media server is asked over HTTP for the address of each stream.")
    data_class = RestfulData

    type: Literal["restful"]
    data: Annotated[list[RestfulData], Entries, Field(title=_("Inputs"), min_length=1)]


class UrlInput(Input):
    """Type `url`."""

    title = _("Stream or file address")
    about = _("Each stream or file is read from an address that you give: RTSP, RTMP, HTTP or HTTPS.")
    data_class = UrlData

    type: Literal["url"]
    data: Annotated[list[UrlData], Entries, Field(title=_("Inputs"), min_length=1)]


class EdgeCameraInput(Input):
    """Type `edgecamera`."""

    title = _("Edge camera")
    about = _("Cameras that are bound to an edge node, each known by its device ID.")
    data_class = EdgeCameraData

    type: Literal["edgecamera"]
    data: Annotated[list[EdgeCameraData], Entries, Field(title=_("Inputs"), min_length=1)]


class VcnInput(Input):
    """Type `vcn`."""

    title = _("VCN device")
    about = _("Cameras behind a video cloud node (VCN) server, which is signed in to.")
    data_class = VcnData

    type: Literal["vcn"]
    data: Annotated[list[VcnData], Entries, Field(title=_("Inputs"), min_length=1)]
    vcn: Annotated[
        VcnServer,
        Held.all_by("input.vcn.required"),
        Field(title=_("VCN server"), description=_("All inputs of the task are read through this server.")),
    ]


class ObsInput(Input):
    """Type `obs`, IEF only."""

    title = _("Object storage files")
    about = _("Recorded files in an OBS bucket. Not for scheduled tasks.")
    platforms = frozenset({Platform.IEF})
    data_class = ObsData

    type: Literal["obs"]
    data: Annotated[list[ObsData], Entries, Field(title=_("Inputs"), min_length=1)]


class VisInput(Input):
    """Type `vis`, IEF only."""

    title = _("VIS stream")
    about = _("Streams of the video ingestion service (VIS), each known by its name.")
    platforms = frozenset({Platform.IEF})
    data_class = VisData

    type: Literal["vis"]
    data: Annotated[list[VisData], Entries, Field(title=_("Inputs"), min_length=1)]


class UntypedInput(Input):
    """An input whose type is missing or unknown: what depends on the type is not judged."""

    title = ""
    about = ""
    data_class = UntypedData
    foreign = {}

    type: Annotated[
        Literal["restful", "url", "edgecamera", "vcn", "obs", "vis"],
        Held(rule="input.type.value", missing="input.type.required", type="input.type.value"),
        Field(title=_("Input type")),
    ]
    data: Annotated[list[UntypedData], Entries, Field(title=_("Inputs"), min_length=1)]
    vcn: Annotated[object, Held(), Field(title=_("VCN server"))] = ABSENT


INPUTS: dict[str, type[Input]] = {
    InputType.RESTFUL: RestfulInput,
    InputType.URL: UrlInput,
    InputType.EDGECAMERA: EdgeCameraInput,
    InputType.VCN: VcnInput,
    InputType.OBS: ObsInput,
    InputType.VIS: VisInput,
}
