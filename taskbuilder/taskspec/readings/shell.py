"""The words of a command line as three shells read them: POSIX, Windows' cmd, PowerShell."""

import re
from collections.abc import Callable

Words = list[str]
POSIX = re.compile(
    r"""(?P<end>\n|[;|&]|\Z)|(?P<gap>(?:[ \t\r]|\\\r?\n)++)
    |\$'(?P<ansi>(?:[^'\\]|\\.)*+)'|'(?P<single>[^']*+)'|"(?P<double>(?:[^"\\]|\\.)*+)"
    |\\(?P<one>.)|(?P<plain>[^\s'"\\;|&$]++|\$)""",
    re.DOTALL | re.VERBOSE,
)
IN_DOUBLE = re.compile(r"\\(?:\r?\n|([\"\\$`]))")
ANSI = re.compile(
    r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(.))", re.DOTALL
)
ANSI_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "a": "\a", "v": "\v", "e": "\x1b"}
CARET = re.compile(r"(?P<quoted>\"[^\"\n]*+\"?)|\^(?P<broken>\r?\n)(?P<kept>\r?\n)?|\^(?P<one>.)", re.DOTALL)
WINDOWS = re.compile(
    r"""(?P<blank>[ \t\r\n]++)|(?P<slashes>\\*+)(?P<quote>"{1,2})|(?P<plain>[^\\" \t\r\n]++|\\++)"""
)
POWERSHELL = re.compile(
    r"""(?P<end>\n|[;|]|\Z)|(?P<gap>(?:[ \t\r]|`\r?\n)++)
    |@'[ \t]*+\r?\n(?:(?P<here>.*?)\r?\n'@|(?P<endless>))
    |@"[ \t]*+\r?\n(?:(?P<here_double>.*?)\r?\n"@|(?P<endless_double>))
    |'(?P<single>(?:[^']|'')*+)'|"(?P<double>(?:[^"`]|`.|"")*+)"
    |`(?P<one>.)|(?P<plain>[^\s'"`;|@]++|@)""",
    re.DOTALL | re.VERBOSE,
)
BACKTICK = re.compile(r"`(.)|\"\"", re.DOTALL)
POWERSHELL_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
LINE_END = re.compile(r"\r\n?")


class UnreadableCommand(ValueError):
    """A quote without end."""


def split_posix(text: str) -> Words:
    """The words of the first command as sh and bash have them, $'…' too; variables stay as they are."""
    return _split(text, POSIX, _read_posix)


def split_cmd(text: str) -> Words:
    """The words that a program is given by cmd: carets first, then quotes as Windows programs read them."""
    line = CARET.sub(_read_caret, LINE_END.sub("\n", text).strip())
    words: Words = []
    parts: list[str] | None = None
    is_quoted, position = False, 0
    while found := WINDOWS.match(line, position):
        position = found.end()
        if found["blank"] and not is_quoted:
            if parts is not None:
                words.append("".join(parts))
            parts = None
        elif found["quote"]:
            position, is_quoted, piece = _read_windows_quote(found, is_quoted=is_quoted)
            parts = parts or []
            parts.append(piece)
        else:
            parts = parts or []
            parts.append(found[0])
    if is_quoted:
        raise UnreadableCommand
    return words if parts is None else [*words, "".join(parts)]


def _read_windows_quote(found: re.Match[str], *, is_quoted: bool) -> tuple[int, bool, str]:
    """What a quote is with the backslashes before it: where to go on, whether within quotes, its text."""
    slashes, first = len(found["slashes"]), found.start("quote") + 1
    piece = "\\" * (slashes // 2)
    if slashes % 2:
        return first, is_quoted, f'{piece}"'
    if is_quoted and len(found["quote"]) == 2:
        return found.end(), True, f'{piece}"'
    return first, not is_quoted, piece


def split_powershell(text: str) -> Words:
    """The words of the first command as PowerShell has them, here-strings too; variables stay as they are."""
    return _split(text, POWERSHELL, _read_powershell)


def _split(text: str, pattern: re.Pattern[str], read: Callable[[re.Match[str]], str]) -> Words:
    """Pieces that touch are one word; the command ends at its first end that is not a continued line."""
    words: Words = []
    parts: list[str] = []
    position, is_open = 0, False
    text = text.lstrip()
    while True:
        found = pattern.match(text, position)
        if found is None or (found.lastgroup or "").startswith("endless"):
            raise UnreadableCommand
        position = found.end()
        is_end = found.lastgroup == "end"
        if not is_end and found.lastgroup != "gap":
            parts.append(read(found))
            is_open = True
            continue
        if is_open:
            words.append("".join(parts))
            parts, is_open = [], False
        if is_end:
            return words


def _read_posix(found: re.Match[str]) -> str:
    if found["ansi"] is not None:
        return ANSI.sub(_read_ansi, found["ansi"])
    if found["double"] is not None:
        return IN_DOUBLE.sub(lambda each: each[1] or "", found["double"])
    return found[found.lastgroup or 0]


def _read_ansi(found: re.Match[str]) -> str:
    number = found[1] or found[2] or found[3]
    if number or found[4]:
        code = int(number, 16) if number else int(found[4], 8)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return ANSI_LETTERS.get(found[5], found[5] if found[5] in "\\'\"?" else f"\\{found[5]}")


def _read_caret(found: re.Match[str]) -> str:
    """What comes after a caret, as it is; a line that it ends goes on, an empty one after it is kept."""
    if found["quoted"] is not None:
        return found["quoted"]
    return found["one"] if found["broken"] is None else "\n" if found["kept"] else ""


def _read_powershell(found: re.Match[str]) -> str:
    if found["double"] is not None or found["here_double"] is not None:
        inside = found["double"] if found["double"] is not None else found["here_double"]
        return BACKTICK.sub(_read_backtick, inside)
    if found["single"] is not None:
        return found["single"].replace("''", "'")
    return found[found.lastgroup or 0]


def _read_backtick(found: re.Match[str]) -> str:
    if found[1] is None:
        return '"'
    return POWERSHELL_LETTERS.get(found[1], found[1])


def read_powershell_text(text: str, position: int) -> str | None:
    """The text between quotes that begins there, None where none does."""
    found = POWERSHELL.match(text, position)
    is_text = found is not None and found.lastgroup in ("single", "double", "here", "here_double")
    return _read_powershell(found) if found is not None and is_text else None
