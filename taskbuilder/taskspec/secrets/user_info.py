"""Finds the user and the password of each address in a text, right or wrong, in one pass over it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from taskbuilder.taskspec.json_value import splice

MASK = "••••••"
"""Replaces a secret wherever it is shown, stored in clear, or logged."""
PLAIN_TWINS = dict(zip("＠﹫：﹕／．。？＃", "@@::/..?#", strict=True))
"""Full-width characters that look like those which an address is made of."""
_TO_PLAIN = str.maketrans(PLAIN_TWINS)

# Each is possessive and never goes back: it visits what it matches, and one character more.
_AUTHORITY = re.compile(r"[^\s/?#\\]*+")
_WORD = re.compile(r"\S*+")
_LINE_END = re.compile(r"[\r\n]")
_PORT = re.compile(r"(?:[0-9]{1,5}+(?![xX*])|[0-9xX*]{2,5}+)(?=[\s/?#\\\"'<>,;)}\]]|\Z)")
_NUMBERS = re.compile(r"[0-9xX*]{1,3}+(?:\.[0-9xX*]{1,3}+){3}(?![\w*-])")
_IN_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]{2,45}+(?:%[\w.]{1,20}+)?\]")
_HOST_NAME = re.compile(r"[\w*-]++(?:\.[\w*-]++)*+\.?+")
_DOMAIN = re.compile(r"(?:[\w-]++\.)*+(?<=\.)(?=[^\W\d_])[\w-]++\.?+(?![\w.-])|localhost(?![\w.-])")
_TOKEN = re.compile(r"[^\s\"'<>{}()\[\],][^\s\"']*+")
_PREFIX = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.\-]{1,20}+[:;]|rtsps?|rtmps?|https?|srt)?+[/\\]{1,3}+(?=[^/\\])"
)
_WHOLE = re.compile(r"\s*+[^\s:/?#@\"'{\[]++:[^\s\"'{\[]")
_ONLY_SCHEME = re.compile(r"\s*+[A-Za-z][A-Za-z0-9+.\-]{0,20}+://\Z")
_MAIL = re.compile(r"(?:mailto|sips?|xmpp):", re.IGNORECASE)
_NOT_IN_SCHEME = re.compile(r"[^A-Za-z0-9+.\-]")
_LONGEST_SCHEME = 20
_SCHEMES = frozenset(
    ("", "rtsp", "rtsps", "rtmp", "rtmps", "http", "https", "srt", "udp", "rtp", "ftp", "onvif")
)
"""What is not a user where it begins an address again: rtsp://rtsp://."""
_AFTER_HOST, _AFTER_NAME = "/?#:", "/?#: \t\r\n\"'<>,;)]}\\&\xa0"
_BLANKS, _QUOTE, _LONE = re.compile(r"\s*+"), re.compile("[\"']"), re.compile(r"[^\"'<>,{}]*+")
MOST_PORT = 65535
_NO_WEB_PORTS = frozenset(range(1024)) - frozenset(range(80, 100))
"""Web servers use 443, those near 80, and any above."""
_STREAMS, _LONGEST_STREAM = ("rtsp://", "rtsps://", "rtmp://", "rtmps://", "srt://"), 8
_USUAL_PORTS = frozenset(
    ("80", "88", "322", "443", "554", "1935", "7441", "7447", "8080", "8443", "8554", "8555", "9000", "10554")
)


class Span(NamedTuple):
    """Where a user and password begin, and where they end: after their @."""

    start: int
    end: int


class Lead(IntEnum):
    """How surely a server follows an @."""

    NOWHERE = 0
    LABEL = 1
    """A single name, at the end or before a blank."""
    SERVER = 2
    """A single name before a path, or one with a dot."""
    DOMAIN = 3
    """A name with dots and a last part of letters, or a port."""
    SURE = 4
    """An IP address."""


class _Sign(NamedTuple):
    """One @, and what follows it."""

    at: int
    lead: Lead
    has_path: bool


def find_user_info(text: str) -> Iterator[Span]:
    """The user and password of each address in the text, each with its @, from left to right.

    Up to the last @ that a server follows, where what is before it cannot be a server: a password may hold
    what ends it by the standard, such as / ? # @ and blanks. Visits each character a few times at most.
    """
    plain = to_plain(text)
    if "@" not in plain:
        return
    signs = [_read_sign(plain, each.start()) for each in re.finditer("@", plain)]
    places, done = [sign.at for sign in signs], 0
    for start, end in find_regions(plain):
        yield from _find_schemeless(plain, done, max(done, _scheme_start(plain, start, done)), places, signs)
        own = signs[bisect_left(places, start) : bisect_left(places, end)]
        is_whole = end == len(plain) and _ONLY_SCHEME.match(plain, 0, start) is not None
        found = _find_end(plain, start, end, own, is_whole=is_whole) if own else 0
        if found:
            yield Span(start, found)
        done = found or start
    yield from _find_schemeless(plain, done, len(plain), places, signs)


def find_lone_password(text: str) -> Iterator[Span]:
    """What is in place of a port without being one, where no @ ends it: rtsp://user:password192.0.2.10/live."""
    plain = to_plain(text)
    for start, end in find_regions(plain):
        path = skip(_AUTHORITY, plain, start, end)
        colon = plain.find(":", start, path)
        if start < colon < path - 1 and not _is_host_like(plain, start, colon) and plain[start] != "[":
            after = skip(_LONE, plain, colon + 1, path)
            if after > colon + 1 and "@" not in plain[start:end] and not is_port(plain, colon + 1, end):
                yield Span(colon + 1, after)


def replace_user_info(text: str, replace: Callable[[Span], str]) -> str:
    """The text with something else in place of each user and password, and of the @ after them."""
    return splice(text, ((*span, replace(span)) for span in find_user_info(text)))


def to_plain(text: str) -> str:
    """The text with full-width characters as their plain twins, each in its place."""
    return text if text.isascii() else text.translate(_TO_PLAIN)


def skip(characters: re.Pattern[str], text: str, start: int, end: int | None = None) -> int:
    """Where the run of these characters ends that begins there."""
    found = characters.match(text, start, len(text) if end is None else end)
    return found.end() if found else start


def is_port(text: str, start: int, end: int) -> bool:
    """Whether a port is there: 1 to 65535, of digits or of what masks them in the reference (x, *)."""
    found = _PORT.match(text, start, end)
    return found is not None and not (found[0].isdecimal() and not 0 < int(found[0]) <= MOST_PORT)


def find_regions(text: str) -> Iterator[tuple[int, int]]:
    """Where the addresses of a text begin, after their ://, and where each ends at the latest.

    That is the end of its line, or the next address; one whose password may hold a :// goes on past that.
    """
    start, line = text.find("://"), -1
    while start >= 0:
        start += len("://")
        if line < start:
            found = _LINE_END.search(text, start)
            line = found.start() if found else len(text)
        scheme = text.find("://", start, line)
        end = _scheme_start(text, scheme + len("://"), start) if scheme >= 0 else line
        if scheme >= 0 and _goes_on(text, start, end, scheme):
            scheme = text.find("://", scheme + len("://"), line)
            end = _scheme_start(text, scheme + len("://"), start) if scheme >= 0 else line
        yield start, end
        start = text.find("://", end)


def _goes_on(text: str, start: int, end: int, scheme: int) -> bool:
    """Whether an address that the next one cuts off was within its password."""
    if start == end:
        return text[end:scheme].lower() not in _SCHEMES
    colon = text.find(":", start, end)
    return (
        start < colon
        and skip(_AUTHORITY, text, start, end) == end
        and text.find("@", start, end) < 0
        and not _is_host_like(text, start, colon)
        and not is_port(text, colon + 1, end)
    )


def _scheme_start(text: str, start: int, limit: int) -> int:
    """Where the scheme begins before the :// that ends there."""
    end = start - len("://")
    begin = max(limit, end - _LONGEST_SCHEME)
    others = [each.end() for each in _NOT_IN_SCHEME.finditer(text, begin, end)]
    return others[-1] if others else max(begin, 0)


def _read_sign(text: str, at: int) -> _Sign:
    begin = at + 1
    if found := _NUMBERS.match(text, begin) or _IN_BRACKETS.match(text, begin):
        return _Sign(at, Lead.SURE, has_path=True)
    found = _HOST_NAME.match(text, begin)
    if found is None:
        return _Sign(at, Lead.NOWHERE, has_path=False)
    end = found.end()
    after = text[end : end + 1]
    has_path = after != "" and after in _AFTER_HOST
    if after and after not in _AFTER_NAME:
        return _Sign(at, Lead.NOWHERE, has_path=False)
    if (after == ":" and is_port(text, end + 1, len(text))) or (_DOMAIN.match(text, begin, end)):
        return _Sign(at, Lead.DOMAIN, has_path)
    return _Sign(at, Lead.SERVER if has_path or "." in found[0] else Lead.LABEL, has_path)


def _find_end(text: str, start: int, end: int, own: Sequence[_Sign], *, is_whole: bool) -> int:
    """Where the user and password end that begin there; 0 where there are none.

    `own`: the @ up to `end`. `is_whole`: the text is this address alone, so that blanks are part of it.
    """
    path, word = skip(_AUTHORITY, text, start, end), skip(_WORD, text, start, end)
    inside = [sign for sign in own if sign.at < path]
    within = [sign for sign in own if sign.at < word]
    beyond = own[len(within) :]
    if inside:
        return _end_of_many(inside, within[len(inside) :], beyond, is_whole=is_whole)
    colon = text.find(":", start, path)
    if colon < 0:
        return _end_after_user(text, start, path, own, within)
    if _IN_BRACKETS.match(text, start, path):
        return 0
    if colon == start and is_port(text, colon + 1, end):
        return 0
    is_host, has_port = _is_host_like(text, start, colon), is_port(text, colon + 1, end)
    if has_port or (colon + 1 == path and is_host):
        is_sure = has_port or not is_whole
        least = Lead.SERVER if not is_host else Lead.SURE if is_sure else Lead.SERVER
        if has_port and within and _is_cut_short(text, start, colon, path, within[-1].at):
            least = Lead.LABEL
        led = [sign for sign in within if sign.lead >= least and not _NUMBERS.match(text, start, colon)]
        return led[-1].at + 1 if led else _end_beyond(beyond) if is_whole else 0
    far = _end_beyond(beyond) if is_whole or not (is_host or within) else 0
    last = _last(within, Lead.LABEL) if within else None
    if last is None or (far and last.lead <= Lead.LABEL):
        return far
    return last.at + 1


def _end_of_many(
    inside: Sequence[_Sign], later: Sequence[_Sign], beyond: Sequence[_Sign], *, is_whole: bool
) -> int:
    """The end where there is an @ before the path: that one, or a later one if no server follows."""
    first = _last(inside, Lead.LABEL)
    if first.lead == Lead.SURE:
        return first.at + 1
    least = Lead.SURE if first.lead == Lead.DOMAIN else Lead.LABEL
    led = [sign for sign in later if sign.lead >= least]
    last = led[-1] if led else first
    if last.lead <= (Lead.SERVER if is_whole else Lead.LABEL) and (far := _end_beyond(beyond)):
        return far
    return last.at + 1


def _end_after_user(text: str, start: int, path: int, own: Sequence[_Sign], within: Sequence[_Sign]) -> int:
    """The end where the user, before the colon, holds what begins a path, or a blank."""
    led = [sign for sign in (within or own) if sign.lead == Lead.SURE]
    colon = text.find(":", path, led[-1].at) if led else -1
    return led[-1].at + 1 if colon > path > start and not _is_host_like(text, start, path) else 0


def _is_cut_short(text: str, start: int, colon: int, path: int, last: int) -> bool:
    """Whether what looks like a port is the beginning of a password that goes on up to the last @.

    It is where # or ? follows it at once, and no query; and where no port of that number is in use: of a
    stream, in whose paths there is hardly an @, or below those of web servers.
    """
    if text[path] == "/":
        port = text[colon + 1 : path]
        is_stream = text[max(start - _LONGEST_STREAM, 0) : start].lower().endswith(_STREAMS)
        return port not in _USUAL_PORTS and (is_stream or (port.isdecimal() and int(port) in _NO_WEB_PORTS))
    return text[path] == "#" or (text[path] == "?" and text.find("=", path, last) < 0)


def _end_beyond(beyond: Sequence[_Sign]) -> int:
    """The end after a blank: there, a server is to be plain to see."""
    led = [sign for sign in beyond if sign.lead == Lead.SURE or (sign.lead >= Lead.SERVER and sign.has_path)]
    return led[-1].at + 1 if led else 0


def _last(signs: Sequence[_Sign], least: Lead) -> _Sign:
    """The last @ that leads somewhere, else the last one."""
    return next((sign for sign in reversed(signs) if sign.lead >= least), signs[-1])


def _is_host_like(text: str, start: int, end: int) -> bool:
    """Whether what is there is a server rather than a user: localhost, or a name with a dot."""
    return text.find(".", start, end) >= 0 or text[start:end] == "localhost"


def _find_schemeless(
    text: str, start: int, end: int, places: Sequence[int], signs: Sequence[_Sign]
) -> Iterator[Span]:
    """The user and password of addresses without a whole scheme: user:password@server/live."""
    first, last = bisect_left(places, start), bisect_left(places, end)
    if first == last:
        return
    if start:  # the rest of the address before
        start = skip(_WORD, text, start, end)
    elif _WHOLE.match(text) and not _LINE_END.search(text, 0, end) and "://" not in text:
        far = _end_beyond(signs)
        if far and not _QUOTE.search(text, 0, far):
            begin = skip(_BLANKS, text, 0)
            yield Span(skip(_PREFIX, text, begin), far)
            return
    for word in _TOKEN.finditer(text, start, end):
        own = signs[bisect_left(places, word.start()) : bisect_left(places, word.end())]
        led = [sign for sign in own if sign.lead >= Lead.LABEL]
        if led and not _MAIL.match(text, word.start()):
            prefix = _PREFIX.match(text, word.start(), word.end())
            begin = prefix.end() if prefix else word.start()
            at = led[-1].at
            has_scheme = prefix is not None and prefix[0][0] not in "/\\"
            if has_scheme or text.find(":", begin, at) > begin or text.startswith(f"{MASK}@", begin):
                yield Span(begin, at + 1)
