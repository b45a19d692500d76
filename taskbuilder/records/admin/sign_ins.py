"""Who signed in, and who is locked out after wrong passwords: axes records that, in words of its own."""

from datetime import datetime

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from taskbuilder.records.admin.generic import ModelAdmin
from taskbuilder.records.admin.history import ReadOnly


class SignInsAdmin(ReadOnly, ModelAdmin[models.Model]):
    """What axes records, newest first."""

    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)


@admin.register(AccessAttempt)
class WrongPasswordAdmin(SignInsAdmin):
    """Each row counts the wrong passwords of one user name from one address and browser."""

    fields = list_display = ("username", "ip_address", "failures", "at", "user_agent")
    actions = ("delete_selected",)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return request.user.has_perm("axes.delete_accessattempt")

    @admin.display(description=_("wrong passwords"), ordering="failures_since_start")
    def failures(self, attempt: AccessAttempt) -> int:
        return int(attempt.failures_since_start)

    @admin.display(description=_("last attempt"), ordering="attempt_time")
    def at(self, attempt: AccessAttempt) -> datetime:
        at: datetime = attempt.attempt_time
        return at

    @admin.action(
        description=_("Clear these wrong passwords, so that they can try again"), permissions=["delete"]
    )
    def delete_selected(self, request: HttpRequest, attempts: "models.QuerySet[AccessAttempt]") -> None:
        """In place of Django's own action of this name, which asks first."""
        count = attempts.count()
        attempts.delete()
        message = ngettext(
            "Cleared: %(counter)s user name can try again from there.",
            "Cleared: %(counter)s user names can try again from there.",
            count,
        )
        self.message_user(request, message % {"counter": count}, messages.SUCCESS)


@admin.register(AccessLog)
class SignInAdmin(SignInsAdmin):
    fields = list_display = ("username", "ip_address", "at", "until", "user_agent")

    @admin.display(description=_("signed in"), ordering="attempt_time")
    def at(self, log: AccessLog) -> datetime:
        at: datetime = log.attempt_time
        return at

    @admin.display(description=_("signed out"), ordering="logout_time")
    def until(self, log: AccessLog) -> datetime | None:
        until: datetime | None = log.logout_time
        return until
