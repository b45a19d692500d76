"""What people asked of tasks in the cloud, and how it went: nothing is changed here."""

from typing import ClassVar

from django.contrib import admin

from taskbuilder.records.admin.generic import ModelAdmin, TabularInline
from taskbuilder.records.admin.history import HistoryAdmin, ReadOnly
from taskbuilder.records.models import ActionAttempt, ActionBatch, Replacement, TaskAction


class ActionAttemptInline(ReadOnly, TabularInline[ActionAttempt, TaskAction]):
    model = ActionAttempt
    fields = ("number", "is_check", "started_at", "ended_at", "result", "http_status", "code", "message")
    extra = 0


@admin.register(TaskAction)
class TaskActionAdmin(HistoryAdmin[TaskAction]):
    list_display = ("task_id", "kind", "state", "project", "batch", "attempt_count", "asked_at", "settled_at")
    list_filter = ("state", "kind", "asked_at")
    list_select_related = ("project", "batch__by")
    search_fields = ("task_id", "code")
    fields = (
        ("task_id", "kind"),
        ("project", "service"),
        "batch",
        ("state", "finding", "must_check"),
        ("asked_at", "changed_at", "settled_at"),
        ("due_at", "lease_until", "leased_by"),
        ("attempt_count", "code", "message"),
    )
    inlines = (ActionAttemptInline,)


@admin.register(ActionBatch)
class ActionBatchAdmin(ReadOnly, ModelAdmin[ActionBatch]):
    list_display = ("kind", "project", "by", "asked_at")
    list_filter = ("kind", "project", "asked_at")
    list_select_related = ("project", "by")
    search_fields = ("by__username",)
    ordering: ClassVar[tuple[str, ...]] = ("-asked_at",)
    fields = ("id", ("kind", "project"), ("by", "token"), "asked_at")


@admin.register(Replacement)
class ReplacementAdmin(ReadOnly, ModelAdmin[Replacement]):
    list_display = ("new", "old", "state", "by", "asked_at", "settled_at")
    list_filter = ("state", "asked_at")
    list_select_related = ("new", "old", "by")
    search_fields = ("new__name", "old__name")
    ordering: ClassVar[tuple[str, ...]] = ("-asked_at",)
    fields = (("new", "old"), ("state", "problem"), ("by", "asked_at"), ("due_at", "settled_at"), "deletion")
