"""What a program prefers (RFC 7240): how long it waits, and how strictly it wants to be judged."""

import re
from dataclasses import dataclass

DEFAULT_WAIT = 30
LONGEST_WAIT = 60
_PREFERENCE = re.compile(r'\s*([\w-]+)\s*(?:=\s*"?([^",;]*)"?\s*)?(?:;[^,]*)?')


@dataclass(frozen=True)
class Preferences:
    """`wait_seconds`: how long the answer may wait for the cloud; `is_strict`: also refuse what is asked."""

    wait_seconds: int = DEFAULT_WAIT
    is_strict: bool = False
    applied: str = ""
    """For the header Preference-Applied: what could be granted; empty where nothing was preferred."""


def read_preferences(header: str) -> Preferences:
    """The preferences of a `Prefer` header; what is unknown or makes no sense is passed over (RFC 7240)."""
    stated: dict[str, str] = {}
    for part in header.split(","):
        found = _PREFERENCE.fullmatch(part)
        if found:
            stated.setdefault(found[1].lower(), (found[2] or "").strip().lower())
    wait = stated.get("wait", "")
    is_number = wait.isascii() and wait.isdigit()
    # Of an endless number a few digits do, those in front that count for nothing left out.
    seconds = min(int(wait.lstrip("0")[:6] or 0), LONGEST_WAIT) if is_number else DEFAULT_WAIT
    is_strict = stated.get("handling") == "strict"
    granted = [f"wait={seconds}"] * is_number + ["handling=strict"] * is_strict
    return Preferences(wait_seconds=seconds, is_strict=is_strict, applied=", ".join(granted))
