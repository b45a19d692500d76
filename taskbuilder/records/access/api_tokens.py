"""What programs sign in with: made once, shown once, saved as a digest, ended by date or by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from math import ceil
from secrets import token_urlsafe
from string import ascii_uppercase, digits
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import DurationField, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest
from django.utils.crypto import get_random_string

from taskbuilder.records.fields import fields_of, storable_text
from taskbuilder.records.models import ApiToken, Member, Project, Role
from taskbuilder.records.models.tokens import ACCESS_KEY_LENGTH, LABEL_LENGTH
from taskbuilder.records.prepared import Parameter, Prepared, PreparedUpdate

PREFIX = "tb_"
HINT_LENGTH = 9
KEY_PREFIX, KEY_LETTERS = "TB", ascii_uppercase + digits
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class KeyPair:
    """What a program signs its requests with."""

    access_key: str
    secret_key: str = field(repr=False)


@dataclass(frozen=True)
class Issued:
    """A new token; `text` is what the program sends, and known here only now. The keys are for signing."""

    token: ApiToken
    text: str = field(repr=False)
    keys: KeyPair


@dataclass(frozen=True)
class Bearer:
    """The sender of a request: a person's program, in one project."""

    token: ApiToken
    project: Project
    person: User
    may_create: bool


@dataclass(eq=False)
class Throttled(Exception):
    """The token's rate is used up; `retry_after` is in whole seconds."""

    retry_after: int


def issue_token(
    *, token_id: UUID, project: Project, person: User, label: str, ends_at: datetime, now: datetime
) -> Issued | None:
    """Makes a token; None where `token_id` was made before, as by a reload of the page that shows it."""
    text, keys = PREFIX + token_urlsafe(32), make_keys()
    values = {
        "project": project,
        "person": person,
        "label": storable_text(label, limit=LABEL_LENGTH),
        "hint": text[:HINT_LENGTH],
        "digest": digest_of(text),
        "access_key": keys.access_key,
        "secret_key": keys.secret_key,
        "created_at": now,
        "ends_at": ends_at,
        "free_at": now,
    }
    token, is_new = ApiToken.objects.get_or_create(pk=token_id, defaults=values)
    return Issued(token, text, keys) if is_new else None


def make_keys() -> KeyPair:
    letters = get_random_string(ACCESS_KEY_LENGTH - len(KEY_PREFIX), KEY_LETTERS)
    return KeyPair(KEY_PREFIX + letters, token_urlsafe(30))


def add_keys(*, token_id: UUID, project: Project, person: User, now: datetime) -> KeyPair | None:
    """Gives a token of this person's a pair of keys; None where it has one, has ended or is not theirs."""
    keys = make_keys()
    mine = list_tokens(project=project, person=person).filter(
        pk=token_id, access_key=None, revoked_at=None, ends_at__gt=now
    )
    is_added = mine.update(access_key=keys.access_key, secret_key=keys.secret_key)
    return keys if is_added else None


def digest_of(text: str) -> str:
    """What is saved of a token: it is long and random, so that a plain digest cannot be turned back."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def find_bearer(text: str, *, now: datetime) -> Bearer | None:
    """Whose a token is; None where it is unknown, ended or revoked, or its person left. One query."""
    return find_usable(BEARERS.first(digest=digest_of(text)), now=now)


def find_signer(access_key: str, *, now: datetime) -> Bearer | None:
    """Whose an access key is, as `find_bearer`; its token has the secret key that has to be the signer's."""
    return find_usable(SIGNERS.first(access_key=access_key), now=now)


def select_tokens(name: str) -> QuerySet[ApiToken]:
    """By what a program names its token with, each with the role of its person."""
    roles = Member.objects.filter(person=OuterRef("person"), project=OuterRef("project"))
    tokens = ApiToken.objects.filter(**{name: Parameter(name, fields_of(ApiToken)[name])})
    return tokens.select_related("project", "person").annotate(role=roles.values("role")[:1]).order_by()


BEARERS = Prepared(partial(select_tokens, "digest"))
SIGNERS = Prepared(partial(select_tokens, "access_key"))


def find_usable(token: ApiToken | None, *, now: datetime) -> Bearer | None:
    role = vars(token)["role"] if token else None
    if token is None or not token.is_usable(now) or not token.person.is_active or role is None:
        return None
    may_create = Role(role).includes(Role.OPERATOR)
    return Bearer(token=token, project=token.project, person=token.person, may_create=may_create)


def select_spending() -> tuple[QuerySet[ApiToken], dict[str, Combinable]]:
    fields = fields_of(ApiToken)
    rows = ApiToken.objects.filter(
        pk=Parameter("pk", fields["id"]), free_at__lte=Parameter("latest", fields["free_at"])
    )
    now, share = Parameter("now", fields["free_at"]), Parameter("share", DurationField())
    return rows, {"free_at": Greatest(F("free_at"), now) + share, "last_used_at": now}


SPENDING = PreparedUpdate(select_spending)


def spend(token: ApiToken, *, now: datetime) -> None:
    """Counts one request against the token's rate, for all web processes together; raises Throttled.

    A token may use a minute's worth at once; after that each request has to wait for its share to be free.
    """
    share = MINUTE / settings.API_RATE
    latest = now + MINUTE - share
    if not SPENDING.write(pk=token.pk, latest=latest, now=now, share=share):
        free_at = ApiToken.objects.values_list("free_at", flat=True).get(pk=token.pk)
        raise Throttled(max(1, ceil((free_at - latest).total_seconds())))


def revoke_token(*, token_id: UUID, project: Project, person: User | None, now: datetime) -> bool:
    """Ends a token of this person's, or of anybody's where `person` is None; whether there is such a one."""
    mine = list_tokens(project=project, person=person).filter(pk=token_id)
    if not mine.exists():
        return False
    mine.filter(revoked_at=None).update(revoked_at=now)
    return True


def list_own_tokens(person: User) -> QuerySet[ApiToken]:
    """The person's tokens of every project; newest first. One query."""
    return ApiToken.objects.filter(person=person).select_related("project")


def list_tokens(*, project: Project, person: User | None) -> QuerySet[ApiToken]:
    """This person's tokens of the project, or everybody's where `person` is None; newest first. One query."""
    tokens = ApiToken.objects.filter(project=project).select_related("person")
    return tokens if person is None else tokens.filter(person=person)
