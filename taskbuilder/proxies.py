"""Which proxies' words are believed about who calls, and over which scheme."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network

from taskbuilder.cloud import allowed
from taskbuilder.cloud.allowed import Address
from taskbuilder.yes_or_no import read_word

_WITH_PORT = re.compile(r"\[(?P<six>[^\]]*)\](:\d+)?|(?P<four>[\d.]+):\d+")
"""Some proxies write the client's port too."""

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Proxies:
    """Those at `networks`, or anyone who connects (`is_any`): then only the proxy must be able to."""

    networks: tuple[Network, ...] = ()
    is_any: bool = False

    def __bool__(self) -> bool:
        return self.is_any or bool(self.networks)

    def trusts(self, peer: str) -> bool:
        """Whether this peer is one of them. A socket of the file system has no address, and no strangers."""
        if not self:
            return False
        address = read_address(peer)
        return self.is_any or not peer or (address is not None and self.includes(address))

    def includes(self, address: Address) -> bool:
        return any(address in network for network in self.networks)

    def find_client(self, peer: str, forwarded: Sequence[str]) -> str:
        """Who called the outermost proxy: each adds at the end whom it was called by, and anybody can have
        sent what is before that.
        """
        client = peer
        for text in reversed(forwarded):
            address = read_address(text)
            if address is None:
                break
            client = str(address)
            if not self.includes(address):
                break
        return client


def parse_proxies(text: str) -> Proxies | None:
    """Of `true`, `false`, or addresses and networks between commas; None where it is none of these."""
    word = read_word(text)
    if word is not None:
        return Proxies(is_any=word)
    try:
        return Proxies(tuple(ip_network(part.strip()) for part in text.split(",")))
    except ValueError:
        return None


def read_address(text: str) -> Address | None:
    """The address, without a port; an IPv4 address in the clothes of IPv6 as what it is."""
    found = _WITH_PORT.fullmatch(text.strip())
    bare = (found["six"] or found["four"]) if found else text.strip()
    try:
        return allowed.read_address(bare)
    except ValueError:
        return None


def name_source(text: str) -> str:
    """The address that attempts are counted by: of IPv6 the network of 64 bits, which a caller has whole."""
    address = read_address(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address.packed, 64), strict=False).network_address)
    return str(address) if address else ""
