"""Secrets that were typed are never drawn again: MASK stands for them, and posting MASK keeps them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.reading import UnreadableJson, read_json
from taskbuilder.taskspec.report import Path
from taskbuilder.taskspec.secrets import MASK, is_secret_name, join_secrets, mask_url, split_secrets
from taskbuilder.web.wizard.texts import write_json

USER_INFO = re.compile(r"(?<=://)[^\s/?#]*(?=@)")
# Names with values in a text that is no JSON yet: quotes may be of the wrong sort, or missing.
LOOSE_PAIR = re.compile(
    r"""(?P<name>[\w$.\-]+)(?P<between>["']?\s*[:=]\s*)(?P<value>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[^\s,\[\]{}"']+)"""
)


def unmask_url(text: str, saved: str) -> str:
    """The text with each masked user and password put back from the text that was saved, in their order."""
    if MASK not in text:
        return text
    known = iter(USER_INFO.findall(saved))
    return USER_INFO.sub(lambda found: next(known, MASK) if found[0] == MASK else found[0], text)


def mask_config(text: str) -> str:
    """A config as it is drawn: as typed where it holds no secret, else with MASK in each secret's place."""
    value = _read(text)
    if value is None:
        return _mask_loosely(text)
    shown, secrets = split_secrets({"config": value})
    return write_json(shown["config"]) if secrets else text


def unmask_config(text: str, saved: str) -> str:
    """A posted config with each MASK in it replaced by the secret that was saved at the same place."""
    if MASK not in text:
        return text
    value, before = _read(text), _read(saved)
    if value is None or before is None:
        return _unmask_loosely(text, saved)
    _shown, secrets = split_secrets({"config": before})
    kept = {where: secret for where, secret in secrets.items() if _is_masked({"config": value}, where)}
    return write_json(join_secrets({"config": value}, kept)["config"]) if kept else text


def find_masks(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of every text in which a MASK still stands for a secret that nobody has."""
    if isinstance(value, str) and MASK in value:
        yield path
    elif isinstance(value, dict):
        for name, below in value.items():
            yield from find_masks(below, (*path, name))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from find_masks(below, (*path, position))


def _read(text: str) -> Any:
    try:
        return read_json(text)
    except UnreadableJson:
        return None


def _is_masked(request: Any, where: str) -> bool:
    try:
        value = pointer.get(request, where)
    except LookupError:
        return False
    return isinstance(value, str) and MASK in value


def _mask_loosely(text: str) -> str:
    def mask(found: re.Match[str]) -> str:
        if not is_secret_name(found["name"]):
            return found[0]
        quote = found["value"][0] if found["value"][0] in "\"'" else ""
        return f"{found['name']}{found['between']}{quote}{MASK}{quote}"

    return mask_url(LOOSE_PAIR.sub(mask, text))


def _unmask_loosely(text: str, saved: str) -> str:
    known: defaultdict[str, list[str]] = defaultdict(list)
    for found in LOOSE_PAIR.finditer(saved):
        if is_secret_name(found["name"]):
            known[found["name"]].append(found["value"])

    def unmask(found: re.Match[str]) -> str:
        values = known.get(found["name"])
        value = values.pop(0) if values else found["value"]
        return f"{found['name']}{found['between']}{value if MASK in found['value'] else found['value']}"

    return unmask_url(LOOSE_PAIR.sub(unmask, text), saved)
