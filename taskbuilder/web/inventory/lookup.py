"""The two lists of the inventory, and finding the one, and the entry, that an address names."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from taskbuilder.forms.inventory_fields import INPUT, OUTPUT, list_kinds
from taskbuilder.forms.labels import translate
from taskbuilder.records.inventory.store import Entry, find_entry
from taskbuilder.records.models import InventoryEntry, Sink, Source
from taskbuilder.web.http.access import ProjectRequest


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """One list: its name in addresses, the section of a request that its entries have, and its words."""

    slug: str
    section: str
    model: type[Source] | type[Sink]
    title: str
    lead: str
    add: str
    edit: str
    take: str
    users: str
    no_users: str

    @property
    def is_of_sources(self) -> bool:
        return self.section == INPUT

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Each type, and what it is called."""
        return [(name, translate(title)) for name, title in list_kinds(self.section).items()]

    def name_kind(self, kind: str) -> str:
        """What a type is called; one that is not known any more as it is."""
        return translate(list_kinds(self.section).get(kind, "")) or kind


SOURCES = Inventory(
    slug="sources",
    section=INPUT,
    model=Source,
    title=gettext_noop("Sources"),
    lead=gettext_noop("Inputs for this project's tasks. Add each one once, then select it in any task."),
    add=gettext_noop("Add source"),
    edit=gettext_noop("Edit source"),
    take=gettext_noop("Import sources"),
    users=gettext_noop("Tasks that read it"),
    no_users=gettext_noop("No task of this project reads it."),
)
SINKS = Inventory(
    slug="sinks",
    section=OUTPUT,
    model=Sink,
    title=gettext_noop("Sinks"),
    lead=gettext_noop("Where the project's tasks send results. Add them here once, and pick them in tasks."),
    add=gettext_noop("Add sink"),
    edit=gettext_noop("Edit sink"),
    take=gettext_noop("Import sinks"),
    users=gettext_noop("Tasks that send results to it"),
    no_users=gettext_noop("No task of this project sends results to it."),
)
BOTH = (SOURCES, SINKS)
REGION_TEMPLATES = gettext_noop("Region templates")


def find_inventory(entries: str) -> Inventory:
    """Raises Http404 for a list that there is not."""
    found = next((each for each in BOTH if each.slug == entries), None)
    if found is None:
        raise Http404(_("Page not found."))
    return found


def find(request: ProjectRequest, inventory: Inventory, entry_id: UUID) -> Source | Sink:
    """Raises Http404 for one that the project does not have."""
    return find_of(request, inventory.model, entry_id)


def find_of(request: ProjectRequest, model: type[Entry], entry_id: UUID) -> Entry:
    """As `find`, of one model."""
    entry = find_entry(model, project=request.project, entry_id=entry_id)
    if entry is None:
        raise Http404(_("Not found in this project's inventory. It may have been deleted."))
    entry.project = request.project
    return entry


def list_address(request: ProjectRequest, inventory: Inventory) -> str:
    return resolve_url("inventory-list", slug=request.project.slug, entries=inventory.slug)


def entry_address(request: ProjectRequest, inventory: Inventory, entry: InventoryEntry) -> str:
    return resolve_url(
        "inventory-entry", slug=request.project.slug, entries=inventory.slug, entry_id=entry.pk
    )


def list_tabs(request: ProjectRequest, here: Inventory | None) -> list[dict[str, str]]:
    """The two lists and the region templates, `here` None for these, as components/tabs draw them."""
    regions = resolve_url("region-templates", slug=request.project.slug)
    tabs = [(each.title, list_address(request, each), each is here) for each in BOTH]
    return [
        {"title": _(title), "href": href, "current": "page" if is_here else ""}
        for title, href, is_here in [*tabs, (REGION_TEMPLATES, regions, here is None)]
    ]
