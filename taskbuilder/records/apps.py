"""The records room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "taskbuilder.records"
    verbose_name = _("Task Builder")

    def ready(self) -> None:
        from taskbuilder.records import checks  # noqa: F401 - registers the system checks
