"""What the commands share that read requests from files."""

import sys
from pathlib import Path
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

STANDARD_INPUT = "-"
UNUSABLE_CALL = 2
ERASE_LINE = "\r\x1b[K"


class FileCommand(BaseCommand):
    """A command over files of requests; one that is called wrongly ends with UNUSABLE_CALL."""

    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--strict", action="store_true", help="also refuse what an operator would have to confirm"
        )
        parser.add_argument("files", metavar="FILE", nargs="+")

    def read_sources(self, names: list[str]) -> list[tuple[str, bytes]]:
        """Each request with its source, the file or file and line.

        Of a `.jsonl` file each line is one, and of standard input where the first line is a whole object.
        """
        contents = {name: self.read_source(name) for name in dict.fromkeys(names)}
        sources: list[tuple[str, bytes]] = []
        for name in names:
            if name.endswith(".jsonl") or (name == STANDARD_INPUT and has_lines(contents[name])):
                lines = enumerate(contents[name].split(b"\n"), start=1)
                sources += [(f"{name}:{number}", line) for number, line in lines if line.strip()]
            else:
                sources.append((name, contents[name]))
        return sources

    def read_source(self, name: str) -> bytes:
        if name == STANDARD_INPUT:
            if sys.stdin is None:
                self.refuse(_("-: standard input is closed."))
            return sys.stdin.buffer.read()
        try:
            return Path(name).read_bytes()
        except OSError as error:
            self.refuse(f"{name}: {error.strerror}")

    def show_progress(self, words: str = "") -> None:
        """Says on a terminal how far it is, in place of what was said before; nothing into a file."""
        if self.stderr.isatty():
            self.stderr.write(f"{ERASE_LINE}{words}", style_func=str, ending="")
            self.stderr.flush()

    def refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(UNUSABLE_CALL)


def has_lines(text: bytes) -> bool:
    """Whether there are several lines of which the first is an object: a request written over many is not."""
    first, *others = [line.strip() for line in text.split(b"\n") if line.strip()] or [b""]
    return bool(others) and first.startswith(b"{") and first.endswith(b"}")
