"""Secrets that were typed are never drawn again: MASK stands for them, and posting MASK keeps them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.destinations import Destination, Destinations, Server, list_addresses, read_url
from taskbuilder.taskspec.reading import UnreadableJson, read_json
from taskbuilder.taskspec.secrets import MASK, join_secrets, mask_url, split_secrets
from taskbuilder.taskspec.user_info import Span, find_user_info, replace_user_info
from taskbuilder.web.wizard.loose import mask_loosely, unmask_loosely
from taskbuilder.web.wizard.texts import write_json

VALUE = "value"
LONGEST_HOST = 300
SCHEME, HOST = re.compile(r"[a-z][a-z0-9+.-]{0,20}://$", re.IGNORECASE), re.compile(r"[^\s/?#\"\\]*")


def unmask_url(text: str, saved: str) -> str:
    """The text with each masked user and password put back from the text that was saved, in their order.

    One stays masked whose address now leads to another server: that one is not to learn it.
    """
    if MASK not in text:
        return text
    known = find_user_info(saved)

    def unmask(span: Span) -> str:
        found, before = text[span.start : span.end], next(known, None)
        is_kept = before and found == f"{MASK}@" and _server(text, span) == _server(saved, before)
        return saved[before.start : before.end] if before and is_kept else found

    return replace_user_info(text, unmask)


def _server(text: str, user_info: Span) -> Server:
    """Scheme, host and port of the address with that user and password."""
    before = text[max(user_info.start - 24, 0) : user_info.start]
    after = text[user_info.end : user_info.end + LONGEST_HOST]
    scheme, host = SCHEME.search(before), HOST.match(after)
    return read_url(f"{scheme[0] if scheme else ''}{host[0] if host else ''}")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A saved secret that is not used where its MASK is now, and what it was saved for."""

    secret: Any
    destination: Destination


@dataclass(frozen=True)
class Matched:
    """What the masks of a value stand for, and what they no longer do, by pointer."""

    found: dict[str, Any] = field(default_factory=dict)
    moved: dict[str, Moved] = field(default_factory=dict)


def match_secrets(value: Any, before: Any, secrets: Mapping[str, Any]) -> Matched:
    """Looks each saved secret up in the same place of a value; used again is only what is sent where it was.

    `secrets` are those of `before`, by pointer.
    """
    now, then, matched = Destinations(value), Destinations(before), Matched()
    for where, secret in secrets.items():
        path = pointer.split(where)
        shown = look_up(value, path)
        if not isinstance(shown, str) or MASK not in shown or shown == secret:
            continue
        if shown != MASK:  # an address with its own user and password
            text = unmask_url(shown, secret) if isinstance(secret, str) else shown
            if text != shown:
                matched.found[where] = text
            if MASK in text:
                matched.moved[where] = Moved(secret=secret, destination=find_servers(secret))
        elif now.of(path) == then.of(path):
            matched.found[where] = secret
        else:
            matched.moved[where] = Moved(secret=secret, destination=then.of(path))
    return matched


def find_servers(text: Any) -> Destination:
    """The servers of the addresses in a text."""
    return list_addresses({"url": text.split()}) if isinstance(text, str) and "://" in text else ()


def look_up(value: Any, path: Iterable[str]) -> Any:
    try:
        return pointer.get(value, pointer.join(path))
    except LookupError:
        return None


def mask_config(text: str) -> str:
    """A config as it is drawn: as typed where it holds no secret, else with MASK in each secret's place."""
    value = read_value(text)
    if value is None:
        return mask_url(mask_loosely(text))
    shown, secrets = split_secrets({"config": value})
    return write_json(shown["config"]) if secrets else text


def unmask_config(text: str, saved: str) -> str:
    """A posted config with each MASK in it replaced by the secret that was saved at the same place."""
    if MASK not in text:
        return text
    value, before = read_value(text), read_value(saved)
    if value is None or before is None:
        return unmask_url(unmask_loosely(text, saved), saved)
    found = match_config(value, before).found
    return write_json(join_secrets({"config": value}, found)["config"]) if found else text


def match_config(value: Any, before: Any) -> Matched:
    """The masks of a config, matched with the secrets of an earlier one."""
    whole = {"config": before}
    return match_secrets({"config": value}, whole, split_secrets(whole)[1])


def mask_value(text: str) -> str:
    """A member's value in a box of its own as it is drawn: what of it is no config is no secret."""
    value = read_value(text)
    if value is None:
        return mask_config(text)
    whole = _wrap(value)
    shown = mask_config(whole)
    return text if shown == whole else write_json(read_json(shown)[VALUE])


def unmask_value(text: str, saved: str) -> str:
    """A posted value with each MASK in it replaced by the secret that was saved at the same place."""
    value, before = read_value(text), read_value(saved)
    if MASK not in text or value is None or before is None:
        return unmask_config(text, saved)
    return write_json(read_json(unmask_config(_wrap(value), _wrap(before)))[VALUE])


def _wrap(value: Any) -> str:
    return write_json({VALUE: value})


def read_value(text: str) -> Any:
    """The value of a text, None where it is not JSON."""
    try:
        return read_json(text)
    except UnreadableJson:
        return None
