"""What was typed into the form of an entry and is not saved yet: sealed in the session, secrets and all.

A page never shows a secret again, so that a form that is drawn once more has to find it here.
"""

import json
from secrets import token_hex

from django.http import HttpRequest

from taskbuilder.forms.fields import Value
from taskbuilder.records.encryption import UnreadableSecret, seal, unseal
from taskbuilder.taskspec.json_value import write_line

KEY = "inventory-form"


def new_token() -> str:
    return token_hex(8)


def keep_typed(request: HttpRequest, token: str, value: Value) -> None:
    """In place of what another form of this session had."""
    request.session[KEY] = {"token": token, "path": request.path, "value": seal(write_line(value))}


def find_typed(request: HttpRequest, token: str | None) -> Value:
    """None where this form has nothing there."""
    kept = request.session.get(KEY)
    if not kept or (kept["token"], kept["path"]) != (token, request.path):
        return None
    try:
        value: Value = json.loads(unseal(kept["value"]))
    except UnreadableSecret:
        return None
    return value


def forget_typed(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
