"""The lists of sources and sinks, and the page of one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from taskbuilder.forms.fields import KeyValues, Question
from taskbuilder.forms.inventory_fields import ask_entry
from taskbuilder.forms.labels import translate
from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.forms.walk import Node, walk
from taskbuilder.records.inventory.listing import NamedPage, list_choices, read_page, select_entries
from taskbuilder.records.inventory.store import Entry
from taskbuilder.records.inventory.usage import count_uses, list_uses
from taskbuilder.records.models import InventoryEntry, Role, Sink, Source
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_text, write_value
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.inventory.entry_form import read_entry
from taskbuilder.web.inventory.filter_form import EntryFilter
from taskbuilder.web.inventory.lookup import Inventory, find, find_inventory, list_tabs
from taskbuilder.web.inventory.source_regions import describe_source_regions

ON_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One line of a list; `uses`: how many tasks use it, where that is counted."""

    entry: InventoryEntry
    kind: str
    uses: int | None = None
    is_picked: bool = False


@member_required(Role.VIEWER)
def show_list(request: ProjectRequest, entries: str) -> HttpResponse:
    """A page of a list, narrowed as the address says."""
    return draw_list(request, find_inventory(entries), request.GET)


def draw_list(
    request: ProjectRequest, inventory: Inventory, query: QueryDict, *, problem: str = ""
) -> HttpResponse:
    """`problem`: what is wrong with the boxes of the page that were ticked."""
    form = EntryFilter(query, inventory, list_choices(inventory.model, project=request.project))
    model: type[InventoryEntry] = inventory.model
    rows = select_entries(model, project=request.project, narrowing=form.narrowing)
    after, before = query.get("after", ""), query.get("before", "")
    page = read_page(rows, after=after, before=before, limit=ON_A_PAGE)
    has_more = bool(page.after or page.before)
    context = {
        "inventory": inventory,
        "form": form,
        "rows": list(describe_rows(request, inventory, page.rows)),
        "count": rows.count() if has_more else len(page.rows),
        "tabs": list_tabs(request, inventory),
        "query": urlencode(form.chosen),
        "place": {name: text for name, text in (("after", after), ("before", before)) if text},
        "problem": problem,
        "problems": [say_at_boxes(problem, [each.pk for each in page.rows])],
        **link_pages(page, form.chosen),
    }
    return render(request, "inventory/list.html", context, status=422 if problem else 200)


def say_at_boxes(message: str, boxes: Sequence[object]) -> PageProblem:
    """What is wrong with the boxes that were ticked: it leads to the first of them."""
    return PageProblem(message=message, href=f"#pick-{boxes[0]}" if boxes else "")


def describe_rows(
    request: ProjectRequest, inventory: Inventory, rows: list[InventoryEntry]
) -> Iterator[EntryRow]:
    uses = count_uses(request.project, rows)
    for row in rows:
        yield EntryRow(entry=row, kind=inventory.name_kind(row.kind), uses=uses.get(row.digest, 0))


def link_pages(page: NamedPage[Entry], chosen: dict[str, str]) -> dict[str, str]:
    """The addresses of the neighbouring pages, each empty where there is none."""
    return {
        "previous": page.before and "?" + urlencode({**chosen, "before": page.before}),
        "next": page.after and "?" + urlencode({**chosen, "after": page.after}),
    }


@member_required(Role.VIEWER)
def show_entry(request: ProjectRequest, entries: str, entry_id: UUID) -> HttpResponse:
    """What one says, and which tasks use it, those that are behind first."""
    inventory = find_inventory(entries)
    entry = find(request, inventory, entry_id)
    uses = list_uses(entry)
    context = {
        **(describe_source_regions(entry, request.project.slug) if isinstance(entry, Source) else {}),
        "inventory": inventory,
        "entry": entry,
        "lead": inventory.name_kind(entry.kind),
        "facts": list(list_facts(inventory, entry)),
        "uses": [use for use in uses if not use.is_behind],
        "behind": [use for use in uses if use.is_behind and use.is_running],
        "was": [use for use in uses if use.is_behind and not use.is_running],
    }
    return render(request, "inventory/entry.html", context)


def list_facts(inventory: Inventory, entry: Source | Sink) -> Iterator[tuple[str, str]]:
    """What its form holds, field by field, without what is empty; secrets hidden."""
    value = read_entry(inventory, entry, is_masked=True)
    for node in walk(Node(ask_entry(inventory.section), value), enter=is_opened):
        if isinstance(node.field, KeyValues):
            pairs = [f"{as_text(row.get('name'))}: {as_text(row.get('value'))}" for row in list_pairs(node)]
            yield translate(node.field.title) or node.labels[-1], "\n".join(pairs)
        elif isinstance(node.field, Question) and node.value and node.field.name != "name":
            yield translate(node.field.title), write_answer(node.field, node)


def is_opened(node: Node) -> bool:
    return not isinstance(node.field, KeyValues)


def list_pairs(node: Node) -> Iterator[JsonObject]:
    yield from (row for row in as_list(node.value) if isinstance(row, dict))


def write_answer(question: Question, node: Node) -> str:
    """An answer in words, where it is one of a few."""
    labels = {option.text: translate(option.label) for option in question.options}
    text = write_value(node.value)
    return labels.get(text, text)
