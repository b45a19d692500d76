"""System checks of encryption keys, and of accounts that still have a public password."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.contrib.auth.hashers import check_password
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.db.models import Q

from taskbuilder.records.encryption import current_cipher


@register()
def check_encryption_keys(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Every key of TASKBUILDER_ENCRYPTION_KEYS is a Fernet key, and there is at least one."""
    try:
        current_cipher()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="records.E001")]
    return []


@register(Tags.security, deploy=True)
def check_demo_passwords(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """No account has a password of the demo, which is public. Says nothing without a database or its tables.

    A password takes a large part of a second to compare, so not every account is tried: only those with a
    user name of the demo, and the active staff and superusers.
    """
    # Models, which are not there yet when the checks are registered.
    from django.contrib.auth.models import User

    from taskbuilder.records.samples import SIGN_INS

    names = [sign_in.username for sign_in in SIGN_INS]
    tried = Q(username__in=names) | Q(is_active=True) & (Q(is_staff=True) | Q(is_superuser=True))
    accounts = User.objects.filter(tried).order_by("username").values_list("username", "password")
    try:
        found = [
            username
            for username, stored in accounts
            if any(check_password(sign_in.password, stored) for sign_in in SIGN_INS)
        ]
    except DatabaseError:
        return []
    if not found:
        return []
    message = f"These accounts have a public password of the demo: {', '.join(found)}."
    hint = "Change each with “manage.py changepassword NAME”, or delete the account."
    return [Error(message, hint=hint, id="records.E002")]
