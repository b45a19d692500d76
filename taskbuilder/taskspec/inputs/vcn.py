"""Input type `vcn`: devices of a video cloud node (VCN) server, which is signed in to."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.addresses import is_address_of_host
from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.inputs.node import NODE_RULES, NodeId
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import (
    ABSENT,
    AddressPart,
    Choices,
    Destination,
    Identity,
    Rules,
    Searched,
    Secret,
)
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import ENTER, ENTRY, LEFT_OUT, VCN, Example, Rule
from taskbuilder.taskspec.section import Section, text

SERVER = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}


class VcnData(InputData):
    __doc__ = _("A device of a video cloud node (VCN).")
    rules = (
        *NODE_RULES,
        Rule(
            "input.stream_type",
            _("Table 7, stream_type"),
            _("The stream type is 1 (primary), 2 (secondary 1) or 3 (secondary 2)."),
            _("“%(field)s” must be 1, 2 or 3. Choose one."),
            Example(f"{ENTRY}/stream_type", 4, 3),
        ),
    )

    device_id: Annotated[
        str,
        Identity(),
        Searched(),
        text(title=_("VCN device ID"), description=_("The camera's ID on the VCN server.")),
    ]
    stream_type: Annotated[
        int,
        Rules(rule="input.stream_type", type="input.stream_type"),
        Choices(((1, _("Primary stream")), (2, _("Secondary stream 1")), (3, _("Secondary stream 2")))),
        Field(
            title=_("Stream type"),
            description=_(
                "The camera stream to analyse. The primary stream has the most detail; a secondary one "
                "uses less bandwidth."
            ),
            ge=1,
            le=3,
        ),
    ] = ABSENT
    node_id: NodeId = ABSENT


class VcnServer(Section):
    __doc__ = _("Table 8: the VCN server, and how to sign in to it.")
    rules = (
        Rule(
            "input.vcn.ip",
            _("Table 8, ip"),
            _("A VCN server has an IPv4 or IPv6 address."),
            _("Enter “%(field)s” as an IPv4 or IPv6 address, such as 192.0.2.10."),
            Example(f"{VCN}/ip", "192.0.2.256", "192.0.2.10"),
            is_form=True,
        ),
        Rule(
            "input.vcn.port",
            _("Table 8, port"),
            _("A VCN server has a port, 1 to 65535."),
            _("Enter “%(field)s” as a whole number from 1 to 65535."),
            Example(f"{VCN}/port", 65536, 9900),
        ),
        Rule(
            "input.vcn.username",
            _("Table 8, username"),
            _("Signing in to a VCN server requires a user name."),
            ENTER,
            Example(f"{VCN}/username", "", "viewer"),
        ),
        Rule(
            "input.vcn.password",
            _("Table 8, password"),
            _("Signing in to a VCN server requires a password."),
            ENTER,
            Example(f"{VCN}/password", "", "open-sesame"),
        ),
    )

    ip: Annotated[
        str,
        Rules.all_by("input.vcn.ip"),
        Identity(),
        Searched(),
        Destination(AddressPart.HOST),
        text(
            title=_("VCN server IP address"),
            description=_("IPv4 or IPv6."),
            examples=["192.0.2.10"],
        ),
    ]
    port: Annotated[
        int,
        Rules.all_by("input.vcn.port"),
        Destination(AddressPart.PORT),
        Field(title=_("VCN server port"), ge=1, le=65535, examples=[9900]),
    ]
    username: Annotated[
        str,
        Rules.all_by("input.vcn.username"),
        text(title=_("VCN user name")),
    ]
    password: Annotated[
        str,
        Rules.all_by("input.vcn.password"),
        Secret(),
        text(title=_("VCN password"), description=_("Stored encrypted.")),
    ]

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        address = value.get("ip")
        if isinstance(address, str) and not is_address_of_host(address) and parsed.is_sound(*path, "ip"):
            yield report("input.vcn.ip", (*path, "ip"))


@INPUTS.register("vcn", position=40)
class VcnInput(Input):
    __doc__ = _("Type `vcn`.")
    title = _("VCN device")
    about = _("Cameras on a video cloud node (VCN) server. You'll need its sign-in details.")
    counted = (_("one VCN camera"), _("%(count)d VCN cameras"))
    table_row = 50
    data_class = VcnData
    rules = (
        Rule(
            "input.vcn.required",
            _("Table 6, vcn"),
            _("Input type vcn requires a VCN server, as an object."),
            _("“%(field)s” is missing. Enter the server's address and sign-in, as an object."),
            Example(VCN, LEFT_OUT, SERVER),
        ),
        Rule(
            "input.vcn.unexpected",
            _("Table 6, vcn"),
            _("Only input type vcn has a VCN server."),
            _("“%(field)s” is only for input type vcn. Remove it, or change the type."),
            Example(VCN, SERVER, LEFT_OUT),
        ),
    )
    vcn: Annotated[
        VcnServer,
        Rules.all_by("input.vcn.required", unexpected="input.vcn.unexpected"),
        Field(title=_("VCN server"), description=_("All inputs of the task are read through this server.")),
    ]
