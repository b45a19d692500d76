"""The keys that seal secrets at rest: the first encrypts, every one of them decrypts."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MAKE_A_KEY = (
    "Make a key with: "
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)


class UnreadableSecret(Exception):
    """A stored secret that none of the keys can open."""

    def __init__(self) -> None:
        super().__init__(
            "A stored secret cannot be read with the keys in TASKBUILDER_ENCRYPTION_KEYS. "
            "Add the key that it was written with to the end of that list."
        )


def current_cipher() -> MultiFernet:
    """The cipher over settings.ENCRYPTION_KEYS; ImproperlyConfigured names what is wrong with them."""
    return make_cipher(tuple(settings.ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def make_cipher(keys: tuple[str, ...]) -> MultiFernet:
    """One cipher of several keys; the error names a key by its place, never by its text."""
    if not keys:
        raise ImproperlyConfigured(f"TASKBUILDER_ENCRYPTION_KEYS holds no key. {MAKE_A_KEY}")
    return MultiFernet([make_fernet(key, position) for position, key in enumerate(keys, start=1)])


def make_fernet(key: str, position: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise ImproperlyConfigured(
            f"Key {position} of TASKBUILDER_ENCRYPTION_KEYS is not 32 url-safe base64 bytes. {MAKE_A_KEY}"
        ) from None


def seal(text: str) -> str:
    """The text, encrypted with the first key."""
    return current_cipher().encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")


def unseal(token: str) -> str:
    """The text of a token made by `seal`; raises UnreadableSecret."""
    try:
        return current_cipher().decrypt(token).decode("utf-8", "surrogatepass")
    except InvalidToken:
        raise UnreadableSecret from None


def reseal(token: str) -> str:
    """The same text under the first key; raises UnreadableSecret."""
    try:
        return current_cipher().rotate(token).decode("ascii")
    except InvalidToken:
        raise UnreadableSecret from None
