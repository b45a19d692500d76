"""The page on which a step of a task is filled from the inventory: searched, ticked, added on the server."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.fields import member, read_choice
from taskbuilder.forms.inventory_fields import INPUT
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.inventory.listing import list_choices, pick_entries, read_page, select_entries
from taskbuilder.records.models import Draft, InventoryEntry, Sink, Source
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.page_version import new_version, record_editor
from taskbuilder.web.drafts.receive import save_state
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step, find_step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.additions import Added, NotAdded, add_sinks, add_sources
from taskbuilder.web.inventory.bulk import read_chosen
from taskbuilder.web.inventory.filter_form import EntryFilter
from taskbuilder.web.inventory.lookup import BOTH, Inventory
from taskbuilder.web.inventory.views import ON_A_PAGE, EntryRow, link_pages, say_at_boxes

PICKED_AT = {each.section: each for each in BOTH}
"""The steps that are filled from the inventory, by their names."""
UNREADABLE = gettext_noop(
    "The saved secrets of a selected entry can no longer be read. Enter them again in the inventory."
)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def pick(request: ProjectRequest, draft: Draft, step: str) -> HttpResponse:
    """The list that a step is filled from, or the step with what was picked."""
    inventory, found = PICKED_AT.get(step), find_step(step)
    if inventory is None or found is None:
        raise Http404(_("Step not found."))
    state = DraftState.of(draft, timezone.now())
    if request.method != "POST":
        return draw(request, inventory, state, found)
    chosen = read_chosen(request, inventory)
    if not chosen.keys:
        return draw(request, inventory, state, found, _("Select at least one entry."))
    entries = pick_entries(inventory.model, project=request.project, keys=chosen.keys)
    try:
        added = add(inventory, state, found, entries)
    except NotAdded as refusal:
        return draw(request, inventory, state, found, str(refusal))
    except UnreadableSecret:
        return draw(request, inventory, state, found, _(UNREADABLE))
    answers = state.answers.with_step(found, added.value)
    answers = record_editor(answers, new_version(draft), draft.revision)
    save_state(replace(state, answers=answers))
    messages.success(request, added.words)
    return redirect_after_post(address_of(draft, found))


def add(inventory: Inventory, state: DraftState, step: Step, entries: Sequence[Source | Sink]) -> Added:
    """Raises NotAdded and UnreadableSecret."""
    value = state.value_at(step)
    if inventory.section == INPUT:
        return add_sources(value, state.request, [each for each in entries if isinstance(each, Source)])
    return add_sinks(value, [each for each in entries if isinstance(each, Sink)])


def draw(
    request: ProjectRequest, inventory: Inventory, state: DraftState, step: Step, refusal: str = ""
) -> HttpResponse:
    """A page of the list, narrowed as the address says; at first to the type that the task reads."""
    query = request.GET.copy()
    if inventory.section == INPUT and "kind" not in query:
        chosen = read_choice(member(member(state.value_at(step), INPUT), "type")).names
        query["kind"] = chosen[0] if chosen else ""
    form = EntryFilter(query, inventory, list_choices(inventory.model, project=request.project))
    model: type[InventoryEntry] = inventory.model
    rows = select_entries(model, project=request.project, narrowing=form.narrowing)
    page = read_page(rows, after=query.get("after", ""), before=query.get("before", ""), limit=ON_A_PAGE)
    has_more, picked = bool(page.after or page.before), frozenset(request.POST.getlist("picked"))
    place = {**form.chosen, "kind": form.narrowing.kind}
    context = {
        "inventory": inventory,
        "form": form,
        "rows": [
            EntryRow(entry=row, kind=inventory.name_kind(row.kind), is_picked=str(row.pk) in picked)
            for row in page.rows
        ],
        "count": rows.count() if has_more else len(page.rows),
        "refusal": refusal,
        "problems": [say_at_boxes(refusal, [each.pk for each in page.rows])],
        "back": address_of(state.draft, step),
        **link_pages(page, place),
    }
    return render(request, "inventory/pick.html", context, status=422 if refusal else 200)
