"""Whether a failure means that the database is away or busy, and so may pass."""

import sqlite3

from django.db import InterfaceError, OperationalError

DATABASE_AWAY = (OperationalError, InterfaceError)
"""What a database that is away or busy raises: nothing was written, and the same call may work later."""
RETRY_SECONDS = "5"
"""When somebody whose request failed for it may try again."""


def is_database_away(error: BaseException | None) -> bool:
    """Whether it may pass. SQLite raises the same for a statement that is wrong, which never does."""
    cause = error.__cause__ if error is not None else None
    is_wrong = isinstance(cause, sqlite3.Error) and (
        getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    )
    return isinstance(error, DATABASE_AWAY) and not is_wrong
