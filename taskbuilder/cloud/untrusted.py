"""Making what another machine said safe to store and show: bounded, storable, without secrets.

The functions that clean take their secrets as `spell_out` gives them: another machine may repeat what it was
sent, in whatever quoting and letter case. That is None where there are none.
"""

import base64
import binascii
import html
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar, cast
from urllib.parse import quote, quote_plus, unquote

from taskbuilder.cloud.searching import Found, find_spans, join_spans
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.secrets.in_text import USER_INFO, find_secrets
from taskbuilder.taskspec.secrets.split import MASK, split_secrets

MAX_TEXT = 500
MAX_ITEMS = 20
MAX_DEPTH = 4
MAX_TOTAL = 10_000
# What is read of a text and of a page to show MAX_TEXT of it: secrets, quotes and tags may take up the rest.
MAX_READ = 2 * MAX_TEXT
MAX_PAGE = 20_000
# Blotting out shorter ones would leave nothing readable, and protect nothing.
MIN_SECRET = 4
MAX_QUOTINGS = 8
LEAST_INNER, LEAST_HALF = 9, 8
"""Characters of a secret that is sought within other base64, and of a part of one at a text's end."""
MAX_SECRETS = 2_000_000
"""Characters of all secrets of a request: where it has more, nothing of an answer is shown."""


Answered = TypeVar("Answered", bound=JsonValue)


@dataclass(frozen=True, kw_only=True)
class Spellings:
    """What answers may repeat of the secrets, in lower case."""

    texts: frozenset[str] = field(repr=False)
    are_too_many: bool = False


_TAGS = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>|<[^<>]*>", re.IGNORECASE)
_NUMBERED = re.compile(r"(&#[xX]?)0*+([0-9a-fA-F]{1,8})[0-9a-fA-F]*+")
_HALF_QUOTED = re.compile(r"(?:%[0-9a-fA-F]?|&[#\w]{0,40}|\\+(?:u[0-9a-fA-F]{0,3})?)\Z")
_LONGEST_QUOTE = 48
_CODED = re.compile(r"\\+u([0-9a-fA-F]{4})")
_CODED_BYTE = re.compile(r"\\+x([0-7][0-9a-fA-F])")
_WRAPPED = re.compile(r"\r?\n[ \t]*")
_CUT = ".… \"'()<>"
_ESCAPED = re.compile(r"\\+([^\w\s])")
_SCHEME = re.compile(r"[A-Za-z][\w-]* +(\S.*)")


def secrets_in(body: bytes | None, known: Iterable[JsonValue] = ()) -> tuple[str, ...]:
    """What a request keeps secret, as texts that an answer to it might repeat.

    `known` are those that were found before: a service's schema may have declared some of them.
    """
    try:
        _, secrets = split_secrets(json.loads(body or b"null"))
    except (ValueError, RecursionError):
        secrets = {}
    return tuple(text for secret in (*secrets.values(), *known) for text in _texts(secret))


def clean_text(text: str, *, secrets: Spellings | None = None) -> str:
    """One line of at most MAX_TEXT characters that any database and any page can hold."""
    (blotted,) = _blot([text], secrets, limit=MAX_READ)
    return _shorten(blotted)


def clean_members(members: dict[str, JsonValue], *, secrets: Spellings | None = None) -> dict[str, JsonValue]:
    """An object's members, each cleaned; where they are too many or too large, their beginning as text."""
    shortened = _cut_down(members, MAX_DEPTH)
    texts: dict[str, str] = {}
    _replace(shortened, lambda text: texts.setdefault(text, text), None)
    if sum(min(len(text), MAX_READ) for text in texts) > MAX_READ // MAX_TEXT * MAX_TOTAL:
        return {"body": clean_text(json.dumps(shortened, ensure_ascii=False), secrets=secrets)}
    blotted = _blot(list(texts), secrets, limit=MAX_READ)
    texts = dict(zip(texts, map(_shorten, blotted), strict=True))
    cleaned = _replace(shortened, texts.__getitem__, secrets)
    text = json.dumps(cleaned, ensure_ascii=False)
    if isinstance(cleaned, dict) and len(text) <= MAX_TOTAL:
        return cleaned
    return {"body": _shorten(text)}


def clean_page(body: bytes, *, secrets: Spellings | None = None) -> str:
    """The words of a body that is not a JSON object: a proxy's error page tells whose it is."""
    (blotted,) = _blot([body.decode("utf-8", "replace")], secrets, limit=MAX_PAGE)
    return _shorten(" ".join(_TAGS.sub(" ", blotted).split()))


def hide_known(value: Answered, secrets: Spellings | None) -> Answered:
    """What is stored of an answer, with MASK for each of the secrets; nothing else of it changes."""
    texts: dict[str, str] = {}
    _replace(value, lambda text: texts.setdefault(text, text), None)
    hidden = dict(zip(texts, _blot(list(texts), secrets, limit=MAX_PAGE), strict=True))
    return cast("Answered", _replace(value, hidden.__getitem__, secrets))


def spell_out(secrets: Iterable[str]) -> Spellings | None:
    """The secrets as answers repeat them: plain, quoted for JSON, a page or an address, and in base64."""
    sought = {secret for secret in secrets if len(secret) >= MIN_SECRET}
    if sum(map(len, sought)) > MAX_SECRETS:
        return Spellings(texts=frozenset(), are_too_many=True)
    spelled = frozenset(_fold(text) for secret in sought for text in _spellings(secret))
    return Spellings(texts=spelled) if spelled else None


def _spellings(secret: str) -> Iterator[str]:
    raw = secret.encode("utf-8", "surrogatepass")
    yield from (secret, html.escape(secret), quote(raw, safe=""), quote(raw, safe="/"), quote_plus(raw))
    yield from (_without_padding(base64.b64encode(raw)), _without_padding(base64.urlsafe_b64encode(raw)))
    yield from (raw.hex(), "".join(f"\\x{byte:02x}" for byte in raw), repr(raw)[2:-1])
    if len(raw) >= LEAST_INNER:
        yield from _inside_base64(raw)
    for is_ascii in (True, False):
        quoted = json.dumps(secret, ensure_ascii=is_ascii)[1:-1]
        yield from (quoted, html.escape(quoted))
        yield json.dumps(quoted, ensure_ascii=is_ascii)[1:-1]  # a request that is quoted inside an answer


def _without_padding(encoded: bytes) -> str:
    return encoded.decode().rstrip("=")


def _inside_base64(raw: bytes) -> Iterator[str]:
    """What is the same in the base64 of any longer text that has these bytes in it, wherever they begin."""
    for before in (1, 2):
        encoded = base64.b64encode(b"\0" * before + raw).decode()
        yield encoded[4 : (len(raw) + before) // 3 * 4]
    yield base64.b64encode(raw).decode()[: len(raw) // 3 * 4]


def _blot(texts: Sequence[str], secrets: Spellings | None, *, limit: int) -> list[str]:
    """The beginnings of the texts with MASK for each secret; one in which it is quoted, as it is unquoted."""
    are_cut = [len(text) > limit for text in texts]
    plain = [_end_before_half_quoted(text[:limit]) if len(text) > limit else text for text in texts]
    if secrets is None:
        return plain
    blotted, plain = _hide(plain, secrets, are_cut)
    for _ in range(MAX_QUOTINGS):
        quoted = plain
        plain = [_unquote(text, is_cut=is_cut) for text, is_cut in zip(quoted, are_cut, strict=True)]
        if plain == quoted:
            return blotted
        shown, hidden = _hide(plain, secrets, are_cut)
        blotted = [
            now if now != text else before for before, text, now in zip(blotted, plain, shown, strict=True)
        ]
        plain = hidden
    return [MASK if text != _unquote(text) else shown for shown, text in zip(blotted, plain, strict=True)]


def _hide(texts: Sequence[str], secrets: Spellings, are_cut: Sequence[bool]) -> tuple[list[str], list[str]]:
    """The texts with MASK for each secret: to show, without one that was cut off, and to unquote."""
    if secrets.are_too_many:
        hidden = [MASK if text else text for text in texts]
        return hidden, hidden
    folded = [_fold(text) for text in texts]
    both = find_spans([*folded, *(text.rstrip(_CUT) for text in folded)], secrets.texts)
    found, at_end = both[: len(texts)], both[len(texts) :]
    halves = _find_halves(folded, at_end, secrets)
    spans = [
        join_spans(sorted([*each.spans, *half], key=itemgetter(1)))
        for each, half in zip(found, halves, strict=True)
    ]
    hidden = [_mask(text, each) for text, each in zip(texts, spans, strict=True)]
    ended = [_mask(text, each.begun) for text, each in zip(texts, found, strict=True)]
    shown = [begun if is_cut else text for text, begun, is_cut in zip(hidden, ended, are_cut, strict=True)]
    return shown, hidden


def _find_halves(
    texts: Sequence[str], at_end: Sequence[Found], secrets: Spellings
) -> list[list[tuple[int, int]]]:
    """What of a secret a text ends with that was cut off there by the other machine, or begins with.

    `at_end`: what was found in the texts without what follows such an end.
    """
    begins = [text.lstrip(_CUT)[::-1] for text in texts]
    at_begin = find_spans(begins, [each[::-1] for each in secrets.texts])
    halves = []
    for text, last, first in zip(texts, at_end, at_begin, strict=True):
        size = len(text)
        found = [*last.begun, *((size - end, size - start) for start, end in first.begun)]
        halves.append([(start, end) for start, end in found if end - start >= LEAST_HALF])
    return halves


def _mask(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in spans:
        parts += [text[position:start], MASK]
        position = end
    return "".join([*parts, text[position:]])


def _unquote(text: str, *, is_cut: bool = False) -> str:
    """Once less quoted for a page, an address or JSON."""
    text = unquote(html.unescape(_NUMBERED.sub(r"\1\2", text)))
    text = _CODED_BYTE.sub(lambda found: chr(int(found[1], 16)), _WRAPPED.sub("", text))
    text = _CODED.sub(lambda found: chr(int(found[1], 16)), text)
    text = _ESCAPED.sub(r"\1", text)
    return _end_before_half_quoted(text) if is_cut else text


def _end_before_half_quoted(text: str) -> str:
    """Without a quoted character at the end that was cut off within: it may belong to a secret."""
    begin, end = text[:-_LONGEST_QUOTE], text[-_LONGEST_QUOTE:]
    return (begin + _HALF_QUOTED.sub("", end)).rstrip("\\")


def _fold(text: str) -> str:
    """In lower case, character by character, so that each keeps its place."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    folded = character.upper().lower()
    return folded if len(folded) == 1 else character


def _texts(secret: JsonValue) -> Iterator[str]:
    """Every text within a secret, and the parts of one that a server reads apart and may tell alone.

    Those are the user and the password of an address, what its query or path names as secret, the token of
    `Bearer`, and what `Basic` encodes.
    """
    if isinstance(secret, dict | list):
        for inner in secret.values() if isinstance(secret, dict) else secret:
            yield from _texts(inner)
        return
    text = str(secret)
    yield text
    for start, end, name in find_secrets(text):
        if name == USER_INFO:
            yield from _pair(text[start : end - 1])
        else:
            yield from {text[start:end], unquote(text[start:end])}
    if found := _SCHEME.fullmatch(text):
        yield found[1]
        yield from _pair(_decode(found[1]))


def _pair(text: str) -> Iterator[str]:
    """`user:password`, whole and apart, as it is written in an address and as it is meant."""
    for pair in {text, unquote(text)}:
        yield pair
        yield from pair.split(":", 1)


def _decode(text: str) -> str:
    """What base64 encodes; empty where it is none."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _cut_down(value: JsonValue, depth: int) -> JsonValue:
    """With at most MAX_ITEMS in each object and list, down to that depth."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list | dict) and not depth:
        return "…"
    if isinstance(value, list):
        return [_cut_down(item, depth - 1) for item in value[:MAX_ITEMS]]
    if isinstance(value, dict):
        return {name: _cut_down(item, depth - 1) for name, item in list(value.items())[:MAX_ITEMS]}
    return value


def _replace(value: JsonValue, change: Callable[[str], str], secrets: Spellings | None) -> JsonValue:
    """With every name and every text changed, and without numbers that are secrets."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_replace(item, change, secrets) for item in value]
    if isinstance(value, dict):
        return {change(name): _replace(item, change, secrets) for name, item in value.items()}
    if isinstance(value, int | float) and secrets:
        is_secret = secrets.are_too_many or _fold(str(value)) in secrets.texts
        return MASK if is_secret else value
    return value


def _shorten(text: str) -> str:
    text = "".join(character if character.isprintable() else " " for character in text[: MAX_TEXT + 1])
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"
