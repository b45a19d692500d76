"""Which servers this installation talks to: by default those at public addresses, over https.

A name is resolved once, its addresses are checked, and the connection is made to one that was checked: a name
that leads elsewhere the next time it is asked for leads nowhere.
"""

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from taskbuilder.taskspec.messages import gettext_noop as _

PUBLIC = "public"
PLAIN = "http://"
USE_HTTPS = _(
    "Credentials are only sent over https here. Start the address with https://, or ask the server's "
    "administrator to allow this one."
)
NOT_ALLOWED = _(
    "This address is not allowed here. Use another one, or ask the server's administrator to allow it "
    "(TASKBUILDER_CLOUD_ADDRESSES)."
)
_HOST = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Addresses of IPv6 that end in one of IPv4, which some networks lead on to."""

Address = IPv4Address | IPv6Address
Resolver = Callable[..., Iterable[tuple[object, object, object, object, tuple[object, ...]]]]
"""As socket.getaddrinfo."""


class ForbiddenAddress(Exception):
    """Nothing was sent: the host is not allowed, or is at no address that is.

    Its text is for the log; `message` is for people.
    """

    def __init__(self, text: str, *, message: str = NOT_ALLOWED) -> None:
        super().__init__(text)
        self.message = message


@dataclass(frozen=True)
class Entry:
    """One line of the list: public addresses, a network, or a host, whatever its address.

    `is_plain`: http is allowed there too.
    """

    network: IPv4Network | IPv6Network | None = None
    host: str = ""
    is_plain: bool = False

    def matches_host(self, host: str) -> bool:
        if self.host.startswith("*."):
            return host.endswith(self.host[1:])
        return bool(self.host) and host == self.host

    def allows(self, host: str, address: Address) -> bool:
        if self.matches_host(host):
            return True
        if self.network is not None:
            return address in self.network
        return not self.host and is_public(address)


@dataclass(frozen=True)
class AllowList:
    """Whom a session connects to. `resolve` is asked for the addresses of a name."""

    entries: tuple[Entry, ...] = (Entry(),)
    resolve: Resolver = field(default=socket.getaddrinfo, repr=False)

    def allows(self, host: str, address: Address, *, is_secure: bool) -> bool:
        return any((is_secure or entry.is_plain) and entry.allows(host, address) for entry in self.entries)

    def find_addresses(self, host: str, port: int, *, is_secure: bool) -> list[str]:
        """The host's addresses that are allowed, in the order of the resolver's preference.

        Raises ForbiddenAddress, or what the resolver raises.
        """
        name = clean_host(host)
        found = [str(sockaddr[0]) for *_, sockaddr in self.resolve(name, port, type=socket.SOCK_STREAM)]
        allowed = [each for each in found if self.allows(name, read_address(each), is_secure=is_secure)]
        if not allowed:
            raise self._refuse(name, list(dict.fromkeys(found)))
        return list(dict.fromkeys(allowed))

    def _refuse(self, name: str, found: list[str]) -> ForbiddenAddress:
        text = f"{name} is at {', '.join(found) or 'no address'}, which TASKBUILDER_CLOUD_ADDRESSES"
        if any(self.allows(name, read_address(each), is_secure=True) for each in found):
            return ForbiddenAddress(f"{text} allows with https alone", message=USE_HTTPS)
        return ForbiddenAddress(f"{text} does not allow")

    def explain_refusal(self, url: str) -> str:
        """Why this address of a server is refused before anybody is asked where it is; empty if it is not."""
        parts = urlsplit(url)
        host, is_secure = clean_host(parts.hostname or ""), parts.scheme == "https"
        fitting = [entry for entry in self.entries if is_secure or entry.is_plain]
        if not fitting:
            return USE_HTTPS
        try:
            address = read_address(host)
        except ValueError:  # a name, which may be at any address
            may_be = any(not entry.host or entry.matches_host(host) for entry in fitting)
            return "" if may_be else NOT_ALLOWED
        if self.allows(host, address, is_secure=is_secure):
            return ""
        return USE_HTTPS if self.allows(host, address, is_secure=True) else NOT_ALLOWED


def parse_allowed(texts: Iterable[str]) -> AllowList:
    """Of `public`, addresses, networks and host names (`*.` for any before it); `http://` allows that too.

    Raises ValueError with what is none of these.
    """
    return AllowList(tuple(map(_parse_entry, texts)))


def _parse_entry(text: str) -> Entry:
    lower = text.strip().lower()
    is_plain, bare = lower.startswith(PLAIN), lower.removeprefix(PLAIN).removeprefix("https://")
    if bare == PUBLIC:
        return Entry(is_plain=is_plain)
    try:
        return Entry(network=ip_network(bare.strip("[]")), is_plain=is_plain)
    except ValueError:
        if not _HOST.fullmatch(bare) or bare.replace(".", "").isdigit():
            raise ValueError(text) from None
    return Entry(host=bare, is_plain=is_plain)


def clean_host(host: str) -> str:
    """As it is compared: without brackets, the root's dot, and letter case."""
    return host.strip("[]").rstrip(".").lower()


def read_address(text: str) -> Address:
    """An address as a resolver writes it; one of IPv4 in the clothes of IPv6 as what it is."""
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Whether it belongs to the internet at large, and leads to nothing else."""
    if isinstance(address, IPv6Address):
        if address.teredo:
            return False
        if any(address in network for network in _TRANSLATED):
            return is_public(IPv4Address(address.packed[-4:]))
        if address.sixtofour:
            return is_public(address.sixtofour)
    return address.is_global and not address.is_multicast and not address.is_reserved
