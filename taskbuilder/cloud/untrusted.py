"""Making what another machine said safe to keep and show: bounded, storable, without secrets.

The functions that clean take their secrets as `spell_out` gives them.
"""

import base64
import html
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from taskbuilder.cloud.errors import JsonValue
from taskbuilder.taskspec.secrets import MASK, USER_INFO, split_secrets

MAX_TEXT = 500
MAX_ITEMS = 20
MAX_DEPTH = 4
MAX_TOTAL = 10_000
# Blotting out shorter ones would leave nothing readable, and protect nothing.
MIN_SECRET = 4

_TAGS = re.compile(r"<(script|style)\b[^>]*>[^<]*</\1\s*>|<[^<>]*>", re.IGNORECASE)


def secrets_in(body: bytes | None) -> tuple[str, ...]:
    """What a request keeps secret, as texts that an answer to it might repeat."""
    try:
        _, secrets = split_secrets(json.loads(body or b"null"))
    except (ValueError, RecursionError):
        return ()
    return tuple(text for secret in secrets.values() for text in _texts(secret))


def clean_text(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """One line of at most MAX_TEXT characters that any database and any page can hold."""
    text = _blot(text, secrets)
    text = "".join(character if character.isprintable() else " " for character in text[: MAX_TEXT + 1])
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def clean_members(members: dict[str, JsonValue], *, secrets: tuple[str, ...] = ()) -> dict[str, JsonValue]:
    """An object's members, each cleaned; where they are too many or too large, their beginning as text."""
    cleaned = _clean(members, secrets, MAX_DEPTH)
    text = json.dumps(cleaned, ensure_ascii=False)
    if isinstance(cleaned, dict) and len(text) <= MAX_TOTAL:
        return cleaned
    return {"body": clean_text(text)}


def clean_page(body: bytes, *, secrets: tuple[str, ...] = ()) -> str:
    """The words of a body that is no JSON object: a proxy's error page tells whose it is."""
    text = _TAGS.sub(" ", _blot(body.decode("utf-8", "replace"), secrets)[:20_000])
    return clean_text(" ".join(text.split()))


def spell_out(secrets: Iterable[str]) -> tuple[str, ...]:
    """The secrets as answers repeat them: plain, quoted for JSON, a page or an address, and in base64.

    Longest first, so that none leaves a rest of another.
    """
    spelled = {text for secret in secrets if len(secret) >= MIN_SECRET for text in _spellings(secret)}
    return tuple(sorted(spelled, key=len, reverse=True))


def _spellings(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield from (secret, html.escape(secret), quote(raw, safe=""), quote(raw, safe="/"), quote_plus(raw))
    yield base64.b64encode(raw).decode()
    for is_ascii in (True, False):
        quoted = json.dumps(secret, ensure_ascii=is_ascii)[1:-1]
        yield from (quoted, html.escape(quoted))
        yield json.dumps(quoted, ensure_ascii=is_ascii)[1:-1]  # a request that is quoted inside an answer


def _blot(text: str, secrets: tuple[str, ...]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def _texts(secret: Any) -> Iterator[str]:
    """Every text within a secret; of an address with a user and a password also these, whole and apart."""
    if isinstance(secret, dict | list):
        for inner in secret.values() if isinstance(secret, dict) else secret:
            yield from _texts(inner)
    else:
        text = str(secret)
        yield text
        for found in USER_INFO.findall(text):
            user_info = found.removesuffix("@")
            yield user_info
            yield from user_info.split(":", 1)


def _clean(value: JsonValue, secrets: tuple[str, ...], depth: int) -> JsonValue:
    if isinstance(value, str):
        return clean_text(value, secrets=secrets)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int | float) and str(value) in secrets:
        return MASK
    if isinstance(value, list | dict) and not depth:
        return "…"
    if isinstance(value, list):
        return [_clean(item, secrets, depth - 1) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        kept = list(value.items())[:MAX_ITEMS]
        return {clean_text(name, secrets=secrets): _clean(item, secrets, depth - 1) for name, item in kept}
    return value
