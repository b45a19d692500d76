"""Puts saved secrets back in place of their masks, only where they are sent where they were saved for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.destinations import (
    Destination,
    Destinations,
    Server,
    is_kept_for,
    list_addresses,
    read_url,
    step_down,
)
from taskbuilder.taskspec.secrets.in_text import (
    LONGEST_ADDRESS,
    USER_INFO,
    Secret,
    find_secrets,
    mask_url,
    replace_secrets,
)
from taskbuilder.taskspec.secrets.user_info import MASK

LONGEST_HOST = 300
SCHEME, HOST = re.compile(r"[a-z][a-z0-9+.-]{0,20}://$", re.IGNORECASE), re.compile(r"[^\s/?#\"\\]*")


def unmask_url(text: str, saved: JsonValue) -> str:
    """The text with each masked part put back from the text that was saved, in their order.

    One stays masked whose address now leads to another server, or that another name has: that is not to learn
    it. A part that was typed anew takes the place of what was saved of it.
    """
    if MASK not in text or not isinstance(saved, str):
        return text
    known = iter(find_secrets(saved))

    def unmask(secret: Secret) -> str:
        found, before = text[secret.start : secret.end], next(known, None)
        if before is None or found != secret.shown or before.name != secret.name:
            return found
        is_kept = _server(text, secret) == _server(saved, before)
        return saved[before.start : before.end] if is_kept else found

    return replace_secrets(text, unmask)


def _server(text: str, secret: Secret) -> Server:
    """Scheme, host and port of the address with that secret."""
    if secret.name != USER_INFO:
        return read_url(mask_url(_address_around(text, secret)))
    before = text[max(secret.start - 24, 0) : secret.start]
    after = text[secret.end : secret.end + LONGEST_HOST]
    scheme, host = SCHEME.search(before), HOST.match(after)
    return read_url(f"{scheme[0] if scheme else ''}{host[0] if host else ''}")


def _address_around(text: str, secret: Secret) -> str:
    """The beginning of the address in which a member is, without what comes after it."""
    begin = text.rfind("://", max(secret.start - LONGEST_ADDRESS, 0), secret.start)
    scheme = SCHEME.search(text[max(begin - 21, 0) : begin + 3]) if begin >= 0 else None
    start = begin + 3 - len(scheme[0]) if scheme else max(secret.start - LONGEST_ADDRESS, 0)
    return text[start : secret.start]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A saved secret that is not used where its MASK is now, and what it was saved for."""

    secret: JsonValue
    destination: Destination

    def put_back(self, shown: str, now: Destination) -> JsonValue:
        """What is sent where a text with a MASK is shown: the secret, only while it is sent where it was."""
        if shown != MASK:
            return unmask_url(shown, self.secret)
        return self.secret if is_kept_for(self.destination, now) else shown


@dataclass(frozen=True)
class Restored:
    """The secrets to put back in place of masks, and those that must not be, by pointer."""

    found: dict[str, JsonValue] = field(default_factory=dict)
    moved: dict[str, Moved] = field(default_factory=dict)


def restore(
    value: JsonValue,
    before: JsonValue,
    secrets: Mapping[str, JsonValue],
    declared: Declared = NOTHING,
) -> Restored:
    """Looks each saved secret up in the same place of a value; used again is only what is sent where it was.

    `secrets` are those of `before`, by pointer.
    """
    now, then, restored = Destinations(value, declared), Destinations(before, declared), Restored()
    for where, secret in secrets.items():
        path = pointer.split(where)
        shown = look_up(value, path)
        if not isinstance(shown, str) or MASK not in shown or shown == secret:
            continue
        # An address with its own user and password is for itself, all others for those beside it.
        saved = Moved(secret=secret, destination=then.of(path) if shown == MASK else find_servers(secret))
        found = saved.put_back(shown, now.of(path))
        if found != shown:
            restored.found[where] = found
        if isinstance(found, str) and MASK in found:
            restored.moved[where] = saved
    return restored


def find_servers(text: JsonValue) -> Destination:
    """The servers of the addresses in a text."""
    return list_addresses({"url": [*text.split()]}) if isinstance(text, str) and "://" in text else ()


def look_up(value: JsonValue, path: Iterable[str]) -> JsonValue:
    """The value at a path, None where there is none."""
    return reduce(step_down, path, value)
