"""Input type `restful`: a media server is asked for the address of each stream."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.addresses import ADDRESS_RULES, WEB_URL, Address
from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.inputs.node import NODE_RULES, NodeId
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import ABSENT, Choices, Rules
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.headers import check_headers, header_rule
from taskbuilder.taskspec.rules.rule import ADVICE, ENTRY, Example, Rule
from taskbuilder.taskspec.section import Headers, text

HEADERS, FEWER_HEADERS = ({f"X-Part-{number}": "1" for number in range(count)} for count in (11, 10))


class RestfulData(InputData):
    __doc__ = _("Your own server, which returns the stream's address.")
    rules = (
        *ADDRESS_RULES,
        *NODE_RULES,
        Rule(
            "input.headers.count",
            _("Table 7, headers"),
            _("A request has at most 10 headers."),
            _("“%(field)s” has %(count)d entries. Keep at most 10."),
            Example(f"{ENTRY}/headers", HEADERS, FEWER_HEADERS),
        ),
        header_rule("input.headers", _("Table 7, headers; RFC 9110"), f"{ENTRY}/headers"),
        Rule(
            "input.certificate_check",
            _("Table 7, certificate_check"),
            _("Certificate verification is true or false."),
            _("“%(field)s” must be true or false. Choose one."),
            Example(f"{ENTRY}/certificate_check", "true", True),
        ),
        Rule(
            "input.rtsp_path.length",
            _("Table 7, rtsp_path_in_response"),
            _("The path of the stream address in a response has 1 to 1024 characters."),
            _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d."),
            Example(f"{ENTRY}/rtsp_path_in_response", "x" * 1025, "x" * 1024),
        ),
        Rule(
            "input.rtsp_path.slash",
            _("The platform's manual, first example; the pattern of a related API"),
            _(
                "In the platform's manual, the path of the stream address starts with a slash. A related "
                "API does not allow that."
            ),
            _(
                "“%(field)s” starts with a slash, as in the platform's manual. Keep it. Remove the slash "
                "only if the stream is not found."
            ),
            Example(f"{ENTRY}/rtsp_path_in_response", "/data/url", "data/url"),
            severity=ADVICE,
        ),
    )

    url: Annotated[
        Address,
        Field(
            title=_("Request URL"),
            description=_("The http or https address that returns the stream's address."),
            pattern=WEB_URL,
            examples=["https://media.example.com/streams/gate-1"],
        ),
    ]
    headers: Annotated[
        Headers,
        Rules(rule="input.headers.count", each="input.headers.value"),
        Field(
            title=_("Request headers"),
            description=_("Sent with the request, up to 10. Values are saved as secrets."),
        ),
    ] = ABSENT
    certificate_check: Annotated[
        bool,
        Rules(type="input.certificate_check"),
        Choices(((True, _("Yes, verify it")), (False, _("No, accept any certificate")))),
        Field(
            title=_("Verify the certificate"),
            description=_("Whether to check the server's https certificate."),
        ),
    ]
    rtsp_path_in_response: Annotated[
        str,
        Rules(rule="input.rtsp_path.length"),
        text(
            title=_("Stream address in the response"),
            description=_("Where the response body contains the stream's address."),
            max_length=1024,
            examples=["/input/url"],
        ),
    ]
    node_id: NodeId = ABSENT

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        yield from check_headers(parsed, value.get("headers"), (*path, "headers"), "input.headers")
        place = value.get("rtsp_path_in_response")
        if isinstance(place, str) and place.startswith("/"):
            yield report("input.rtsp_path.slash", (*path, "rtsp_path_in_response"))


@INPUTS.register("restful", position=10)
class RestfulInput(Input):
    __doc__ = _("Type `restful`.")
    title = _("RESTful API")
    about = _("Get each stream's address from your media server over HTTP.")
    counted = (_("one stream of a media server"), _("%(count)d streams of a media server"))
    table_row = 30
    data_class = RestfulData
