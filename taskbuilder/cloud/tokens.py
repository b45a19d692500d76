"""Tokens, one per account, shared by all threads."""

import threading
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from taskbuilder.cloud.account import TokenSignIn
from taskbuilder.cloud.errors import NotSent, Refused

RENEW_BEFORE = timedelta(minutes=10)
# Repeated wrong passwords lock the user. So a refusal is remembered, which leaves three tries in a quarter
# of an hour however many submissions wait. A corrected password is another account, and is tried at once.
REMEMBER_REFUSAL = timedelta(minutes=5)


@dataclass(frozen=True)
class Token:
    """What goes into `X-Auth-Token`, and when it ends."""

    value: str = field(repr=False)
    ends_at: datetime

    def is_fresh(self) -> bool:
        """Whether it outlasts a call by far."""
        return datetime.now(UTC) + RENEW_BEFORE < self.ends_at


@dataclass(eq=False)
class _Entry:
    lock: threading.Lock = field(default_factory=threading.Lock)
    token: Token | None = None
    refusal: tuple[Refused, datetime] | None = None
    """And until when it is remembered."""


class TokenCache:
    """Thread-safe; one thread per account fetches while the others of that account wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[TokenSignIn, _Entry] = {}

    def get(
        self,
        sign_in: TokenSignIn,
        *,
        fetch: Callable[[], Token],
        wait_seconds: float,
        stale: Token | None = None,
        ask_anew: bool = False,
    ) -> Token:
        """A token other than `stale`, from the cache or by `fetch`.

        `ask_anew` asks the identity service even where a token or a refusal is remembered. Raises what
        `fetch` raises, and NotSent where another thread's fetch takes longer than `wait_seconds`.
        """
        entry = self._entry(sign_in)
        if not entry.lock.acquire(timeout=max(0, wait_seconds)):
            raise NotSent("Signing in took too long.")
        try:
            if not ask_anew:
                if entry.refusal and datetime.now(UTC) < entry.refusal[1]:
                    raise copy(entry.refusal[0])  # each thread's own, with its own traceback
                if entry.token and entry.token.is_fresh() and entry.token != stale:
                    return entry.token
            return self._fetch(entry, fetch)
        finally:
            entry.lock.release()

    def secrets_of(self, sign_in: TokenSignIn) -> tuple[str, ...]:
        """The token in use, which no message may hold."""
        token = self._entry(sign_in).token
        return (token.value,) if token else ()

    def _entry(self, sign_in: TokenSignIn) -> _Entry:
        with self._lock:
            return self._entries.setdefault(sign_in, _Entry())

    @staticmethod
    def _fetch(entry: _Entry, fetch: Callable[[], Token]) -> Token:
        entry.token = entry.refusal = None
        try:
            entry.token = fetch()
        except Refused as error:
            if error.http_status in {401, 403}:
                entry.refusal = error, datetime.now(UTC) + REMEMBER_REFUSAL
            raise
        return entry.token
