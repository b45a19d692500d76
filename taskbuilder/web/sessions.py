"""Sessions in the database."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from taskbuilder.records.availability import is_database_away


class SessionStore(DatabaseStore):
    """A cookie may hold any text: what no session is called by is not asked for, NUL least of all."""

    def _validate_session_key(self, key: object) -> bool:
        return isinstance(key, str) and len(key) >= 8 and key.isascii() and key.isalnum()

    def save(self, must_create: bool = False) -> None:
        """Django takes any failure of the database for a session that was deleted meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            failure = error.__context__
            if failure is not None and is_database_away(failure):
                raise failure from failure.__cause__
            raise


class Backend(ModelBackend):
    """Django's own, under the name that the sessions of people who are signed in hold."""
