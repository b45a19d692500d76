"""Looking at what was written, created and tried: nothing is changed here, and no secret shown."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.admin.generic import ModelAdmin, Row, TabularInline
from taskbuilder.records.models import ApiToken, Attempt, CreatedTask, Decision, Draft, Submission
from taskbuilder.records.submissions.queries import PAYLOADS

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def draw_json(column: str, title: "StrPromise") -> Callable[[object, models.Model], SafeString]:
    """A field of the page: a column's JSON as people read it."""

    @admin.display(description=title)
    def draw(_page: object, row: models.Model) -> SafeString:
        text = json.dumps(getattr(row, column), indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", text)

    return draw


class ReadOnly:
    """For rows that only the application itself writes."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class HistoryAdmin(ReadOnly, ModelAdmin[Row]):
    """Rows by the million, which are not counted where they are searched; the newest first."""

    show_full_result_count = False
    ordering: ClassVar[tuple[str, ...]] = ("-id",)


class AttemptInline(ReadOnly, TabularInline[Attempt, Submission]):
    model = Attempt
    fields = (
        "number",
        "started_at",
        "ended_at",
        "result",
        "http_status",
        "code",
        "message",
        "request_id",
        "worker",
    )
    extra = 0


class CreatedTaskInline(ReadOnly, TabularInline[CreatedTask, Submission]):
    model = CreatedTask
    fields = ("position", "task_id")
    extra = 0


class LightList(ChangeList):
    """A list that leaves the large columns in the database."""

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: list[str | None] | None = None
    ) -> models.QuerySet[Submission]:
        return super().get_queryset(request, exclude_parameters).defer(*PAYLOADS)


@admin.register(Submission)
class SubmissionAdmin(HistoryAdmin[Submission]):
    list_display = (
        "name",
        "project",
        "service",
        "state",
        "created_by",
        "created_at",
        "attempt_count",
        "settled_at",
    )
    list_filter = ("state", "project", "service__platform", "created_at")
    list_select_related = ("project", "service", "created_by")
    search_fields = ("name", "tasks__task_id", "created_by__username")
    ordering = ("-created_at", "-id")
    inlines = (CreatedTaskInline, AttemptInline)
    fields = (
        "id",
        "name",
        "description",
        ("project", "service"),
        ("created_by", "created_at"),
        "state",
        "explanation",
        ("due_at", "lease_until", "leased_by"),
        "settled_at",
        "drawn_request",
        "drawn_confirmations",
        "drawn_outcome",
    )

    def get_changelist(self, request: HttpRequest, **options: object) -> type[ChangeList]:
        return LightList

    drawn_request = draw_json("request", _("request"))
    drawn_confirmations = draw_json("confirmations", _("confirmations"))
    drawn_outcome = draw_json("outcome", _("outcome"))


@admin.register(Attempt)
class AttemptAdmin(HistoryAdmin[Attempt]):
    list_display = (
        "submission",
        "number",
        "result",
        "http_status",
        "code",
        "started_at",
        "ended_at",
        "worker",
    )
    list_filter = ("result", "started_at")
    list_select_related = ("submission",)
    search_fields = ("submission__name", "code", "request_id")


@admin.register(CreatedTask)
class CreatedTaskAdmin(HistoryAdmin[CreatedTask]):
    list_display = ("task_id", "submission", "position")
    list_select_related = ("submission",)
    search_fields = ("task_id", "submission__name")


@admin.register(Decision)
class DecisionAdmin(HistoryAdmin[Decision]):
    list_display = ("submission", "verdict", "by", "at", "note")
    list_filter = ("verdict", "at")
    list_select_related = ("submission", "by")
    search_fields = ("submission__name", "note")
    ordering = ("-at", "-id")
    fields = (
        "submission",
        "verdict",
        ("by", "at"),
        "attempt_count",
        "note",
        "drawn_matches",
        "drawn_ids",
    )

    drawn_matches = draw_json("matches", _("matches"))
    drawn_ids = draw_json("task_ids", _("task ids"))


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly, ModelAdmin[ApiToken]):
    """Made and revoked on the project's own page."""

    list_display = (
        "label",
        "hint",
        "project",
        "person",
        "created_at",
        "last_used_at",
        "ends_at",
        "revoked_at",
    )
    list_filter = ("project", "created_at")
    list_select_related = ("project", "person")
    search_fields = ("label", "hint", "person__username")
    ordering = ("-created_at",)
    fields = (
        ("label", "hint"),
        ("project", "person"),
        "created_at",
        ("last_used_at", "ends_at", "revoked_at"),
    )


@admin.register(Draft)
class DraftAdmin(ReadOnly, ModelAdmin[Draft]):
    """Without the answers, which are their owner's alone."""

    list_display = ("__str__", "project", "service", "owner", "revision", "updated_at")
    list_filter = ("project", "updated_at")
    list_select_related = ("project", "service", "owner")
    search_fields = ("title", "owner__username")
    ordering = ("-updated_at",)
    fields = ("id", "title", ("project", "service"), "owner", "revision", ("created_at", "updated_at"))
