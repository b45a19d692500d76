"""A request as a Python program that sends it with `requests`."""

from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.paths.pointer import Path
from taskbuilder.taskspec.programs.variables import TOKEN, Variables, write_head

INDENT = "    "
PROGRAM = """\
{head}import os

import requests

task = {task}
response = requests.post(
    {url!r},
    headers={{"X-Auth-Token": os.environ["{token}"]}},
    json=task,
    timeout=60,
)
print(response.status_code, response.text)
"""


def write_python(request: JsonObject, url: str) -> str:
    """The program that creates the task of a masked request at an address.

    Each secret is a variable of the environment, and so is the token.
    """
    variables = Variables()
    task = write_value(request, variables, (), "\n")
    return PROGRAM.format(head=write_head(variables.names), task=task, url=url, token=TOKEN)


def write_value(value: JsonValue, variables: Variables, path: Path, line: str) -> str:
    """A JSON value as an expression; `line` is the indent of its own line."""
    below = line + INDENT
    if isinstance(value, str):
        return write_text(value, variables, path)
    if isinstance(value, dict) and value:
        members = [
            f"{name!r}: {write_value(each, variables, (*path, name), below)}" for name, each in value.items()
        ]
        return f"{{{below}{f',{below}'.join(members)},{line}}}"
    if isinstance(value, list) and value:
        elements = [write_value(each, variables, (*path, place), below) for place, each in enumerate(value)]
        return f"[{below}{f',{below}'.join(elements)},{line}]"
    return repr(value)


def write_text(text: str, variables: Variables, path: Path) -> str:
    parts: list[str] = []
    for piece, name in variables.split(text, path):
        parts += [repr(piece)] if piece else []
        parts += [f'os.environ["{name}"]'] if name else []
    return " + ".join(parts) or repr(text)
