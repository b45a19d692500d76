"""What is secret in a text: users and passwords of addresses, and what queries and paths name as secret."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from taskbuilder.taskspec.json_value import splice
from taskbuilder.taskspec.secrets.names import is_secret_name, is_user_name
from taskbuilder.taskspec.secrets.user_info import MASK, find_lone_password, find_user_info, to_plain

USER_INFO = "@"
"""The name of a user and password."""
LONGEST_ADDRESS = 1300
"""Characters of an address that are looked at, its user and password included."""

_PLAIN = re.compile(r"[^@＠﹫=＝]*+")
_OPEN_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]{0,20}+://[A-Za-z0-9.\-]*+(?::[0-9]{1,5}+)?(?:[/?#][^@=:\s]*+)?"
)
_SOUND_ADDRESS = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]{0,20}+://([^\s/?#@\[\]\\]++@)[A-Za-z0-9.\-]++(?::[0-9]{1,5}+)?(?:[/?#][^@=:\s]*+)?"
)
"""An address without a secret, and one with a user that nothing in it can be mistaken for."""
_WORD = re.compile(r"\S++")
_NAME = re.compile(r"[\w.%$\[\]\-]++(=?)")
_BEFORE_NAME = "/?&;#"
_SHORT_NAME = re.compile(r"_([A-Za-z][A-Za-z0-9]*+)\Z")
_LONGEST_NAME = 200
_NO_MEMBER = r"[;#](?![\w.\-]*+=)|&(?!(?:amp;)?[\w.%$\[\]\-]++=)"
"""What parts members, where no other one follows: it is part of the value then, unescaped."""
_QUOTE = rf"""[\"'](?![\s,;}}\])>]|\Z)|\\(?![\"nrt]|u0026)|{_NO_MEMBER}"""
_AGAIN = r"/(?=[^/?&=\s\"'<>]*+&[\w.\-]++=)"
_IN_QUERY = re.compile(rf"""(?:[^&;#\s\"'<>\\]++|{_QUOTE})*+""")
_IN_PATH = re.compile(rf"""(?:[^&;#\s\"'<>\\/?_]++|_(?![A-Za-z][A-Za-z0-9]*+=)|{_QUOTE}|{_AGAIN})*+""")
"""A / is part of a value in a path where the list of members goes on behind it: password=a/b&channel=1."""
_PARTED = re.compile(rf"""(?:[^&#\s\"'<>\\]++|{_QUOTE})*+""")
"""In a query whose members & parts, ; does not."""
_ALONE = re.compile(rf"(?:[^&;#\s]++|{_NO_MEMBER})*+")
_PARTED_ALONE = re.compile(rf"(?:[^&#\s]++|{_NO_MEMBER})*+")
"""The same two in an address that is the whole text."""
_WHOLE = re.compile(r"\s*+[A-Za-z][A-Za-z0-9+.\-]{0,20}+://[^\r\n]*+\Z")
_REST = re.compile(r"[^&]*+")


class Secret(NamedTuple):
    """Where a secret begins and ends in a text. `name`: its member's, or USER_INFO, whose @ is part of it."""

    start: int
    end: int
    name: str

    @property
    def shown(self) -> str:
        """What is shown in its place."""
        return f"{MASK}@" if self.name == USER_INFO else MASK


def find_secrets(text: str) -> list[Secret]:
    """What is secret in a text, from left to right, none within another. Linear in the text."""
    if "://" not in text and _PLAIN.fullmatch(text):
        return []
    if text.isascii():
        if _OPEN_ADDRESS.fullmatch(text):
            return []
        if sound := _SOUND_ADDRESS.fullmatch(text):
            return [Secret(*sound.span(1), USER_INFO)]
    found = [Secret(*span, USER_INFO) for span in find_user_info(text)]
    found += [Secret(*span, "") for span in find_lone_password(text)]
    if "=" in text:
        found += _find_members(text)
    return _without_inner(sorted(found)) if len(found) > 1 else found


def replace_secrets(text: str, replace: Callable[[Secret], str]) -> str:
    """The text with something else in place of each secret in it."""
    found = find_secrets(text)
    return splice(text, ((each.start, each.end, replace(each)) for each in found)) if found else text


def mask_url(text: str) -> str:
    """A text with MASK in place of what is secret in each address in it."""
    found = find_secrets(text)
    return splice(text, ((each.start, each.end, each.shown) for each in found)) if found else text


def _without_inner(found: list[Secret]) -> list[Secret]:
    kept: list[Secret] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _find_members(text: str) -> Iterator[Secret]:
    is_whole = _WHOLE.match(text) is not None
    for word in _WORD.finditer(text):
        if "=" in word[0]:
            yield from _find_in_word(text, word.start(), word.end(), is_whole)


def _find_in_word(text: str, start: int, end: int, is_whole: bool) -> Iterator[Secret]:
    """The members of one address; its users only beside a secret."""
    users: list[Secret] = []
    has_secret = False
    query = text.find("?", start, end)
    is_parted = query >= 0 and text.find("&", query, end) >= 0
    values = (_ALONE, _PARTED_ALONE) if is_whole else (_IN_QUERY, _PARTED)
    position = start
    while found := _NAME.search(text, position, end):
        position = found.end()
        if not found[1]:
            continue
        name, is_inner = _read_name(text, found.start(), position - 1, start)
        is_secret = is_secret_name(name)
        if not is_secret and not is_user_name(name):
            continue
        in_query = 0 <= query < position and not is_inner
        after = (values[is_parted] if in_query else _IN_PATH).match(text, position, end)
        secret = Secret(position, after.end() if after else position, name)
        position = secret.end
        if not is_secret:
            users.append(secret)
            continue
        has_secret = True
        if is_whole and secret.end == end < len(text.rstrip()):  # it goes on after a blank
            rest = _REST.match(text, end)
            secret = secret._replace(end=rest.end() if rest else end)
        if secret.end > secret.start:
            yield secret
    if has_secret:
        yield from (each for each in users if each.end > each.start)


def _read_name(text: str, start: int, end: int, word: int) -> tuple[str, bool]:
    """The name before a =, "" for none of a query or path; and whether it is inside a value: user=a_pwd=b."""
    before = text[start - 1] if start > word else ""
    written = text[max(start, end - _LONGEST_NAME) : end]
    if (before == "=" or written[0] == "_") and (inner := _SHORT_NAME.search(written)):
        return inner[1], True
    is_name = before != "" and to_plain(before) in _BEFORE_NAME
    return (unquote(written) if "%" in written else written) if is_name else "", False
