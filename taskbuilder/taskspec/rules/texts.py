"""Rules of every name, address, ID and path: nothing that cannot be seen, no template left to fill in."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Fix, Path, Problem, report
from taskbuilder.taskspec.rules.rule import CAMERA, CONFIRM, ENTRY, Example, Rule
from taskbuilder.taskspec.secrets.in_text import mask_url

PLACEHOLDER = re.compile(
    r"<[A-Za-z_][\w .\-]{0,60}>|\$?\{\{?\s?[A-Za-z_][\w .\-]{0,60}\}|%\([A-Za-z_]\w{0,60}\)[sd]"
)
TEXT_RULES = (
    Rule(
        "text.invisible",
        _("Common sense"),
        _(
            "Names, addresses, IDs, paths and header names have no invisible characters, and addresses "
            "have no look-alike characters."
        ),
        _("“%(field)s”: character %(place)d is %(character)s (%(code)s), which is invisible. Remove it."),
        Example(f"{ENTRY}/url", "rtsp://camera-1.example.com/live\u200b", CAMERA["url"]),
    ),
    Rule(
        "url.placeholder",
        _("Common sense"),
        _("Addresses, IDs, paths and header values have no unfilled templates."),
        _("“%(field)s” looks like an unfilled template. Enter the actual value, or confirm it."),
        Example(f"{ENTRY}/url", "rtsp://<ip>/live", "rtsp://192.0.2.10/live"),
        severity=CONFIRM,
        part="addresses",
    ),
)
_FULL = _("“%(field)s”: character %(place)d is the full-width “%(character)s”. Write “%(twin)s” instead.")
_WITHOUT, _WITH_TWIN = _("Remove invisible characters"), _("Use plain characters")
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uff01-\uff5e\uffa0\ufff9-\ufffb"
    r"\U000e0000-\U000e0fff]"
)
"""What cannot be seen, blanks but the plain one, and full-width ASCII."""
_NAMES: Mapping[str, str] = {
    "\u200b": _("a zero-width space"),
    "\u200c": _("a zero-width mark"),
    "\u200d": _("a zero-width mark"),
    "\u2060": _("a zero-width mark"),
    "\ufeff": _("a byte-order mark"),
    "\xa0": _("a no-break space"),
    "\u202f": _("a no-break space"),
    "\xad": _("a soft hyphen"),
    "\u3000": _("a full-width space"),
    "\n": _("a line break"),
    "\r": _("a line break"),
    "\t": _("a tab"),
}
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DIRECTION, _CONTROL = _("a text-direction mark"), _("a control character")
_UNSEEN_MARK = _("an invisible mark")

is_plain = re.compile(r"[A-Za-z0-9_./:+,=@ -]*+").fullmatch
"""Whether a text surely breaks neither rule, as most do not; the pattern's own method, for speed."""


def check_text(path: Path, value: str, title: Term, *, is_sound: bool) -> Iterator[Problem]:
    """Rules `text.invisible` and `url.placeholder` of a text; the second only where its form is right."""
    if not (value.isascii() and value.isprintable()) and (found := find_unseen(value)):
        yield report_unseen(path, value, found, title)
    if is_sound and not value.isalnum() and PLACEHOLDER.search(value):
        yield report("url.placeholder", path, field=title)


def find_unseen(value: str) -> re.Match[str] | None:
    """The first character that cannot be seen, or looks like another."""
    return _UNSEEN.search(value)


def report_unseen(
    path: Path, value: str, found: re.Match[str], title: Term, *, is_name: bool = False
) -> Problem:
    """Rule `text.invisible`, with its fix where the text is a value, not a name."""
    fixed, twin = write_plainly(value), twin_of(found[0])
    fix = (
        None
        if is_name
        else Fix(
            template=_WITH_TWIN if twin else _WITHOUT,
            patch=({"op": "replace", "path": pointer.join(path), "value": fixed},),
            is_secret=mask_url(value) != value or mask_url(fixed) != fixed,
        )
    )
    place, code = found.start() + 1, f"U+{ord(found[0]):04X}"
    words: dict[str, Any] = {"field": title, "place": place, "code": code}
    if twin:
        words |= {"template": _FULL, "twin": twin}
    character = found[0] if twin else Term(name_of(found[0]))
    return report("text.invisible", path, fix=fix, character=character, **words)


def write_plainly(value: str) -> str:
    """The text without what cannot be seen, and with plain twins."""
    return value if value.isascii() and value.isprintable() else _UNSEEN.sub(_twin_in, value)


def _twin_in(found: re.Match[str]) -> str:
    return twin_of(found[0])


def twin_of(character: str) -> str:
    """The plain character that a full-width one looks like; empty for others."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if "\uff01" <= character <= "\uff5e" and plain.isascii() else ""


def name_of(character: str) -> str:
    """What people call a character that cannot be seen."""
    if character in _BIDIRECTIONAL:
        return _DIRECTION
    if character < " " or "\x7f" <= character < "\xa0":
        return _NAMES.get(character, _CONTROL)
    return _NAMES.get(character, _UNSEEN_MARK)
