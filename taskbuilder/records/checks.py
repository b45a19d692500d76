"""System checks that stop a start with keys that could not encrypt."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from taskbuilder.records.keys import current_cipher


@register()
def check_encryption_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every key of TASKBUILDER_ENCRYPTION_KEYS is a Fernet key, and there is at least one."""
    try:
        current_cipher()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="records.E001")]
    return []
