"""What the threads of a relay do in turns, again and again, whatever goes wrong in one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

from taskbuilder.records.availability import DATABASE_AWAY


@dataclass
class Turn:
    """How one went: whether the database was away."""

    was_away: bool = False


@contextmanager
def one_turn(logger: logging.Logger, *, later: str, failed: str) -> Iterator[Turn]:
    """Logs what goes wrong, for another turn to follow, and closes this thread's connection.

    `later` says what follows while the database is away, `failed` what else went wrong.
    """
    turn = Turn()
    try:
        yield turn
    except DATABASE_AWAY as error:
        turn.was_away = True
        logger.warning("The database is unavailable (%s). %s", type(error).__name__, later)
    except Exception:
        logger.exception(failed)
    finally:
        connection.close()
