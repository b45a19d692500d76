"""What the log's own handler writes, as lines."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from taskbuilder.logs import LineFormatter, bind_request


class Lines:
    """Everything written so far."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def __iter__(self) -> Iterator[str]:
        yield from self.stream.getvalue().splitlines()


@contextmanager
def record_lines() -> Iterator[Lines]:
    """Puts a text in the place of stderr, in the handler that the settings set up."""
    (handler,) = (each for each in logging.getLogger().handlers if isinstance(each.formatter, LineFormatter))
    assert isinstance(handler, logging.StreamHandler)
    lines = Lines()
    bind_request("")  # an earlier test's, whose thread this was
    # Not by setStream, which flushes the stream before: of an earlier test, and closed since.
    before, handler.stream = handler.stream, lines.stream
    try:
        yield lines
    finally:
        handler.stream = before


@contextmanager
def heard(form: str = "text") -> Iterator[Lines]:
    """The log at the level of an installation, in one of its forms."""
    ours, handlers = logging.getLogger("taskbuilder"), logging.getLogger().handlers
    (handler,) = (each for each in handlers if isinstance(each.formatter, LineFormatter))
    level, formatter = ours.level, handler.formatter
    with record_lines() as lines:
        ours.setLevel(logging.INFO)
        handler.setFormatter(LineFormatter(form))
        try:
            yield lines
        finally:
            ours.setLevel(level)
            handler.setFormatter(formatter)
