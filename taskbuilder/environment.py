"""Typed readings of the environment that fail loudly and name the variable."""

import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from taskbuilder.cloud.allowed import AllowList, parse_allowed
from taskbuilder.proxies import Proxies, parse_proxies
from taskbuilder.yes_or_no import read_word

SQLITE_START = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
PREFIX = "TASKBUILDER_"
NOT_SETTINGS = re.compile(
    # The test suite's own, what scripts and the command that call the API hold, and what Kubernetes sets in
    # every container beside a service of this name.
    r"TASKBUILDER_(TEST_\w+|TOKEN|URL|PROJECT|SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_\w+)?)"
)
MIN_SECRET_KEY = 50
"""Characters, as Django's own check has it."""
MIN_UNLIKE_CHARACTERS = 5

known: set[str] = set()
"""Every variable that was read."""


def read_text(name: str, default: str | None = None) -> str:
    """The variable's text, or the default; without either the process does not start."""
    known.add(name)
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment.")
    return value


def read_flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no, in any of the usual words."""
    text = read_text(name, str(default))
    if (value := read_word(text)) is None:
        raise ImproperlyConfigured(f"{name} is {text!r}. Set it to true or false.")
    return value


def read_list(name: str, default: str | None = None) -> list[str]:
    """The variable's comma-separated parts, blank ones left out; without a default it has to be set."""
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_number(name: str, default: int) -> int:
    """The variable as a whole number."""
    value = read_text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number.") from None


def read_choice(name: str, default: str, choices: Iterable[str]) -> str:
    """The variable as one of these words."""
    value = read_text(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to {' or '.join(choices)}.")
    return value


def read_database(name: str, default: str) -> dict[str, object]:
    """The database of an address, `postgresql://user:password@host:port/name` or `sqlite:///file`."""
    address = urlsplit(read_text(name, default) or default)
    if address.scheme == "sqlite":
        return {
            "ENGINE": "taskbuilder.records.sqlite",
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


def read_hsts(name: str, default: str) -> tuple[int, bool, bool]:
    """Seconds, and whether the header says `includeSubDomains` and `preload`; written as the header is."""
    text = read_text(name, default)
    seconds, *words = (part.strip().lower() for part in text.split(";"))
    if not re.fullmatch("[0-9]{1,10}", seconds) or not {*words} <= {"includesubdomains", "preload"}:
        raise ImproperlyConfigured(
            f"{name} is {text!r}. Set it to a number of seconds, such as 31536000, or to 0 for none; "
            "“; includeSubDomains” and “; preload” may follow."
        )
    return int(seconds), "includesubdomains" in words, "preload" in words


def read_proxies(name: str) -> Proxies:
    """Whose forwarded headers are believed: nobody's, some addresses', or everybody's who connects."""
    text = read_text(name, "")
    if (found := parse_proxies(text)) is None:
        raise ImproperlyConfigured(
            f"{name} is {text!r}. Set it to true, to false, or to the proxy's addresses and networks, such "
            "as 127.0.0.1 or 10.1.0.0/24."
        )
    return found


def read_cloud_addresses(name: str, default: str) -> AllowList:
    """Which addresses of clouds and identity services may be used."""
    try:
        return parse_allowed(read_list(name, default))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} has {str(error)!r} in it. List public, addresses, networks and host names, such as "
            "10.0.0.0/8 or *.cloud.example.net; write http:// before those that may be used without https."
        ) from None


def read_mail(name: str) -> dict[str, object]:
    """Django's settings of a mail server: `smtps://`, `smtp+starttls://` or `smtp://user:password@host:port`."""
    text = read_text(name, "")
    ports = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if not text.strip():
        return {}
    try:
        address = urlsplit(text)
        usual_port, host = ports[address.scheme], address.hostname
        port = address.port or usual_port
        if not host:
            raise ValueError
    except (KeyError, ValueError):
        raise ImproperlyConfigured(
            f"{name} is not the address of a mail server. Set it to smtp+starttls://user:password@host:587, "
            "or begin it with smtps:// or smtp://"
        ) from None
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "EMAIL_USE_TLS": address.scheme == "smtp+starttls",
    }


def read_site_url(name: str, default: str) -> str:
    """The installation's own address, without a slash at its end."""
    text = (read_text(name, "") or default).rstrip("/")
    if not re.fullmatch(r"https?://[^/\s]+(/[^\s?#]*)?", text):
        raise ImproperlyConfigured(
            f"{name} is {text!r}. Set it to an address such as https://tasks.example.net."
        )
    return text


def refuse_unknown_names(environment: Mapping[str, str]) -> None:
    """Raises ImproperlyConfigured for names that begin like ours and were not read: a slip of the pen would
    otherwise start an installation that lacks the setting, without a word.
    """
    names = {name for name in environment if name.startswith(PREFIX)} - known
    unknown = sorted(name for name in names if not NOT_SETTINGS.fullmatch(name))
    if unknown:
        named = " ".join(f"{name} is not a setting.{suggest(name)}" for name in unknown)
        raise ImproperlyConfigured(f"{named} docs/operations.md lists every setting.")


def suggest(name: str) -> str:
    """Which setting may be meant."""
    nearest = get_close_matches(name, sorted(known), n=1, cutoff=0.0)
    return f" Did you mean {nearest[0]}?" if nearest else ""


def refuse_unsafe(*, debug: bool, demo: bool, hosts: list[str], secret_key: str) -> None:
    """Raises ImproperlyConfigured for what an installation with its own database must never be."""
    faults = list(find_unsafe(debug=debug, demo=demo, hosts=hosts, secret_key=secret_key))
    if faults:
        raise ImproperlyConfigured(f"With TASKBUILDER_DATABASE_URL set: {' '.join(faults)}")


def find_unsafe(*, debug: bool, demo: bool, hosts: list[str], secret_key: str) -> Iterator[str]:
    if debug:
        yield "TASKBUILDER_DEBUG shows the code's inside to everybody. Unset it."
    if demo:
        yield "TASKBUILDER_DEMO shows public passwords on the sign-in page. Unset it."
    if any(host in {"*", "."} for host in hosts):
        yield "TASKBUILDER_HOSTS allows every host. Name the hosts that people type."
    if len(secret_key) < MIN_SECRET_KEY or len(set(secret_key)) < MIN_UNLIKE_CHARACTERS:
        yield f"TASKBUILDER_SECRET_KEY is too easy to guess. Use at least {MIN_SECRET_KEY} random characters."


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
