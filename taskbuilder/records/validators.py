"""What an administrator may enter, with messages that say how to fix it."""

import json
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from taskbuilder.taskspec.config import find_fault
from taskbuilder.taskspec.problem import fill

SCHEMA_BYTES = 64 * 1024


def check_time_zone(value: str) -> None:
    """A name that the time zone database knows."""
    if value not in available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a known time zone. Enter a name such as Asia/Shanghai or UTC."),
            params={"value": value},
        )


def check_config_schema(schema: object) -> None:
    """At most 64 kB, and one that configs can be judged by (see taskspec.config.schemas)."""
    if len(json.dumps(schema)) > SCHEMA_BYTES:
        raise ValidationError(_("This schema is larger than 64 kB. Shorten it."))
    if (fault := find_fault(schema)) is not None:
        raise ValidationError(fill(fault.template, fault.params, _))
