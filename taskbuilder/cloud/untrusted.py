"""Making what another machine said safe to keep and show: bounded, storable, without secrets."""

import json
import math
import re

from taskbuilder.cloud.errors import JsonValue

MAX_TEXT = 500
MAX_ITEMS = 20
MAX_DEPTH = 4
MAX_TOTAL = 10_000
MASK = "••••••"
# Blotting out shorter ones would leave nothing readable, and protect nothing.
MIN_SECRET = 4

_TAGS = re.compile(r"<(script|style)\b[^>]*>[^<]*</\1\s*>|<[^<>]*>", re.IGNORECASE)


def clean_text(text: str, *, secrets: tuple[str, ...] = ()) -> str:
    """One line of at most MAX_TEXT characters that any database and any page can hold."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK) if len(secret) >= MIN_SECRET else text
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
    text = _TAGS.sub(" ", body[:20_000].decode("utf-8", "replace"))
    return clean_text(" ".join(text.split()), secrets=secrets)


def _clean(value: JsonValue, secrets: tuple[str, ...], depth: int) -> JsonValue:
    if isinstance(value, str):
        return clean_text(value, secrets=secrets)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | dict) and not depth:
        return "…"
    if isinstance(value, list):
        return [_clean(item, secrets, depth - 1) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        kept = list(value.items())[:MAX_ITEMS]
        return {clean_text(name, secrets=secrets): _clean(item, secrets, depth - 1) for name, item in kept}
    return value
