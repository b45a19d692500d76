"""Writes every secret again under the first key, so that the later keys can be dropped."""

import sys

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models, transaction

from taskbuilder.records.encryption import UnreadableSecret, reseal
from taskbuilder.records.fields import Sealed, SealedField


class Command(BaseCommand):
    help = "Encrypt every stored secret again with the first of TASKBUILDER_ENCRYPTION_KEYS."

    def handle(self, *args: object, verbosity: int, **options: object) -> None:
        unread = [
            complaint
            for model in apps.get_app_config("records").get_models()
            for field in model._meta.get_fields()
            if isinstance(field, SealedField)
            for complaint in rotate_column(model, field.attname)
        ]
        for complaint in unread:
            self.stderr.write(complaint)
        if unread:
            sys.exit(1)
        if verbosity:
            self.stdout.write("Every secret is encrypted with the first key. The other keys can be dropped.")


def rotate_column(model: type[models.Model], column: str) -> list[str]:
    """Re-encrypts one column, row by row under a lock, and tells of the rows that no key can read."""
    unread = []
    for pk in model._default_manager.values_list("pk", flat=True).iterator():
        try:
            rotate_secret(model, column, pk)
        except UnreadableSecret:
            unread.append(f"{model._meta.verbose_name} {pk}: {column} cannot be read with these keys")
    return unread


@transaction.atomic
def rotate_secret(model: type[models.Model], column: str, pk: object) -> None:
    rows = model._default_manager.filter(pk=pk)
    held = rows.select_for_update().values_list(column, flat=True).first()
    if isinstance(held, Sealed):
        rows.update(**{column: Sealed(reseal(held.token))})
