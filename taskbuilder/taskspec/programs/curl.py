"""A request as a cURL command for a POSIX shell."""

import re

from taskbuilder.taskspec.json_value import JsonObject, write_json
from taskbuilder.taskspec.programs.variables import TOKEN, Variables, list_names, write_head
from taskbuilder.taskspec.secrets.user_info import MASK

LONGEST_WORD = 100_000
"""Bytes of one argument; systems take no more than 128 KiB of each."""
END = "END_OF_REQUEST"
IN_DOCUMENT = re.compile(r"[\\$`]")
ESCAPE = r"""escape() {
  printf '%s' "$1" | sed -e ':a' -e '$!{N' -e 'ba' -e '}' -e 's/[\\"]/\\&/g' -e 's/\n/\\n/g'
}
"""
"""Makes the text of a JSON string of a variable's value."""


def write_curl(request: JsonObject, url: str) -> str:
    """The command that creates the task of a masked request at an address.

    Each secret is a variable of the environment, and so is the token. Any text is quoted, whatever is in it.
    A body that is too long for an argument is read from a here-document.
    """
    variables, text = Variables(), write_json(request)
    pieces = list(zip(text.split(MASK), [*list_names(request, variables), ""], strict=True))
    is_long = len(text.encode(errors="replace")) > LONGEST_WORD
    options = [
        f"curl --request POST {quote(url)}",
        f'--header "X-Auth-Token: ${TOKEN}"',
        "--header 'Content-Type: application/json'",
        f"--data-binary @- <<{END}" if is_long else f"--data-raw {write_word(pieces)}",
    ]
    body = f"\n{write_document(pieces)}\n{END}" if is_long else ""
    head = write_head(variables.names)
    command = " \\\n  ".join(options)
    return f"{head}{ESCAPE if variables.names else ''}{command}{body}\n"


def quote(text: str) -> str:
    """A text as one word of a shell, nothing in it read as anything else."""
    return "'" + text.replace("'", "'\\''") + "'"


def write_word(pieces: list[tuple[str, str]]) -> str:
    return "".join(quote(text) + (f'"{use(name)}"' if name else "") for text, name in restore(pieces))


def write_document(pieces: list[tuple[str, str]]) -> str:
    escaped = ((IN_DOCUMENT.sub(r"\\\g<0>", text), name) for text, name in restore(pieces))
    return "".join(text + (use(name) if name else "") for text, name in escaped)


def use(name: str) -> str:
    return f'$(escape "${name}")'


def restore(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces, with the dots again that are part of a name."""
    last = len(pieces) - 1
    return [
        (text if name or place == last else text + MASK, name) for place, (text, name) in enumerate(pieces)
    ]
