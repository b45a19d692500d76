"""Lines of the log: their form, what they leave out, and who writes them."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from taskbuilder.logs import MAX_MESSAGE, LineFormatter, clean_message, describe_error
from tests.support.log_lines import Lines, record_lines

ROOT = Path(__file__).parents[1]
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"
logger = logging.getLogger("taskbuilder.made.up")


@pytest.fixture
def lines() -> Iterator[Lines]:
    with record_lines() as lines:
        yield lines


def raise_from(cause: Exception) -> None:
    try:
        raise cause
    except Exception as error:
        raise RuntimeError("canary of the effect") from error


def catch(cause: Exception) -> Exception:
    try:
        raise_from(cause)
    except RuntimeError as error:
        return error
    raise AssertionError


def test_a_line_says_when_how_serious_and_from_where(lines: Lines) -> None:
    logger.info("not worth a line")
    logger.warning("Submission %s waits", 7)
    (line,) = lines
    assert re.fullmatch(rf"{TIME} WARNING taskbuilder.made.up \d+/MainThread Submission 7 waits", line)


def test_an_exception_is_its_types_and_places_in_the_same_line(lines: Lines) -> None:
    logger.error("It failed", exc_info=catch(PermissionError(13, "canary of the cause", "/canary")))
    (line,) = lines
    assert re.sub(r":\d+ ", ":N ", line.partition(" | ")[2]) == (
        "builtins.RuntimeError (tests/test_logs.py:N catch > tests/test_logs.py:N raise_from), "
        "caused by builtins.PermissionError[EACCES] (tests/test_logs.py:N raise_from)"
    )


def test_what_is_wrong_with_the_installation_is_said() -> None:
    assert describe_error(ImproperlyConfigured("TASKBUILDER_SECRET_KEY is not set.")) == (
        "django.core.exceptions.ImproperlyConfigured: TASKBUILDER_SECRET_KEY is not set. ()"
    )


def test_no_text_begins_a_line_of_its_own() -> None:
    # Not logged: pytest's workers cannot pass half a character on to their controller.
    text = "a\r\n2026-01-01 ERROR b\x1b[2J\u2028\u202ec\ud800 é 中"
    line = LineFormatter().format(logging.LogRecord("tests", logging.ERROR, "", 0, text, (), None))
    assert line.partition("MainThread ")[2] == (r"a\r\n2026-01-01 ERROR b\x1b[2J\u2028\u202ec\ud800 é 中")


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Not Found: /a?token=canary b", "Not Found: /a?… b"),
        ("https://e.net/a?canary does not match", "https://e.net/a?… does not match"),
        ("Is that so? Yes", "Is that so? Yes"),
        ("Cannot connect to amqp://user:canary@broker:5672//", "Cannot connect to amqp://••••••@broker:5672//"),
        ("Invalid request from ip=::1: Invalid HTTP Header: 'X-Auth-Token canary'",
         "Invalid request from ip=::1: Invalid HTTP Header: …"),
        ("x" * 9_000, "x" * (MAX_MESSAGE - 1) + "…"),
    ],
)  # fmt: skip
def test_a_message_holds_no_query_and_no_password(text: str, cleaned: str) -> None:
    assert clean_message(text) == cleaned


def test_gunicorns_lines_have_the_same_form(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import not_there_at_all\n")
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:taskbuilder.serving",
        "--log-level",
        "error",
    ]
    command += [
        "--no-control-socket",
        "--bind",
        "127.0.0.1:0",
        "--chdir",
        str(tmp_path),
        "broken:application",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    first, *_ = done.stderr.splitlines()
    assert re.fullmatch(
        rf"{TIME} ERROR gunicorn.error \d+/MainThread Exception in worker process \| "
        r"builtins.ModuleNotFoundError: No module named 'not_there_at_all' \(.* > broken.py:1 <module>\)",
        first.replace(f"{tmp_path}/", ""),
    )
    assert (done.stdout, done.stderr.count("Traceback")) == ("", 0)


def test_celery_adds_no_lines_of_its_own_form() -> None:
    code = (
        "import django, logging; django.setup()\n"
        "from taskbuilder.records.outbox.celery_worker import leave_logging_alone; leave_logging_alone()\n"
        "from celery import Celery; Celery('made-up').log.setup('WARNING')\n"
        "logging.getLogger('celery.task').error('It failed')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert re.fullmatch(rf"{TIME} ERROR celery.task \d+/MainThread It failed\n", done.stderr)
