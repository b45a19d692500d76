"""What became of created tasks, when it was read, and stated capacities: nothing is changed here."""

from typing import ClassVar

from django.contrib import admin

from taskbuilder.records.admin.generic import ModelAdmin, TabularInline
from taskbuilder.records.admin.history import HistoryAdmin, ReadOnly
from taskbuilder.records.models import Capacity, CloudTask, TaskChange, TaskReading


class TaskChangeInline(ReadOnly, TabularInline[TaskChange, CloudTask]):
    model = TaskChange
    fields = ("before", "after", "seen_at")
    ordering = ("seen_at", "pk")
    extra = 0


@admin.register(CloudTask)
class CloudTaskAdmin(HistoryAdmin[CloudTask]):
    list_display = ("created", "service", "state", "missing_since", "read_at")
    list_select_related = ("created", "service")
    search_fields = ("created__task_id", "state")
    ordering: ClassVar[tuple[str, ...]] = ("-created_id",)
    inlines = (TaskChangeInline,)


@admin.register(TaskReading)
class TaskReadingAdmin(ReadOnly, ModelAdmin[TaskReading]):
    list_display = ("service", "read_at", "due_at", "failures", "problem")
    list_select_related = ("service",)
    search_fields = ("service__name", "problem")
    ordering = ("due_at", "pk")


@admin.register(Capacity)
class CapacityAdmin(ReadOnly, ModelAdmin[Capacity]):
    list_display = ("project", "service", "node", "cpu", "memory")
    list_select_related = ("project", "service")
    search_fields = ("service__name", "node")
    ordering = ("project", "node", "pk")
