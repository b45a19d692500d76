"""Reads an address into its parts, right or wrong: for rules, masks, the sentence, search and base URLs."""

import re
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address

from taskbuilder.taskspec.secrets.user_info import find_user_info, is_port, to_plain

_SCHEME = re.compile(r"\s*+([A-Za-z][A-Za-z0-9+.\-]*+)://")
_AUTHORITY = re.compile(r"[^\s/?#\\]*+")
_NAME = re.compile(r"[A-Za-z0-9_.-]++")
_LIKE_NUMBERS = re.compile(r"[0-9*.]++|[0-9xX*]++(?:\.[0-9xX*]++)++")
_NUMBER = re.compile(r"[0-9xX*]{1,3}")
_ZONE = re.compile(r"[\w.~-]{1,60}")


@dataclass(frozen=True)
class ParsedAddress:
    """The parts of an address. `port` is None where no colon follows the host."""

    scheme: str
    user_info: str = field(repr=False)
    host: str
    port: str | None
    rest: str = field(repr=False)
    """Path, query and fragment."""
    start: int
    """Where the user and password begin, or the host."""

    @property
    def is_host_sound(self) -> bool:
        """Whether the host is a name, an IPv4 or an IPv6 address (rule `url.host`)."""
        return is_sound_host(self.host)

    @property
    def is_port_sound(self) -> bool:
        """Whether the port is one, or there is none (rule `url.port`)."""
        return self.port is None or is_port(self.port, 0, len(self.port))


def parse_address(text: str) -> ParsedAddress | None:
    """The parts of an address with a scheme; None for a text without one. Linear in its length."""
    plain = to_plain(text)
    scheme = _SCHEME.match(plain)
    if scheme is None:
        return None
    start = scheme.end()
    span = next((each for each in find_user_info(text) if each.start >= start), None)
    # Behind a second scheme, or in a query, it is not this address's own.
    end = span.end if span is not None and span.start == start else start
    authority = _AUTHORITY.match(plain, end)
    after = authority.end() if authority else end
    host, port = _split_port(plain[end:after])
    user_info = text[start : end - 1] if end > start else ""
    return ParsedAddress(scheme[1].lower(), user_info, host, port, text[after:], start)


def _split_port(authority: str) -> tuple[str, str | None]:
    if authority.startswith("["):
        inside, bracket, after = authority.partition("]")
        return inside + bracket, after[1:] if after.startswith(":") else (after or None)
    host, colon, port = authority.partition(":")
    return host, port if colon else None


def is_sound_host(host: str) -> bool:
    """Whether a text is a host: a name of letters, digits, `-`, `_`, `.`, or an IP address, IPv6 in brackets.

    An x or * in place of a digit, as the reference masks them, is read as a digit.
    """
    if host.startswith("["):
        return host.endswith("]") and _is_ipv6(host[1:-1])
    if _LIKE_NUMBERS.fullmatch(host):
        parts = host.split(".")
        return len(parts) == 4 and all(map(_is_byte, parts))
    return _NAME.fullmatch(host) is not None


def _is_byte(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and (not text.isdecimal() or int(text) <= 255)


def _is_ipv6(text: str) -> bool:
    address, percent, zone = text.partition("%")
    if percent and not _ZONE.fullmatch(zone):
        return False
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return True
