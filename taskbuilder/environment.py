"""Typed readings of the environment that fail loudly and name the variable."""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def read_text(name: str, default: str | None = None) -> str:
    """The variable's text, or the default; without either the process does not start."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment.")
    return value


def read_flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no, in any of the usual words."""
    value = os.environ.get(name, str(default)).strip().lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to true or false.")


def read_list(name: str, default: str | None = None) -> list[str]:
    """The variable's comma-separated parts, blank ones left out; without a default it has to be set."""
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number.") from None


def read_database(name: str, default: str) -> dict[str, object]:
    """The database of an address, `postgresql://user:password@host:port/name` or `sqlite:///file`."""
    address = urlsplit(os.environ.get(name) or default)
    if address.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": address.path.removeprefix("/") or ":memory:",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": SQLITE_START,
            },
        }
    if address.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.removeprefix("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": address.hostname or "",
            "PORT": address.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(address.query)),
        }
    raise ImproperlyConfigured(
        f"{name} begins with {address.scheme!r}. Begin it with sqlite:/// or postgresql://"
    )


def make_embedded_keys(home: Path) -> dict[str, str]:
    """The keys of an installation that keeps everything in one folder, made there at its first start."""
    file = home / "keys.json"
    try:
        if file.exists():
            return dict(json.loads(file.read_text()))
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys = {"secret_key": secrets.token_urlsafe(48), "encryption_key": Fernet.generate_key().decode()}
        # Written beside and linked into place: of several processes that start at once, one wins whole.
        draft = home / f"keys.{os.getpid()}.json"
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(keys))
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return dict(json.loads(file.read_text()))
    except OSError as error:
        raise ImproperlyConfigured(
            f"{home} cannot be written ({error.strerror}). Set TASKBUILDER_HOME."
        ) from error
