"""Looking at what was written, created and tried: nothing is changed here, and no secret shown."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.admin.generic import ModelAdmin, Row, TabularInline
from taskbuilder.records.models import (
    ApiToken,
    Attempt,
    Comment,
    CreatedTask,
    Decision,
    Delivery,
    Draft,
    Export,
    SavedFilter,
    Submission,
    Template,
    TemplateVersion,
    Webhook,
)
from taskbuilder.records.submissions.listing import PAYLOADS

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

    def view_on_site(self, obj: Submission) -> str:
        return reverse("submission", args=[obj.project.slug, obj.pk])

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


@admin.register(Comment)
class CommentAdmin(HistoryAdmin[Comment]):
    list_display = ("submission", "kind", "by", "at", "text")
    list_filter = ("kind", "at")
    list_select_related = ("submission", "by")
    search_fields = ("submission__name", "text")
    ordering = ("-at", "-id")
    fields = ("submission", "kind", ("by", "at"), "pointer", "text")


@admin.register(SavedFilter)
class SavedFilterAdmin(ReadOnly, ModelAdmin[SavedFilter]):
    """Saved, shared and deleted on the history's own page."""

    list_display = ("name", "project", "person", "is_shared")
    list_filter = ("is_shared", "project")
    list_select_related = ("project", "person")
    search_fields = ("name", "person__username")
    fields = ("name", ("project", "person"), "is_shared", "drawn_query")

    drawn_query = draw_json("query", _("filters"))


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


@admin.register(Template)
class TemplateAdmin(ReadOnly, ModelAdmin[Template]):
    """Without what its versions hold: the project's own pages show that."""

    list_display = ("name", "project", "service", "version", "use_count", "used_at", "changed_at")
    list_filter = ("project", "changed_at")
    list_select_related = ("project", "service")
    search_fields = ("name", "description")
    ordering = ("-changed_at",)
    fields = (
        "id",
        ("name", "project"),
        "description",
        ("service", "version"),
        ("use_count", "used_at"),
        "changed_at",
    )


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnly, ModelAdmin[TemplateVersion]):
    """Without the answers, which hold secrets."""

    list_display = ("template", "number", "service_name", "by", "at")
    list_filter = ("at",)
    list_select_related = ("template", "by")
    search_fields = ("template__name", "by__username")
    ordering = ("-at", "-id")
    fields = (("template", "number"), ("service", "service_name"), ("by", "at"), "drawn_asked")

    drawn_asked = draw_json("asked", _("asked each time"))


@admin.register(Export)
class ExportAdmin(ReadOnly, ModelAdmin[Export]):
    """Without the file, which is that person's alone."""

    list_display = ("__str__", "person", "state", "rows_done", "rows_total", "created_at", "expires_at")
    list_filter = ("state", "format", "created_at")
    list_select_related = ("person",)
    search_fields = ("person__username",)
    ordering = ("-created_at",)
    fields = (
        "id",
        "person",
        ("format", "language", "time_zone"),
        "about",
        ("state", "failure"),
        ("rows_done", "rows_total", "size"),
        ("run", "tries"),
        ("created_at", "changed_at", "expires_at", "due_at"),
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


@admin.register(Webhook)
class WebhookAdmin(ReadOnly, ModelAdmin[Webhook]):
    """Set up on the project's own page; its secret is shown nowhere."""

    list_display = ("project", "url", "failures", "paused_until")
    list_select_related = ("project",)
    search_fields = ("project__name", "url")
    fields = ("project", "url", "drawn_kinds", "minutes", ("failures", "paused_until"))

    drawn_kinds = draw_json("kinds", _("events"))


@admin.register(Delivery)
class DeliveryAdmin(HistoryAdmin[Delivery]):
    list_display = ("webhook", "kind", "state", "created_at", "attempt_count", "status", "message")
    list_filter = ("state", "created_at")
    list_select_related = ("webhook__project",)
    ordering = ("-created_at", "-id")
    fields = (
        "webhook",
        ("kind", "state"),
        ("created_at", "due_at"),
        ("attempt_count", "status", "message"),
        "drawn_body",
    )

    drawn_body = draw_json("body", _("body"))
