"""What an administrator may enter, with messages that name the mend."""

import json
from collections.abc import Iterator
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema.validators import validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

SCHEMA_BYTES = 64 * 1024


def check_time_zone(value: str) -> None:
    """A name that the time zone database knows."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a known time zone. Enter a name such as Asia/Shanghai or UTC."),
            params={"value": value},
        )


def check_config_schema(schema: object) -> None:
    """An object, a valid JSON Schema, at most 64 kB, and whole in itself: no reference leads outside."""
    if not isinstance(schema, dict):
        raise ValidationError(_("A config schema is a JSON object. Begin it with { and end it with }."))
    if len(json.dumps(schema)) > SCHEMA_BYTES:
        raise ValidationError(_("This schema is larger than 64 kB. Shorten it."))
    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        place = "/".join(str(part) for part in error.absolute_path) or _("the top")
        raise ValidationError(
            _("This is no valid JSON Schema. Mend it at %(place)s: %(problem)s"),
            params={"place": place, "problem": error.message[:300]},
        ) from None
    check_references(schema)


def check_references(schema: dict[str, object]) -> None:
    """Each `$ref` names a part of this same schema, since nothing is ever fetched."""
    resolver = Registry().resolver_with_root(DRAFT202012.create_resource(schema))
    for reference in sorted(set(find_references(schema))):
        try:
            resolver.lookup(reference)
        except (Unresolvable, ValueError):
            raise ValidationError(
                _("The reference “%(reference)s” leads nowhere. Refer to a part of this schema: #/$defs/…"),
                params={"reference": reference},
            ) from None


def find_references(part: object) -> Iterator[str]:
    """Every `$ref` and `$dynamicRef` at any depth."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in {"$ref", "$dynamicRef"} and isinstance(value, str):
                yield value
            yield from find_references(value)
    elif isinstance(part, list):
        for value in part:
            yield from find_references(value)
