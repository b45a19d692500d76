"""Input type `url`: the address of a stream or a file."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from taskbuilder.taskspec.addresses import ABSOLUTE_URL, ADDRESS_RULES, Address
from taskbuilder.taskspec.inputs.input import INPUTS, Input, InputData
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import CAMERA, CONFIRM, ENTRY, Example, Rule

READABLE_SCHEMES = frozenset({"rtsp", "rtmp", "http", "https"})
_ADDRESS = re.compile(ABSOLUTE_URL)
_BY_SCHEME = {
    "rtsp": (_("one RTSP stream"), _("%(count)d RTSP streams")),
    "rtmp": (_("one RTMP stream"), _("%(count)d RTMP streams")),
}


class UrlData(InputData):
    __doc__ = _("The address of a stream or a file.")
    rules = (
        *ADDRESS_RULES,
        Rule(
            "input.url.scheme",
            _("Common sense"),
            _("A stream or file is read by rtsp, rtmp, http or https."),
            _(
                "“%(field)s” does not start with rtsp, rtmp, http or https. Confirm that the platform "
                "reads it, or change it."
            ),
            Example(f"{ENTRY}/url", "ftp://camera-1.example.com/live", CAMERA["url"]),
            severity=CONFIRM,
        ),
        Rule(
            "schedule.input.url",
            _("Table 2, schedule; our choice, because an example has an https address"),
            _(
                "A scheduled task reads rtmp:// or rtsp:// addresses. One example in the platform's "
                "manual uses another."
            ),
            _(
                "Scheduled tasks read rtmp:// and rtsp:// addresses; others may be refused. Confirm "
                "“%(field)s”, or change it."
            ),
            Example(f"{ENTRY}/url", "https://camera.example.com/1", "rtsp://camera.example.com/1"),
            severity=CONFIRM,
            part="schedule",
        ),
    )

    url: Annotated[
        Address,
        Field(
            title=_("Stream or file URL"),
            description=_(
                "An rtsp, rtmp, http or https address. A user name and password in it are saved as secrets."
            ),
            pattern=ABSOLUTE_URL,
            examples=["rtsp://camera-1.example.com/live"],
        ),
    ]

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        url = value.get("url")
        # One that is too long may be whole.
        if not isinstance(url, str) or not (parsed.is_sound(*path, "url") or _ADDRESS.fullmatch(url)):
            return
        scheme = url.partition("://")[0].lower()
        if scheme not in READABLE_SCHEMES:
            yield report("input.url.scheme", (*path, "url"))
        if parsed.is_scheduled and scheme not in {"rtsp", "rtmp"}:
            yield report("schedule.input.url", (*path, "url"))


@INPUTS.register("url", position=20)
class UrlInput(Input):
    __doc__ = _("Type `url`.")
    title = _("Stream or file address")
    about = _("Read each stream or file from an address: RTSP, RTMP, HTTP or HTTPS.")
    counted = (_("one stream or file"), _("%(count)d streams or files"))
    table_row = 40
    data_class = UrlData

    @classmethod
    def count(cls, entries: list[JsonObject]) -> tuple[str, str]:
        schemes = {str(entry.get("url")).partition("://")[0].lower() for entry in entries}
        return _BY_SCHEME.get(next(iter(schemes)), cls.counted) if len(schemes) == 1 else cls.counted
