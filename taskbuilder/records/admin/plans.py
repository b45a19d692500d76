"""Plans and the runs that apply them, without the rows, which hold secrets: nothing is changed here."""

from typing import ClassVar

from django.contrib import admin

from taskbuilder.records.admin.generic import ModelAdmin
from taskbuilder.records.admin.history import ReadOnly
from taskbuilder.records.models import Plan, PlanRun


@admin.register(Plan)
class PlanAdmin(ReadOnly, ModelAdmin[Plan]):
    list_display = ("name", "project", "service", "revision", "judged_at", "by", "changed_at")
    list_filter = ("project", "changed_at")
    list_select_related = ("project", "service", "by")
    search_fields = ("name",)
    ordering: ClassVar[tuple[str, ...]] = ("-changed_at",)
    fields = (
        "id",
        ("name", "project"),
        ("service", "template", "template_name"),
        ("key_column", "name_pattern"),
        ("revision", "judged_revision", "judging"),
        ("judged_at", "judge_due_at", "judged_rows"),
        ("by", "created_at", "changed_at"),
    )


@admin.register(PlanRun)
class PlanRunAdmin(ReadOnly, ModelAdmin[PlanRun]):
    list_display = ("plan", "state", "cause", "total", "by", "asked_at", "finished_at")
    list_filter = ("state", "asked_at")
    list_select_related = ("plan", "by")
    search_fields = ("plan__name",)
    ordering: ClassVar[tuple[str, ...]] = ("-asked_at",)
    fields = (
        "id",
        "plan",
        ("state", "cause", "reason", "refusals"),
        ("revision", "judging", "total"),
        ("creates", "replaces", "restores", "deletes"),
        ("confirms", "is_canary"),
        ("undoes", "retries"),
        ("by", "asked_at", "finished_at"),
        ("due_at", "turn"),
    )
