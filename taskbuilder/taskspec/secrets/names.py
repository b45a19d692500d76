"""Which names say that their value is secret (rules.md, "Secrets")."""

import re
from functools import lru_cache

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_WORDS = frozenset(
    {
        *("password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "token", "key", "credential"),
        *("credentials", "sig", "signature", "sign", "auth", "authorization", "pin", "cookie", "sas"),
        "streamid",
    }
)
_PLURALS = frozenset({"passwords", "secrets", "tokens", "keys", "cookies", "signatures"})
_SECRET_ENDS = (
    *("password", "passwd", "passphrase", "pwd", "secret", "token", "credential", "credentials"),
    *("signature", "apikey", "authkey", "accesskey", "secretkey", "privatekey", "streamkey", "loginpas"),
    *("passwords", "secrets", "tokens"),
)
"""Of words that several make up without a mark between them: dbpassword, apikey. Not monkey, nor keyframe."""
_USER_WORDS = frozenset({"user", "usr", "username", "loginuse"})
_KEYS = ("key", "keys")
_MOST = 200
"""Characters of a name, from its end, that are read."""


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a name says that its value is secret, by its last word: api_key, hwSecret, db-password."""
    last = _last_word(name)
    return last in _SECRET_WORDS or last in _PLURALS or last.endswith(_SECRET_ENDS)


@lru_cache(maxsize=4096)
def is_user_name(name: str) -> bool:
    """Whether a name says that its value is a user, which is secret beside a secret."""
    return _last_word(name) in _USER_WORDS


def is_key_name(name: str) -> bool:
    """Whether a name ends in `key`: a number or boolean under it opens nothing."""
    return _last_word(name).endswith(_KEYS)


def _last_word(name: str) -> str:
    words = _WORD.findall(name[-_MOST:])
    return words[-1].lower() if words else ""
