"""Django's admin: projects, services and members are kept here, all else is only looked at."""

from django.conf import settings
from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.admin import history, projects

admin.site.site_header = format_lazy(
    _("Task Builder administration (times in {zone})"), zone=settings.TIME_ZONE
)
admin.site.site_title = _("Task Builder")
admin.site.index_title = _("Projects, people, and what was created")

__all__ = ["history", "projects"]
