"""Secrets that were typed are never drawn again: MASK stands for them, and posting MASK keeps them."""

import re
from typing import Any

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.reading import UnreadableJson, read_json
from taskbuilder.taskspec.secrets import MASK, USER_INFO, join_secrets, mask_url, split_secrets
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
    known = USER_INFO.finditer(saved)

    def unmask(found: re.Match[str]) -> str:
        before = next(known, None)
        is_kept = before is not None and found[0] == f"{MASK}@" and _server(found) == _server(before)
        return before[0] if before is not None and is_kept else found[0]

    return USER_INFO.sub(unmask, text)


def _server(found: re.Match[str]) -> str:
    """Scheme, host and port of the address whose user and password were found."""
    before = found.string[max(found.start() - 24, 0) : found.start()]
    after = found.string[found.end() : found.end() + LONGEST_HOST]
    scheme, host = SCHEME.search(before), HOST.match(after)
    return f"{scheme[0] if scheme else ''}{host[0] if host else ''}".lower()


def mask_config(text: str) -> str:
    """A config as it is drawn: as typed where it holds no secret, else with MASK in each secret's place."""
    value = _read(text)
    if value is None:
        return mask_url(mask_loosely(text))
    shown, secrets = split_secrets({"config": value})
    return write_json(shown["config"]) if secrets else text


def unmask_config(text: str, saved: str) -> str:
    """A posted config with each MASK in it replaced by the secret that was saved at the same place."""
    if MASK not in text:
        return text
    value, before = _read(text), _read(saved)
    if value is None or before is None:
        return unmask_url(unmask_loosely(text, saved), saved)
    _shown, secrets = split_secrets({"config": before})
    kept = {where: secret for where, secret in secrets.items() if _is_masked({"config": value}, where)}
    return write_json(join_secrets({"config": value}, kept)["config"]) if kept else text


def mask_value(text: str) -> str:
    """A member's value in a box of its own as it is drawn: what of it is no config is no secret."""
    value = _read(text)
    if value is None:
        return mask_config(text)
    whole = _wrap(value)
    shown = mask_config(whole)
    return text if shown == whole else write_json(read_json(shown)[VALUE])


def unmask_value(text: str, saved: str) -> str:
    """A posted value with each MASK in it replaced by the secret that was saved at the same place."""
    value, before = _read(text), _read(saved)
    if MASK not in text or value is None or before is None:
        return unmask_config(text, saved)
    return write_json(read_json(unmask_config(_wrap(value), _wrap(before)))[VALUE])


def _wrap(value: Any) -> str:
    return write_json({VALUE: value})


def _read(text: str) -> Any:
    try:
        return read_json(text)
    except UnreadableJson:
        return None


def _is_masked(request: Any, where: str) -> bool:
    try:
        value = pointer.get(request, where)
    except LookupError:
        return False
    return isinstance(value, str) and MASK in value
