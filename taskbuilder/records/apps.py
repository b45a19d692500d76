"""The records room as a Django app."""

from axes.apps import AppConfig as AxesConfig
from django.apps import AppConfig
from django.contrib.admin import apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    default = True
    name = "taskbuilder.records"
    verbose_name = _("Task Builder")

    def ready(self) -> None:
        from taskbuilder.records import checks  # noqa: F401 - registers the system checks
        from taskbuilder.records.triggers import make_triggers_after_migration

        post_migrate.connect(make_triggers_after_migration, sender=self)


class SignInsConfig(AxesConfig):  # type: ignore[misc]  # axes has no types
    """What counts wrong passwords, called in plain words."""

    default = False
    verbose_name = _("Sign-in")


class SiteConfig(apps.AdminConfig):
    """Django's admin with a site of our own."""

    default = False
    default_site = "taskbuilder.records.admin_site.Site"
