"""The contact sheet: a region template over the pictures of many sources, a page at a time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext_lazy

from taskbuilder.records.inventory.listing import Choices, list_choices, read_page, select_entries
from taskbuilder.records.models import RegionTemplate, Role, Source
from taskbuilder.records.regions.sources import count_current, place_regions, select_open
from taskbuilder.taskspec.regions.scaling import Shift
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import FilterField
from taskbuilder.web.inventory.filter_form import EntryFilter
from taskbuilder.web.inventory.lookup import SOURCES, list_tabs
from taskbuilder.web.inventory.views import link_pages
from taskbuilder.web.regions.lookup import find
from taskbuilder.web.regions.shifts import read_shifts
from taskbuilder.web.regions.tiles import Tile, describe_moving, list_ways, write_progress
from taskbuilder.web.task_actions.selection import read_ids

ON_A_SHEET = 24
MOST_PICKED = 50
"""Sources that an address names one by one."""
PICKED = "picked"


class SheetFilter(EntryFilter):
    """What the sheet is narrowed by: as the list of sources, and by what is left to do."""

    open = FilterField(label=gettext_lazy("Region"), required=False)

    def __init__(self, data: QueryDict, choices: Choices) -> None:
        super().__init__(data, SOURCES, choices)
        field = self.fields["open"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Any")), ("yes", gettext_lazy("Not accepted yet"))]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What an address asks for: which sources, from which place on, and how far regions are moved."""

    request: ProjectRequest
    template: RegionTemplate
    query: QueryDict
    shifts: Mapping[UUID, Shift]

    @cached_property
    def form(self) -> SheetFilter:
        return SheetFilter(self.query, list_choices(Source, project=self.request.project))

    @property
    def picked(self) -> list[UUID]:
        return read_ids(self.query.getlist(PICKED)[:MOST_PICKED])

    @cached_property
    def sources(self) -> QuerySet[Source]:
        """All that the sheet is about, whatever is left to do."""
        rows = select_entries(Source, project=self.request.project, narrowing=self.form.narrowing)
        return rows.filter(pk__in=self.picked) if self.picked else rows

    @property
    def progress(self) -> tuple[int, int]:
        """How many are accepted, and how many there are."""
        return count_current(self.template, self.sources), self.sources.count()

    @property
    def action(self) -> str:
        """Where the buttons of the page are sent."""
        address = resolve_url("region-place", slug=self.request.project.slug, template_id=self.template.pk)
        return f"{address}?{urlencode(self.place)}".rstrip("?")

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What the sheet is narrowed by, as its address says it."""
        return [*self.form.chosen.items(), *((PICKED, str(key)) for key in self.picked)]

    @property
    def place(self) -> list[tuple[str, str]]:
        """Also which page of it is open."""
        names = ("after", "before")
        return [*self.chosen, *((name, text) for name in names if (text := self.query.get(name)))]

    def make_tiles(self, sources: Sequence[Source]) -> list[Tile]:
        placed = place_regions(self.template, sources, self.shifts)
        return [Tile(each, self.request.project.slug) for each in placed]


@member_required(Role.VIEWER)
def show_sheet(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """A page of the sheet, narrowed and moved as the address says."""
    template = find(request, template_id)
    sheet = Sheet(request=request, template=template, query=request.GET, shifts=read_shifts(request.GET))
    rows = select_open(template, sheet.sources) if sheet.form.cleaned_data["open"] else sheet.sources
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = read_page(rows, after=after, before=before, limit=ON_A_SHEET)
    done, total = sheet.progress
    context = {
        "template": template,
        "form": sheet.form,
        "picked": sheet.picked,
        "tiles": sheet.make_tiles(page.rows),
        "moving": json.dumps(describe_moving(), ensure_ascii=False),
        "ways": list_ways(),
        "done": done,
        "total": total,
        "progress": write_progress(done, total),
        "action": sheet.action,
        "tabs": list_tabs(request, None),
        **link_sheet(link_pages(page, {}), sheet.chosen),
    }
    return render(request, "regions/sheet.html", context)


def link_sheet(links: Mapping[str, str], chosen: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The neighbouring pages, narrowed as this one is."""
    query = urlencode(chosen)
    return {name: f"{href}&{query}" if href and query else href for name, href in links.items()}
