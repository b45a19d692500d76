"""Addresses: their form, and the rules that are shared by the input types which take one."""

import ipaddress
from typing import Annotated

from taskbuilder.taskspec.address_parser import parse_address
from taskbuilder.taskspec.marks import AddressPart, Destination, Identity, Rules, Searched
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.rules.rule import CAMERA, ENTRY, Example, Rule
from taskbuilder.taskspec.secrets.split import mask_url
from taskbuilder.taskspec.section import text

_SCHEME = r"^[A-Za-z][A-Za-z0-9+.\-]*"
_BLANK = r"\s\x00-\x1f\x7f"
_HOST = rf"(\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._~%-]+)?\]|[^{_BLANK}/?#@:\[\]]+)"
_AUTHORITY = rf"([^{_BLANK}/?#@]*@)?{_HOST}(:[^{_BLANK}/?#@]*)?"
ABSOLUTE_URL = rf"{_SCHEME}://{_AUTHORITY}([/?#][^{_BLANK}]*)?$"
"""Scheme, host, no white space. The port is not checked: the reference's own examples mask it."""
WEB_URL = ABSOLUTE_URL.replace(_SCHEME, "^[Hh][Tt][Tt][Pp][Ss]?", 1)
Address = Annotated[
    str,
    Rules(rule="input.url.format", length="input.url.length"),
    Identity(),
    Searched(),
    Destination(AddressPart.URL),
    text(max_length=1000),
]
ADDRESS_RULES = (
    Rule(
        "input.url.length",
        _("Table 7, url"),
        _("An address has at most 1000 characters."),
        _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d."),
        Example(f"{ENTRY}/url", CAMERA["url"].ljust(1001, "x"), CAMERA["url"].ljust(1000, "x")),
    ),
    Rule(
        "input.url.format",
        _("Table 7, url"),
        _("An address is complete: scheme and host, without spaces. A RESTful request uses http or https."),
        _("Write “%(field)s” as scheme://host/path, a full address without spaces, such as %(example)s."),
        Example(f"{ENTRY}/url", "camera-1.example.com/live", CAMERA["url"]),
        is_form=True,
    ),
)


def is_address_of_host(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address (rule `input.vcn.ip`)."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def host_of(address: str) -> str:
    """The host of an address, "" where it has none: no user, no password."""
    parsed = parse_address(mask_url(address))
    if parsed is None or (parsed.host.startswith("[") and not parsed.is_host_sound):
        return ""
    return parsed.host.lower().strip("[]")
