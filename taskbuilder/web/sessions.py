"""Sessions in the database, each of which says whose it is."""

from contextvars import ContextVar
from datetime import datetime
from typing import cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import OuterRef, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from taskbuilder.records.availability import is_database_away
from taskbuilder.records.fields import fields_of, storable_text
from taskbuilder.records.models import Session
from taskbuilder.records.models.people import ADDRESS_LENGTH, AGENT_LENGTH
from taskbuilder.records.notifications.inbox import count_unread
from taskbuilder.records.prepared import Parameter, Prepared

STARTED_AT, AGENT, ADDRESS = "started_at", "agent", "address"


def select_sessions() -> QuerySet[Session]:
    """With what every page asks for: the person, their preferences, and how many notifications are unread."""
    sessions = Session.objects.filter(pk=Parameter("key", fields_of(Session)["session_key"]))
    counted = sessions.annotate(unread_count=count_unread(OuterRef("person")))
    return counted.select_related("person__preferences")


SESSIONS = Prepared(select_sessions)
USERS = Prepared(
    lambda: User.objects.select_related("preferences").filter(pk=Parameter("pk", fields_of(User)["id"]))
)

READ_WITH_SESSION: ContextVar[User | None] = ContextVar("read_with_session", default=None)
"""The person whose session was read last: Django asks the backend for them next, without the request."""


class SessionStore(DatabaseStore):
    """A cookie may hold any text: what no session is called by is not asked for, NUL least of all."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, str]) -> Session:
        """Beside the data, which nobody can search, what a person's own list of sessions shows."""
        row = cast(Session, super().create_model_instance(data))
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.started_at = datetime.fromisoformat(data[STARTED_AT]) if STARTED_AT in data else None
        row.agent, row.address = data.get(AGENT, ""), data.get(ADDRESS, "")
        return row

    def _validate_session_key(self, key: object) -> bool:
        return isinstance(key, str) and len(key) >= 8 and key.isascii() and key.isalnum()

    def _get_session_from_db(self) -> Session | None:
        """By its key alone, its end looked at after: every request of every page asks this."""
        session = SESSIONS.first(key=self.session_key)
        READ_WITH_SESSION.set(find_person(session) if session else None)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session

    def save(self, must_create: bool = False) -> None:
        """Django takes any failure of the database for a session that was deleted meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            failure = error.__context__
            if failure is not None and is_database_away(failure):
                raise failure from failure.__cause__
            raise


def find_person(session: Session) -> User | None:
    """Whose session it is, with the `unread_count` that was read with it."""
    person = session.person
    if person is not None:
        vars(person)["unread_count"] = vars(session)["unread_count"]
    return person


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, **_more: object) -> None:
    """When, with which browser and from where, for the list of sessions."""
    request.session[STARTED_AT] = timezone.now().isoformat()
    request.session[AGENT] = storable_text(request.META.get("HTTP_USER_AGENT", ""), limit=AGENT_LENGTH)
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR", "")[:ADDRESS_LENGTH]


class Backend(ModelBackend):
    """Under the name that the sessions of people who are signed in hold."""

    def get_user(self, user_id: int) -> User | None:
        """As Django does it; a person who was read with the session is not read again."""
        read = READ_WITH_SESSION.get()
        READ_WITH_SESSION.set(None)
        user = read if read is not None and read.pk == user_id else USERS.first(pk=user_id)
        return user if self.user_can_authenticate(user) else None
