"""Sessions in the database, and the people they are of: looked up for every request, and so prepared."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from taskbuilder.records.availability import is_database_away
from taskbuilder.records.outbox.sql import CompiledQuery, param

STORED = CompiledQuery(
    lambda: Session.objects.filter(
        session_key=param(Session, "session_key"), expire_date__gt=param(Session, "expire_date", "now")
    )
)
PEOPLE = CompiledQuery(lambda: User.objects.filter(pk=param(User, "id")))


class SessionStore(DatabaseStore):
    """A cookie may hold any text: what no session is called by is not asked for, NUL least of all."""

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and len(key) >= 8 and key.isascii() and key.isalnum()

    def _get_session_from_db(self) -> Session | None:
        """The session, unless it has ended; one that is not there gives its key up."""
        stored = STORED.find(session_key=self.session_key, now=timezone.now())
        if stored is None:
            self._session_key = None
        return stored

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
    """Who a session is of."""

    def get_user(self, user_id: Any) -> User | None:
        """The person, unless they may no longer sign in."""
        person = PEOPLE.find(id=user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
