"""Rules of every address: its user and password, host, port, and that it begins once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from taskbuilder.taskspec.address_parser import ParsedAddress, parse_address
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Fix, Path, Problem, report
from taskbuilder.taskspec.rules.rule import CAMERA, CONFIRM, ENTRY, Example, Rule
from taskbuilder.taskspec.rules.texts import PLACEHOLDER, find_unseen, write_plainly

PART = "addresses"
_AT = f"{ENTRY}/url"
URL_RULES = (
    Rule(
        "url.credentials",
        _("RFC 3986, section 3.2.1"),
        _("In the user name and password of an address, @ / ? # [ ] and spaces are percent-encoded."),
        _(
            "“%(field)s”: the user name or password has characters that must be encoded. Write "
            "%(characters)s."
        ),
        Example(
            _AT, "rtsp://viewer:p@ss@camera.example.com/live", "rtsp://viewer:p%40ss@camera.example.com/live"
        ),
        part=PART,
    ),
    Rule(
        "url.host",
        _("RFC 3986, section 3.2.2"),
        _(
            "The host of an address is a name of letters, digits, hyphens, underscores and dots, an IPv4 "
            "address, or an IPv6 address in brackets."
        ),
        _(
            "“%(field)s”: the host is neither a name nor an IP address, such as 192.0.2.10 or "
            "[2001:db8::1]. Confirm it, or change it."
        ),
        Example(_AT, "rtsp://192.0.2.256/live", "rtsp://192.0.2.25/live"),
        severity=CONFIRM,
        part=PART,
    ),
    Rule(
        "url.port",
        _("RFC 3986, section 3.2.3"),
        _("The port of an address is a number from 1 to 65535."),
        _(
            "“%(field)s”: the port must be a number from 1 to 65535. Change it, or remove it. If it is a "
            "password, add @ and the host after it."
        ),
        Example(_AT, "rtsp://camera-1.example.com:99999/live", "rtsp://camera-1.example.com:9999/live"),
        part=PART,
    ),
    Rule(
        "url.twice",
        _("Common sense"),
        _("An address has one scheme, at the beginning."),
        _("“%(field)s” contains “://” twice. Confirm, or remove the extra part."),
        Example(_AT, "rtsp://rtsp://camera-1.example.com/live", CAMERA["url"]),
        severity=CONFIRM,
        part=PART,
    ),
)
ENCODE = _("Encode them")

_RAW = re.compile(r"[@/?#\[\]\\\s]")
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]|[xX*]{1,3})"
_SOUND = re.compile(
    r"(?=[!-~]*+\Z)[A-Za-z][A-Za-z0-9+.\-]{0,20}+://(?:[^\s@/?#\[\]\\<>{}:%]++(?::[^\s@/?#\[\]\\<>{}%]*+)?@)?"
    r"(?:[A-Za-z][A-Za-z0-9-]*+(?:\.[A-Za-z][A-Za-z0-9-]*+)*+"
    rf"|{_BYTE}(?:\.{_BYTE}){{3}})(?::(?:[1-9][0-9]{{0,3}}|[xX*]{{2,5}}))?(?:[/?][^\s:@<>{{}}%]*+)?"
)
"""An address that surely breaks no rule, as most do not: judged in one go."""
_SCHEMES = re.compile(r"(?<![A-Za-z0-9+.\-])[A-Za-z][A-Za-z0-9+.\-]{0,20}+://")


@dataclass(frozen=True)
class Fault:
    """A rule that an address breaks, what its message says, and the address as it would be right."""

    rule: str
    params: dict[str, Any] = field(default_factory=dict)
    fixed: str | None = field(default=None, repr=False)


is_plainly_sound = _SOUND.fullmatch
"""Whether an address surely breaks no rule; the pattern's own method, since it is asked of every address."""


def list_broken_rules(text: str) -> Iterator[str]:
    """The rules that an address outside of a request breaks, such as one that an administrator sets."""
    if find_unseen(text):
        yield "text.invisible"
    if PLACEHOLDER.search(text):
        yield "url.placeholder"
    yield from (fault.rule for fault in find_faults(write_plainly(text)))


def find_faults(text: str) -> Iterator[Fault]:
    """The rules `url.*` that an address breaks. Nothing of a text without a scheme. Linear in its length."""
    address = parse_address(text)
    if address is None:
        return
    if _RAW.search(address.user_info):
        characters = tuple(_name_raw(address.user_info))
        yield Fault("url.credentials", {"characters": characters}, _encode(text, address))
    is_filled = not PLACEHOLDER.search(f"{address.host}:{address.port}")
    if address.host and is_filled and not address.is_host_sound:
        yield Fault("url.host")
    after = text[address.start + len(address.user_info) :]
    is_twice = _SCHEMES.search(after) is not None
    if address.host and is_filled and not is_twice and not address.is_port_sound:
        yield Fault("url.port")
    if is_twice:
        yield Fault("url.twice")


def check_address(path: Path, value: str, title: Term, *, is_sound: bool) -> Iterator[Problem]:
    """The rules `url.*` of the address at that path; of its host only where its form is right."""
    for fault in find_faults(value):
        if fault.rule == "url.host" and not is_sound:
            continue
        fix = None
        if fault.fixed is not None:
            patch = {"op": "replace", "path": pointer.join(path), "value": fault.fixed}
            fix = Fix(template=ENCODE, patch=(patch,), is_secret=True)
        yield report(fault.rule, path, fix=fix, field=title, **fault.params)


def _name_raw(user_info: str) -> Iterator[str]:
    """Each character that is to be written otherwise, with how: "“@” → %40"."""
    for raw in dict.fromkeys(_RAW.findall(user_info)):
        yield f"“{raw if raw.isprintable() else ' '}” → {_quote(raw)}"


def _quote(raw: str) -> str:
    return "".join(f"%{byte:02X}" for byte in raw.encode("utf-8", "surrogatepass"))


def _encode(text: str, address: ParsedAddress) -> str:
    end = address.start + len(address.user_info)
    return text[: address.start] + _RAW.sub(lambda raw: _quote(raw[0]), address.user_info) + text[end:]
