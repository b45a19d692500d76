"""Commands that send a request: cURL in three shells, and PowerShell's own."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from taskbuilder.taskspec.json_value import write_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line
from taskbuilder.taskspec.readings.reading import (
    CURL,
    POWERSHELL,
    Reading,
    Sentence,
    Unread,
    read_body,
    read_object,
)
from taskbuilder.taskspec.readings.shell import (
    UnreadableCommand,
    Words,
    read_powershell_text,
    split_cmd,
    split_posix,
    split_powershell,
)

CURL_LINE = re.compile(
    r"^[ \t]*+(?:[$#%>][ \t]++|PS [^>\n]{0,200}+>[ \t]*+|[A-Za-z]:[^>\n]{0,200}+>[ \t]*+)?"
    r"(?P<command>(?:[^\s'\"]*[/\\])?curl(?:\.exe)?[ \t^`\\])",
    re.IGNORECASE | re.MULTILINE,
)
SENDING = re.compile(r"(?<![\w-])(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)[ \t`]", re.IGNORECASE)
BODY = re.compile(
    r"(?<![\w-])-Body[ \t:]++(?:\(?\[System\.Text\.Encoding\]::UTF8\.GetBytes\()?(?:\$(?P<name>\w++))?",
    re.IGNORECASE,
)
DATA = frozenset(
    {"-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json", "--data-urlencode"}
)
HEADERS = frozenset({"-H", "--header"})
USER = frozenset({"-u", "--user"})
WITH_VALUE = frozenset({"-X", "--request", "-o", "--output", "--url", "-A", "--user-agent", "-b", "--cookie"})
SHORT = re.compile(r"-[sSkLivfgGnN#]*(?P<last>[dHuX])")
SIGNS = re.compile(r"(?P<cmd>\^\"|\^\r?\n)|(?P<powershell>`\r?\n)|(?P<posix>\\\r?\n)|(?P<quoted>[ \t]')")
"""What one shell alone has: how its lines end, cmd's quotes, and single quotes, which cmd does not have."""
HEADER_OPTION = re.compile(r"\s*+(?:-H|--header)[ \t='\"]")
MOST_NAMED = 12
USED = _("Used: the text after %(option)s.")
ADDRESS_LEFT = _("Ignored: the destination address.")
HEADERS_LEFT = _("Ignored: the headers %(names)s.")
USER_LEFT = _("Ignored: the user and password.")
NO_DATA = _("This is a cURL command without a body. Paste one with --data, or only the JSON.")
FROM_FILE = _("The body of this cURL command is in a file. Paste the JSON of that file.")
SEVERAL = _("These are %(count)d cURL commands. Paste one of them, or only its JSON.")
NOT_READ = _("The body of this cURL command is not valid JSON. Paste only the JSON after %(option)s.")
QUOTE_OPEN = _("A quote in this command is not closed. Copy the whole command again, or only its JSON.")
NO_BODY = _("This PowerShell command has no readable -Body. Paste only the JSON.")
AMBIGUOUS = _("This cURL command means different things in different shells. Paste only its JSON.")


@dataclass
class Command:
    """What matters of a cURL command; `bodies` with the option that each follows."""

    bodies: list[tuple[str, str]] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    has_user: bool = False

    @property
    def body(self) -> str:
        """Several are joined as cURL does it: JSON as it is, form data by &."""
        is_json = all(option == "--json" for option, _value in self.bodies)
        return ("" if is_json else "&").join(value for _option, value in self.bodies)

    @property
    def option(self) -> str:
        return self.bodies[0][0]

    @property
    def is_from_file(self) -> bool:
        return any(value.startswith("@") and option != "--data-raw" for option, value in self.bodies)

    @property
    def notes(self) -> list[Sentence]:
        found = [Sentence(USED, {"option": self.option}), Sentence(ADDRESS_LEFT)]
        found += name_headers([name for name, _value in self.headers])
        return [*found, *([Sentence(USER_LEFT)] if self.has_user else [])]


def name_headers(names: Sequence[str]) -> list[Sentence]:
    """That headers are left out, by their names; nothing where there are none."""
    shown = ", ".join(map(one_line, names[:MOST_NAMED]))
    return [Sentence(HEADERS_LEFT, {"names": shown})] if shown else []


def read_curl(text: str) -> Reading | Unread | None:
    """A cURL command's body; None for a text that has no such command."""
    starts = list(CURL_LINE.finditer(text))
    if not starts:
        return None
    if len(starts) > 1:
        return Unread(reason=Sentence(SEVERAL, {"count": len(starts)}))
    line = text[starts[0].start("command") :]
    found = [read_line(line, split) for split in choose_shells(line)]
    readings = {write_line(read_object(each.text)): each for each in found if isinstance(each, Reading)}
    if len(readings) > 1:
        return Unread(reason=Sentence(AMBIGUOUS))
    unread = [each for each in found if isinstance(each, Unread)]
    return next(iter(readings.values()), unread[0] if unread else None)


def read_header_options(text: str) -> list[tuple[str, str]]:
    """The headers of a cURL command, or of its -H options alone; none for another text."""
    found = CURL_LINE.search(text)
    line = text[found.start("command") :] if found else f"curl {text.strip()}"
    if found is None and not HEADER_OPTION.match(text):
        return []
    for split in choose_shells(line):
        try:
            headers = read_words(split(line)).headers
        except UnreadableCommand:
            continue
        if headers:
            return headers
    return []


def read_line(line: str, split: Callable[[str], Words]) -> Reading | Unread:
    """The body of a command as one shell has it."""
    try:
        command = read_words(split(line))
    except UnreadableCommand:
        return Unread(reason=Sentence(QUOTE_OPEN))
    if not command.bodies:
        return Unread(reason=Sentence(NO_DATA))
    if command.is_from_file:
        return Unread(reason=Sentence(FROM_FILE))
    unread = Unread(reason=Sentence(NOT_READ, {"option": command.option}))
    return read_body(CURL, command.body, *command.notes) or unread


def choose_shells(line: str) -> tuple[Callable[[str], Words], ...]:
    """The shells that the command may be for, by the first sign of one; later ones may be in its texts."""
    is_quoted = False
    for sign in SIGNS.finditer(line):
        if sign["quoted"]:
            is_quoted = True
        elif sign["powershell"]:
            return (split_powershell,)
        elif sign["posix"]:
            return (split_posix,)
        elif not is_quoted:
            return (split_cmd,)
    return (split_posix, split_powershell) if is_quoted else (split_posix, split_cmd, split_powershell)


def read_words(words: Words) -> Command:
    command = Command()
    for option, value in list_options(words[1:]):
        if option in DATA:
            command.bodies.append((option, value))
        elif option in HEADERS:
            name, _colon, value = value.partition(":")
            command.headers.append((name.strip(), value.strip()))
        elif option in USER:
            command.has_user = True
    return command


def list_options(words: Words) -> Iterator[tuple[str, str]]:
    """Each option that takes a value with it: the next word, what follows its letter, or `=`."""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        known = DATA | HEADERS | USER | WITH_VALUE
        if word in known:
            yield word, next(rest, "")
        elif word.startswith("--"):
            if equals and name in known:
                yield name, value
        elif found := SHORT.match(word):
            after = word[found.end() :]
            yield f"-{found['last']}", after or next(rest, "")


def read_sending(text: str) -> Reading | Unread | None:
    """The body of PowerShell's Invoke-WebRequest or Invoke-RestMethod; None for another text."""
    sending = SENDING.search(text)
    if sending is None:
        return None
    unread = Unread(reason=Sentence(NO_BODY))
    found = BODY.search(text, sending.end())
    if found is None:
        return unread
    start = found.end()
    if found["name"]:
        given = re.search(rf"^[ \t]*+\${found['name']}[ \t]*+=[ \t]*+", text, re.MULTILINE | re.IGNORECASE)
        if given is None:
            return unread
        start = given.end()
    body = read_powershell_text(text, start)
    notes = (Sentence(USED, {"option": "-Body"}), Sentence(_("Ignored: the address and the headers.")))
    return (read_body(POWERSHELL, body, *notes) if body is not None else None) or unread
