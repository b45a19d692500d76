"""Who signed in, and who is locked out after wrong passwords: axes keeps that, in words of its own."""

from typing import TYPE_CHECKING, Any

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from taskbuilder.records.admin.generic import ModelAdmin
from taskbuilder.records.admin.history import ReadOnly

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class SignInsAdmin(ReadOnly, ModelAdmin):
    """What axes keeps, newest first, its list under a title of ours."""

    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    title: "StrPromise"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": self.title, **(extra_context or {})})


@admin.register(AccessAttempt)
class WrongPasswordAdmin(SignInsAdmin):
    """Each row counts the wrong passwords of one user name from one address and browser."""

    title = _("Wrong passwords, by user name and address")
    fields = list_display = ("username", "ip_address", "failures", "at", "user_agent")
    actions = ("let_in",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("axes.delete_accessattempt")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own way of deleting, which does the same as ours."""
        return {name: action for name, action in super().get_actions(request).items() if name == "let_in"}

    @admin.display(description=_("wrong passwords"), ordering="failures_since_start")
    def failures(self, attempt: Any) -> int:
        return int(attempt.failures_since_start)

    @admin.display(description=_("last at"), ordering="attempt_time")
    def at(self, attempt: Any) -> Any:
        return attempt.attempt_time

    @admin.action(
        description=_("Forget these wrong passwords, so that they may try again"), permissions=["delete"]
    )
    def let_in(self, request: HttpRequest, attempts: "models.QuerySet[Any]") -> None:
        count = attempts.count()
        attempts.delete()
        message = ngettext(
            "Forgotten: %(counter)s user name may try again from there.",
            "Forgotten: %(counter)s user names may try again from there.",
            count,
        )
        self.message_user(request, message % {"counter": count}, messages.SUCCESS)


@admin.register(AccessLog)
class SignInAdmin(SignInsAdmin):
    title = _("Sign-ins")
    fields = list_display = ("username", "ip_address", "at", "until", "user_agent")

    @admin.display(description=_("signed in"), ordering="attempt_time")
    def at(self, log: Any) -> Any:
        return log.attempt_time

    @admin.display(description=_("signed out"), ordering="logout_time")
    def until(self, log: Any) -> Any:
        return log.logout_time
