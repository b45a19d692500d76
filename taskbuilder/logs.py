"""One line for each event: when, how serious, from where, for which request, what happened, and what failed.

A line holds no secret and no values: of an exception it gives the type and the places in the code, of an
address the path. No text can start a line of its own.
"""

import errno
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb

from django.core.exceptions import ImproperlyConfigured

from taskbuilder.taskspec.secrets.split import mask_url

ROOT = Path(__file__).resolve().parent.parent
MAX_MESSAGE = 2_000
MAX_FRAMES = 40
"""The innermost ones of each exception."""
MAX_CAUSES = 5
SAFE_TEXT = (ImproperlyConfigured, ImportError)
"""Exceptions whose text is about the installation. Others may repeat what somebody typed."""

_QUERY = re.compile(r"(?<=\S)\?\S+")
_UNREADABLE = re.compile(r"(Invalid HTTP [\w ]+: ).*", re.DOTALL)
"""gunicorn repeats the line of a request that it cannot read."""

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Which request this thread answers, or answered last."""


class LineFormatter(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        return escape(" ".join(list_parts(record)))


def list_parts(record: logging.LogRecord) -> Iterator[str]:
    yield datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    yield record.levelname
    yield record.name
    yield f"{record.process}/{record.threadName}"
    if request_id.get():
        yield f"request={request_id.get()}"
    yield clean_message(record.getMessage())
    if record.exc_info and record.exc_info[1]:
        yield f"| {describe_error(record.exc_info[1])}"


def clean_message(text: str) -> str:
    """The message without queries of addresses, and without the user and password of a URL."""
    text = _UNREADABLE.sub(r"\1…", mask_url(_QUERY.sub("?…", text)))
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"


def escape(text: str) -> str:
    """The text with every character that cannot be printed as its escape, a line's end above all."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def describe_error(error: BaseException) -> str:
    """The exception and what caused it, each with its frames from the outermost to where it was raised."""
    return ", caused by ".join(map(describe_one, list_causes(error)))


def list_causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and len(found) < MAX_CAUSES:
        found.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return found


def describe_one(error: BaseException) -> str:
    kind = type(error)
    code = find_code(error)
    text = f": {clean_message(str(error))}" if isinstance(error, SAFE_TEXT) else ""
    frames = [
        f"{shorten(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(error.__traceback__)
    ]
    place = " > ".join(frames[-MAX_FRAMES:])
    return f"{kind.__module__}.{kind.__qualname__}{f'[{code}]' if code else ''}{text} ({place})"


def find_code(error: BaseException) -> str:
    """The code that a database or the system gave to the failure."""
    if isinstance(error, OSError) and error.errno is not None:
        return errno.errorcode.get(error.errno, str(error.errno))
    return str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")


def shorten(file: str) -> str:
    """A file's path from this tree or from the packages on."""
    _, package, inside = file.rpartition("/site-packages/")
    return inside if package else file.removeprefix(f"{ROOT}/")


CONFIG: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "taskbuilder.logs.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    # In place of Django's own handlers, which mail errors, or print them with DEBUG.
    "loggers": {"django": {"level": "WARNING", "handlers": []}},
}
"""For logging.config.dictConfig: everything from WARNING up, to stderr."""
