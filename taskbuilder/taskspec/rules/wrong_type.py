"""A value of the wrong JSON type that would be right without quotes, or with them."""

import re
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from taskbuilder.taskspec.json_value import JsonValue, write_line
from taskbuilder.taskspec.marks import Secret, find_mark
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Fix, Path
from taskbuilder.taskspec.registry import derived

WITHOUT_QUOTES = _("“%(field)s” is text; write %(meant)s without quotes.")
WITH_QUOTES = _("“%(field)s” must be text, not %(given)s. Write it in quotes.")
HEADER_WITH_QUOTES = _("The value must be text, not %(given)s. Write it in quotes.")
_DROP_QUOTES, _ADD_QUOTES = _("Remove the quotes"), _("Add quotes")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")
_MOST = 10**16
_WORDS = {"true": True, "false": False}


def find_meant(info: FieldInfo, given: object, *, is_whole: bool) -> JsonValue:
    """What was meant: the value in the other type, where the field takes that; else None."""
    meant: JsonValue = None
    if isinstance(given, str):
        text = given.strip()
        if text.lower() in _WORDS:
            meant = _WORDS[text.lower()]
        elif _NUMBER.fullmatch(text):
            meant = float(text) if "." in text else int(text)
    elif isinstance(given, int | float) and abs(given) < _MOST:
        meant = write_line(given)
    return meant if meant is not None and _is_taken(info, meant, is_whole=is_whole) else None


def make_fix(info: FieldInfo, path: Path, meant: JsonValue) -> Fix:
    """Writes the value as it was meant."""
    patch = {"op": "replace", "path": pointer.join(path), "value": meant}
    template = _ADD_QUOTES if isinstance(meant, str) else _DROP_QUOTES
    return Fix(template=template, patch=(patch,), is_secret=find_mark(info, Secret) is not None)


def _is_taken(info: FieldInfo, value: JsonValue, *, is_whole: bool) -> bool:
    """Whether a member, or else a list or an object as which it comes, takes that value."""
    tries = [value] if is_whole else [[value], {"x": value}]
    return any(_fits(_adapter(info), each) for each in tries)


def _fits(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value, strict=True)
    except ValidationError:
        return False
    return True


@derived
def _adapter(info: FieldInfo) -> TypeAdapter[Any]:
    return TypeAdapter(info.rebuild_annotation())
