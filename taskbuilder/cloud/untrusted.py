"""Making what another machine said safe to keep and show: bounded, storable, without secrets.

The functions that clean take their secrets as `spell_out` gives them: another machine may repeat what it was
sent, in whatever quoting and letter case.
"""

import base64
import binascii
import html
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus, unquote

from taskbuilder.cloud.errors import JsonValue
from taskbuilder.taskspec.secrets import MASK, split_secrets
from taskbuilder.taskspec.user_info import find_user_info

MAX_TEXT = 500
MAX_ITEMS = 20
MAX_DEPTH = 4
MAX_TOTAL = 10_000
# Blotting out shorter ones would leave nothing readable, and protect nothing.
MIN_SECRET = 4
MAX_QUOTINGS = 4

Secrets: TypeAlias = re.Pattern[str] | None
"""Finds each secret in whatever spelling; None where there are none."""

_TAGS = re.compile(r"<(script|style)\b[^>]*>[^<]*</\1\s*>|<[^<>]*>", re.IGNORECASE)
_CODED = re.compile(r"\\+u([0-9a-fA-F]{4})")
_ESCAPED = re.compile(r"\\+([^\w\s])")
_SCHEME = re.compile(r"[A-Za-z][\w-]* +(\S.*)")


def secrets_in(body: bytes | None) -> tuple[str, ...]:
    """What a request keeps secret, as texts that an answer to it might repeat."""
    try:
        _, secrets = split_secrets(json.loads(body or b"null"))
    except (ValueError, RecursionError):
        return ()
    return tuple(text for secret in secrets.values() for text in _texts(secret))


def clean_text(text: str, *, secrets: Secrets = None) -> str:
    """One line of at most MAX_TEXT characters that any database and any page can hold."""
    text = _blot(text, secrets)
    text = "".join(character if character.isprintable() else " " for character in text[: MAX_TEXT + 1])
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def clean_members(members: dict[str, JsonValue], *, secrets: Secrets = None) -> dict[str, JsonValue]:
    """An object's members, each cleaned; where they are too many or too large, their beginning as text."""
    cleaned = _clean(members, secrets, MAX_DEPTH)
    text = json.dumps(cleaned, ensure_ascii=False)
    if isinstance(cleaned, dict) and len(text) <= MAX_TOTAL:
        return cleaned
    return {"body": clean_text(text)}


def clean_page(body: bytes, *, secrets: Secrets = None) -> str:
    """The words of a body that is no JSON object: a proxy's error page tells whose it is."""
    text = _TAGS.sub(" ", _blot(body.decode("utf-8", "replace"), secrets)[:20_000])
    return clean_text(" ".join(text.split()))


def spell_out(secrets: Iterable[str]) -> Secrets:
    """The secrets as answers repeat them: plain, quoted for JSON, a page or an address, and in base64."""
    spelled = {text for secret in secrets if len(secret) >= MIN_SECRET for text in _spellings(secret)}
    longest_first = sorted(spelled, key=len, reverse=True)  # so that none leaves a rest of another
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if spelled else None


def _spellings(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield from (secret, html.escape(secret), quote(raw, safe=""), quote(raw, safe="/"), quote_plus(raw))
    yield base64.b64encode(raw).decode()
    for is_ascii in (True, False):
        quoted = json.dumps(secret, ensure_ascii=is_ascii)[1:-1]
        yield from (quoted, html.escape(quoted))
        yield json.dumps(quoted, ensure_ascii=is_ascii)[1:-1]  # a request that is quoted inside an answer


def _blot(text: str, secrets: Secrets) -> str:
    """The text with MASK for each secret; where one is quoted in it, however often, the text unquoted."""
    if secrets is None:
        return text
    blotted = plain = secrets.sub(MASK, text)
    for _ in range(MAX_QUOTINGS):
        quoted, plain = plain, _unquote(plain)
        if plain == quoted:
            break
        if secrets.search(plain):
            return _blot(plain, secrets)
    return blotted


def _unquote(text: str) -> str:
    """Once less quoted for a page, an address or JSON."""
    text = _CODED.sub(lambda found: chr(int(found[1], 16)), unquote(html.unescape(text)))
    return _ESCAPED.sub(r"\1", text)


def _texts(secret: Any) -> Iterator[str]:
    """Every text within a secret, and the parts of one that a server reads apart and may tell alone.

    Those are the user and the password of an address, the token of `Bearer`, and what `Basic` encodes.
    """
    if isinstance(secret, dict | list):
        for inner in secret.values() if isinstance(secret, dict) else secret:
            yield from _texts(inner)
        return
    text = str(secret)
    yield text
    for start, end in find_user_info(text):
        yield from _pair(text[start : end - 1])
    if found := _SCHEME.fullmatch(text):
        yield found[1]
        yield from _pair(_decode(found[1]))


def _pair(text: str) -> Iterator[str]:
    """`user:password`, whole and apart, as it stands in an address and as it is meant."""
    for told in {text, unquote(text)}:
        yield told
        yield from told.split(":", 1)


def _decode(text: str) -> str:
    """What base64 stands for; empty where it is none."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _clean(value: JsonValue, secrets: Secrets, depth: int) -> JsonValue:
    if isinstance(value, str):
        return clean_text(value, secrets=secrets)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int | float) and secrets and secrets.fullmatch(str(value)):
        return MASK
    if isinstance(value, list | dict) and not depth:
        return "…"
    if isinstance(value, list):
        return [_clean(item, secrets, depth - 1) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        kept = list(value.items())[:MAX_ITEMS]
        return {clean_text(name, secrets=secrets): _clean(item, secrets, depth - 1) for name, item in kept}
    return value
