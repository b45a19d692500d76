"""Splits a request's secrets off, and joins them again (rules.md, "Secrets")."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.pointer import Token

MASK = "••••••"
"""Stands where a secret stood, in whatever is shown, stored in clear, or logged."""

_SECRET_NAME = re.compile(
    r"passw|passphrase|secret|token|credential|key(?!_?(?:frame|word|point|board))", re.IGNORECASE
)
"""Rather a name too many than a secret shown; but the keys of video analysis open nothing."""
USER_INFO = re.compile(r"(?<=://)(?:[^\s/?#]*|[^\s/?#:]*:(?!\d*(?:[/?#\s]|$))\S{0,1000})@")
"""Up to the last @ before the path; where no port follows the colon, whatever the password holds."""

Path = tuple[Token, ...]


def split_secrets(request: Any) -> tuple[Any, dict[str, Any]]:
    """A copy of the request with MASK where a secret stood, and the secrets by JSON Pointer.

    Secret are: the VCN password, header values, members of config whose name says so, and the user and
    password of any URL, of which the rest stays readable. Takes any JSON value.
    """
    secrets: dict[str, Any] = {}
    shown = copy.deepcopy(request)
    for path, value, masked in _find_secrets(request, ()):
        where = pointer.join(path)
        secrets[where] = value
        shown = pointer.put(shown, where, masked)
    return shown, secrets


def join_secrets(request: Any, secrets: dict[str, Any]) -> Any:
    """The whole request again: a copy with each secret put where its pointer says."""
    whole = copy.deepcopy(request)
    for where, value in secrets.items():
        whole = pointer.put(whole, where, value)
    return whole


def mask_url(text: str) -> str:
    """A text with MASK in place of the user and password of each URL in it."""
    return USER_INFO.sub(f"{MASK}@", text)


def is_secret_name(name: str) -> bool:
    """Whether a member's name says that its value is secret: apiKey, db_password, tokens."""
    return _SECRET_NAME.search(name) is not None


def _find_secrets(value: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Each secret with its path and what to show for it; nothing inside a secret is looked at."""
    if _is_secret(path, value):
        yield path, value, MASK
    elif isinstance(value, str):
        masked = mask_url(value)
        if masked != value:
            yield path, value, masked
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from _find_secrets(below, (*path, name))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from _find_secrets(below, (*path, position))


def _is_secret(path: Path, value: Any) -> bool:
    if value is None or value == "":
        return False
    match path:
        case ("input", "vcn", "password"):
            return True
        case ("config",):
            return isinstance(value, str)  # no config at all, but maybe the text of one
        case ("input", "data", int(), "headers", _) | ("output", "webhook", "headers", _):
            return True
        case ("config", *_, str(name)) if len(path) > 1:
            return is_secret_name(name)
    return False
