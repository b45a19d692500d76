"""The files that commands read requests from."""

import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

STANDARD_INPUT = "-"


class UnreadableSource(Exception):
    """A file that cannot be read; the message names it."""


def read_sources(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each request with its source, the file or file and line; of a `.jsonl` file each line is one.

    All files are read before the first request is given. Raises UnreadableSource.
    """
    contents = {name: read_source(name) for name in dict.fromkeys(names)}
    for name in names:
        if not name.endswith(".jsonl"):
            yield name, contents[name]
            continue
        for number, line in enumerate(contents[name].split(b"\n"), start=1):
            if line.strip():
                yield f"{name}:{number}", line


def read_source(name: str) -> bytes:
    if name == STANDARD_INPUT:
        if sys.stdin is None:
            raise UnreadableSource(_("-: standard input is closed."))
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{name}: {error.strerror}") from None
