"""Where a secret is sent: the addresses beside it, spelled in one way so that they can be compared."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from taskbuilder.taskspec import marks
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.marks import AddressPart, find_mark
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.split import mask_url, secret_groups
from taskbuilder.taskspec.secrets.user_info import find_user_info
from taskbuilder.taskspec.section import EACH, walk_fields

Server = tuple[str | int, ...]
"""Scheme, host and port of a URL; one part of that; or a text as it is, where it cannot be read."""
Destination = tuple[Server, ...]
"""The addresses beside a secret and above it, each below its member's name. Equal ones are the same place."""

PORTS = {"rtsp": 554, "rtmp": 1935, "http": 80, "https": 443}
NO_PORT = -1
NO_FIELDS: Mapping[str, str] = MappingProxyType({})
URL = re.compile(r"\s*[a-z][a-z0-9+.-]{0,20}://\S", re.IGNORECASE)
UNSAFE = re.compile(r"[\s\\]")
"""Programs disagree about the host of an address with one of these."""
MISLEADING = re.compile(r"[\s\\/?#@]")
"""In a user or password, programs take each of these for its end: what follows it may not be the host."""
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
HOSTS = frozenset({"ip", "host", "hostname", "server", "domain", "broker"})
TEXTS = frozenset({"url", "urls", "uri", "endpoint", "endpoints", "address", "addr"})
PORT, HOST, TEXT, SECRET, OTHER = AddressPart.PORT, AddressPart.HOST, AddressPart.URL, "secret", ""
ELSEWHERE = Term(_("another address"))


def read_url(text: str) -> Server:
    """Scheme, host and port of an address, without its user; the text where it cannot be read.

    An address whose user or password hides where the host begins is the same as itself alone.
    """
    typed = text.strip()
    text = mask_url(typed)
    if text != typed and any(
        MISLEADING.search(typed, span.start, span.end - 1) for span in find_user_info(typed)
    ):
        return text, sha256(typed.encode("utf-8", "surrogatepass")).hexdigest()
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


def read_port(value: JsonValue) -> str | int:
    text = str(value).strip()
    port = read_number(text)
    return text if port is None else port


def list_addresses(holder: Mapping[str, JsonValue], parts: Mapping[str, str] = NO_FIELDS) -> Destination:
    """The addresses that the members of one object hold.

    `parts` are the fields that are known there, each with the part of an address that it is, or OTHER. Of
    other members each URL counts, and what is named as host or port.
    """
    found = [
        (str(name).lower(), *server)
        for name, value in holder.items()
        for each in (value if isinstance(value, list) else [value])
        if (server := read_member(str(name), each, parts.get(name)))
    ]
    return tuple(sorted(found, key=repr))


def read_member(name: str, value: JsonValue, part: str | None = None) -> Server:
    """The address in a member, empty for none; `part` where it is not known by name."""
    kind = kind_of(name) if part is None else part
    if value is None or value == "" or isinstance(value, dict | list | bool) or kind == SECRET:
        return ()
    if part == OTHER:
        return ()
    text = str(value)
    if URL.match(text):
        return read_url(text)
    if kind == PORT:
        return (read_port(value),)
    if kind == HOST:
        return (read_host(text),)
    return (mask_url(text),) if kind == TEXT else ()


@derived
def known_parts() -> Mapping[tuple[str, ...], Mapping[str, str]]:
    """The fields of each object of a request, each with the part of an address that it says it is."""
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for path, info in walk_fields(task_request()):
        mark = find_mark(info, marks.Destination)
        fields = known.setdefault(path[:-1], {})
        fields[path[-1]] = mark.part if mark else fields.get(path[-1], OTHER)
    return known


@derived
def named_parts() -> Mapping[str, str]:
    """The part of an address that a name means in any object of a request."""
    return {name: part for fields in known_parts().values() for name, part in fields.items() if part != OTHER}


@derived
def kind_of(name: str) -> str:
    """What a member's name says that it holds, as a field's or by its last word: callbackUrl, broker_host."""
    if name in named_parts():
        return named_parts()[name]
    words = WORD.findall(name)
    last = words[-1].lower() if words else ""
    if is_secret_name(name):
        return SECRET
    return PORT if last == PORT else HOST if last in HOSTS else TEXT if last in TEXTS else OTHER


@dataclass(frozen=True)
class Destinations:
    """Where each secret of a request is sent; what is known of an object is remembered."""

    request: JsonValue
    declared: Declared = NOTHING
    """What its service's schema declares secret, and so no address of anything else."""
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
                    self.known[above] = list_addresses(holder, self.read_parts(above, holder))
                found += self.known[above]
            holder = step_down(holder, token)
        return found

    def read_parts(self, above: tuple[str, ...], holder: Mapping[str, JsonValue]) -> Mapping[str, str]:
        """What is known of the members of the object at a path."""
        if above[0] == "config":
            place = self.declared.at(above[1:])
            return {name: SECRET for name in holder if place.parts and place.below(name).is_secret}
        return known_parts().get(tuple(EACH if each.isdecimal() else each for each in above), NO_FIELDS)


def is_kept_for(then: Destination, now: Destination) -> bool:
    """Whether a secret that was saved for one place may be sent to another: the same, or completed.

    Somebody who forgot the address types it once the form says so, and the secret only once.
    """
    if then == now:
        return True
    names = {server[0] for server in then}
    return then == tuple(server for server in now if server[0] in names)


def step_down(holder: JsonValue, token: str) -> JsonValue:
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
        case ((str(name), str(host)), (_port, int(port))) if kind_of(name) == HOST:
            return one_line(f"{bracket(host)}:{port}")
        case ((str(name), str(host)),) if kind_of(name) == HOST:
            return one_line(host)
    return ELSEWHERE


def bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host
