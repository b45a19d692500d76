"""The admin itself: how it is called, and what becomes of addresses that it cannot make sense of."""

from typing import Protocol, TypeVar, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ODD = (OverflowError, ValueError, DataError, IntegrityError, FieldDoesNotExist)
NAMES = {
    "auth": _("People"),
    "AccessAttempt": _("Wrong passwords"),
    "AccessLog": _("Sign-ins"),
}
"""Applications by label, and models by name."""


class AdminView(Protocol):
    def __call__(self, request: HttpRequest, /, *args: object, **options: object) -> HttpResponseBase: ...


View = TypeVar("View", bound=AdminView)


class Site(admin.AdminSite):
    site_header = format_lazy(_("Task Builder administration (times in {zone})"), zone=settings.TIME_ZONE)
    site_title = _("Task Builder")
    index_title = _("Projects, people, and what was created")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, object]]:
        """In plain words for what other applications call in their own."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["name"] = NAMES.get(app["app_label"], app["name"])
            for model in app["models"]:
                model["name"] = NAMES.get(model["object_name"], model["name"])
        return found

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        return super().admin_view(refuse_odd(view), cacheable)


def refuse_odd(view: View) -> View:
    """What no page of the admin asks for is refused, and a list with such filters shown without them.

    Django takes care of some of it only: not of numbers and dates beyond all bounds, of what is no id where
    it draws a choice again, or of forms whose counts were changed on their way.
    """

    def show(request: HttpRequest, *args: object, **options: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **options)
            return response.render() if isinstance(response, TemplateResponse) else response
        except ODD as error:
            is_list = str(request.resolver_match and request.resolver_match.url_name).endswith("_changelist")
            if request.method != "GET" or not is_list or not request.GET:
                raise BadRequest("The admin cannot make sense of this.") from error
            messages.warning(request, gettext("These filters cannot be used, so all is shown."))
            return redirect(request.path)

    return cast(View, show)
