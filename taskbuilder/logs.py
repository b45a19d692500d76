"""One line for each event: when, how serious, from where, for which request, what happened, and what failed.

As text, or as JSON for what collects lines. Fields are given as `extra`: `logger.info("Sent", extra={…})`.

A line holds no secret and no values: of an exception it gives the type and the places in the code, of an
address the path. No text can start a line of its own.
"""

import errno
import logging
import re
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from typing import Any

import structlog
from django.core.exceptions import ImproperlyConfigured
from structlog.typing import Processor

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

IDS_FIRST = ("request",)
"""Fields that are before the message; the others are behind it."""
Event = MutableMapping[str, Any]
add_extra = structlog.stdlib.ExtraAdder()


def add_own_fields(logger: Any, method: str, event: Event) -> Event:
    """The `extra` of our own lines. Others' may be anything: Django's is the request, with what was typed."""
    is_ours = event["_record"].name.startswith("taskbuilder.")
    return add_extra(logger, method, event) if is_ours else event


def add_origin(_logger: object, _method: str, event: Event) -> Event:
    """When, how serious, from where."""
    record: logging.LogRecord = event.pop("_record")
    del event["_from_structlog"]
    origin = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "process": f"{record.process}/{record.threadName}",
    }
    return {**origin, **event}


def clean_fields(_logger: object, _method: str, event: Event) -> Event:
    """Everything as readers of logs may see it; what is not known is left out."""
    fields: Event = {}
    message, failure = clean_message(str(event.pop("event"))), event.pop("exc_info", None)
    for name, value in event.items():
        if value is not None and value != "":
            fields[name] = value if isinstance(value, bool | int | float) else clean_message(str(value))
    fields["message"] = message
    if failure and failure[1]:
        fields["error"] = describe_error(failure[1])
    return fields


def render_text(_logger: object, _method: str, event: Event) -> str:
    """One line: the origin, the request, the message, other fields, what failed."""
    message, failure = event.pop("message"), event.pop("error", "")
    origin = [str(event.pop(name)) for name in ORIGIN]
    before = [f"{name}={event.pop(name)}" for name in IDS_FIRST if name in event]
    after = [f"{name}={value}" for name, value in event.items()]
    return escape(" ".join([*origin, *before, message, *after, *([f"| {failure}"] if failure else [])]))


RENDERERS: dict[str, Processor] = {"text": render_text, "json": structlog.processors.JSONRenderer()}
ORIGIN = ("time", "level", "logger", "process")


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """Writes a record as one line: what it says, its fields, and those of the request that is answered."""

    def __init__(self, form: str = "text") -> None:
        super().__init__(
            processors=[add_origin, clean_fields, RENDERERS[form]],
            foreign_pre_chain=[structlog.contextvars.merge_contextvars, add_own_fields],
        )


def bind_request(request: str) -> None:
    """Every line of this thread is about that request, until its next."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=request)


def read_request() -> str:
    """The id of the request that this thread answers, or answered last."""
    return str(structlog.contextvars.get_contextvars().get("request", ""))


def clean_message(text: str) -> str:
    """The message without queries of addresses, and without the user and password of a URL."""
    text = _UNREADABLE.sub(r"\1…", mask_url(_QUERY.sub("?…", text)))
    return text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "…"


def escape(text: str) -> str:
    """The text with every character that cannot be printed as its escape, a line's end above all."""
    if text.isprintable():
        return text
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


def make_config(*, form: str, level: str) -> dict[str, Any]:
    """For logging.config.dictConfig: our lines from `level` up, others' from WARNING up, to stderr."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "taskbuilder.logs.LineFormatter", "form": form}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "taskbuilder": {"level": level},
            # In place of Django's own handlers, which mail errors, or print them with DEBUG.
            "django": {"level": "WARNING", "handlers": []},
        },
    }
