"""Sources and sinks of projects, without their secrets: the projects' own pages change them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.admin.generic import ModelAdmin, Row
from taskbuilder.records.admin.history import ReadOnly, draw_json
from taskbuilder.records.models import RegionTemplate, Sink, Source


class EntryAdmin(ReadOnly, ModelAdmin[Row]):
    list_display = ("name", "project", "kind", "address", "site", "changed_at")
    list_filter = ("project", "kind")
    list_select_related = ("project",)
    search_fields = ("name", "address", "site")
    ordering = ("project", "name")
    fields = (
        "id",
        ("name", "project"),
        ("kind", "address"),
        "drawn_request",
        ("site", "tag_text"),
        "notes",
        ("by", "created_at", "changed_at"),
    )

    drawn_request = draw_json("request", _("request"))


@admin.register(Source)
class SourceAdmin(EntryAdmin[Source]):
    """Without what its former addresses were, of which only digests are kept."""


@admin.register(Sink)
class SinkAdmin(EntryAdmin[Sink]):
    """As sources are."""


@admin.register(RegionTemplate)
class RegionTemplateAdmin(ReadOnly, ModelAdmin[RegionTemplate]):
    list_display = ("name", "project", "width", "height", "changed_at")
    list_filter = ("project",)
    list_select_related = ("project",)
    search_fields = ("name",)
    ordering = ("project", "name")
    fields = (
        "id",
        ("name", "project"),
        ("width", "height"),
        "text",
        "drawing",
        ("by", "created_at", "changed_at"),
    )
