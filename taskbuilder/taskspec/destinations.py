"""Where a secret is sent: the addresses beside it, spelled in one way so that they can be compared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from taskbuilder.taskspec.secrets import is_secret_name, mask_url, secret_groups
from taskbuilder.taskspec.words import Term, one_line
from taskbuilder.taskspec.words import gettext_noop as _

Server = tuple[str | int, ...]
"""Scheme, host and port of a URL; one part of that; or a text as it is, where it cannot be read."""
Destination = tuple[Server, ...]
"""The addresses beside a secret and above it, each below its member's name. Equal ones are the same place."""

PORTS = {"rtsp": 554, "rtmp": 1935, "http": 80, "https": 443}
NO_PORT = -1
URL = re.compile(r"\s*[a-z][a-z0-9+.-]{0,20}://\S", re.IGNORECASE)
UNSAFE = re.compile(r"[\s\\]")
"""Programs disagree about the host of an address with one of these."""
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
HOSTS = frozenset({"ip", "host", "hostname", "server", "domain", "broker"})
TEXTS = frozenset({"url", "urls", "uri", "endpoint", "endpoints", "address", "addr"})
PORT, HOST, TEXT, SECRET, OTHER = "port", "host", "text", "secret", ""
ELSEWHERE = Term(_("another address"))


def read_url(text: str) -> Server:
    """Scheme, host and port of an address, whoever signs in there; the text where it cannot be read."""
    text = mask_url(text.strip())
    try:
        parts = urlsplit(text)
        scheme, host, port = parts.scheme.lower(), read_host(parts.hostname or ""), parts.port
    except ValueError:  # half a bracket, a port that is not a number
        return (text,)
    if not host or UNSAFE.search(text):
        return (text,)
    return scheme, host, PORTS.get(scheme, NO_PORT) if port is None else port


def read_host(text: str) -> str:
    """A host in lower case, without the dot at its end; an IP address in its shortest form."""
    host = text.strip().lower().removesuffix(".").removeprefix("[").removesuffix("]")
    try:
        return ip_address(host).compressed
    except ValueError:
        return host


def read_port(value: Any) -> str | int:
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def list_addresses(holder: Mapping[str, Any]) -> Destination:
    """The addresses that the members of one object hold: each URL, and what is named as host or port."""
    found = [
        (str(name).lower(), *server)
        for name, value in holder.items()
        for each in (value if isinstance(value, list) else [value])
        if (server := read_member(str(name), each))
    ]
    return tuple(sorted(found, key=repr))


def read_member(name: str, value: Any) -> Server:
    """The address that a member holds, empty for none."""
    kind = kind_of(name)
    if value is None or value == "" or isinstance(value, dict | list | bool) or kind == SECRET:
        return ()
    text = str(value)
    if URL.match(text):
        return read_url(text)
    if kind == PORT:
        return (read_port(value),)
    if kind == HOST:
        return (read_host(text),)
    return (mask_url(text),) if kind == TEXT else ()


@lru_cache(maxsize=1024)
def kind_of(name: str) -> str:
    """What the last word of a member's name says that it holds: "callbackUrl", "broker_host"."""
    words = WORD.findall(name)
    last = words[-1].lower() if words else ""
    if is_secret_name(name):
        return SECRET
    return PORT if last == PORT else HOST if last in HOSTS else TEXT if last in TEXTS else OTHER


@dataclass(frozen=True)
class Destinations:
    """Where each secret of a request is sent; what is known of an object is remembered."""

    request: Any
    known: dict[tuple[str, ...], Destination] = field(default_factory=dict)

    def of(self, path: Iterable[str]) -> Destination:
        """The addresses in the objects that lead to a secret, from a section of the request on.

        The request itself says who it is, not where it goes; and headers are all secret.
        """
        tokens, holder = tuple(path), self.request
        found: Destination = ()
        for depth, token in enumerate(tokens):
            if depth and isinstance(holder, dict) and tokens[depth - 1].lower() not in secret_groups():
                above = tokens[:depth]
                if above not in self.known:
                    self.known[above] = list_addresses(holder)
                found += self.known[above]
            holder = step_down(holder, token)
        return found


def step_down(holder: Any, token: str) -> Any:
    if isinstance(holder, dict):
        return holder.get(token)
    if isinstance(holder, list) and token.isdecimal() and int(token) < len(holder):
        return holder[int(token)]
    return None


def read_destination(stored: Any) -> Destination:
    """A destination that was stored as JSON."""
    return tuple(tuple(server) for server in stored)


def write_destination(destination: Destination) -> str | Term:
    """ "10.0.0.1:554", "https://media.example.com": for people; in general words where it cannot be named."""
    match destination:
        case ((_name, str(scheme), str(host), int(port)),):
            shown = "" if port in (PORTS.get(scheme), NO_PORT) else f":{port}"
            return one_line(f"{scheme}://{bracket(host)}{shown}")
        case (("ip", str(host)), ("port", int(port))):
            return one_line(f"{bracket(host)}:{port}")
        case (("ip", str(host)),):
            return one_line(host)
    return ELSEWHERE


def bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host
