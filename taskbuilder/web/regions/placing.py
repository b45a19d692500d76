"""What the buttons of a contact sheet do: accept a region, or all of a page, move one, propose one again."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.inventory.listing import pick_entries
from taskbuilder.records.models import Role, Source
from taskbuilder.records.regions.sources import accept_regions, forget_region
from taskbuilder.taskspec.regions.scaling import UNMOVED
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.lookup import find_of
from taskbuilder.web.regions.lookup import address_of, find
from taskbuilder.web.regions.sheet import ON_A_SHEET, Sheet
from taskbuilder.web.regions.shifts import add_shift, read_shifts, write_shifts
from taskbuilder.web.regions.tiles import Tile, list_ways, write_progress
from taskbuilder.web.task_actions.selection import read_ids

SHOWN = "shown"
"""The keys of the sources that the page shows."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def place(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """One tile for htmx, and else the sheet again as its address says."""
    template = find(request, template_id)
    if request.method != "POST":  # where signing in leads back to
        return redirect(address_of(template))
    sheet = Sheet(request=request, template=template, query=request.GET, shifts=read_shifts(request.POST))
    verb, _colon, key = request.POST.get("press", "").partition(":")
    if verb == "accept-page":
        return accept_page(sheet)
    keys = read_ids([key])
    if not keys:
        return redirect_after_post(write_address(sheet))
    return press(sheet, verb, find_of(request, Source, keys[0]))


def press(sheet: Sheet, verb: str, source: Source) -> HttpResponse:
    """Accepts the region of one source, proposes it again, or moves it one step."""
    tile = sheet.make_tiles([source])[0]
    shift, said = UNMOVED, ""
    if verb == "accept":
        if accept_regions([tile.placed], by=sheet.request.user, now=timezone.now()):
            said = _("%(name)s: accepted.") % {"name": source.name}
        else:
            said = _("%(name)s: not accepted, because it has a problem.") % {"name": source.name}
            shift = tile.placed.shift
    elif verb == "reset":
        forget_region(sheet.template, source)
        said = _("%(name)s: proposed again.") % {"name": source.name}
    else:
        shift = add_shift(tile.placed.shift, verb)
    moved = Sheet(
        request=sheet.request,
        template=sheet.template,
        query=sheet.query,
        shifts={**sheet.shifts, source.pk: shift},
    )
    if sheet.request.htmx:
        return draw_tile(moved, source, said)
    return redirect_after_post(f"{write_address(moved)}#tile-{source.pk}")


def draw_tile(sheet: Sheet, source: Source, said: str) -> HttpResponse:
    """The tile anew, and how many are accepted by now."""
    tile: Tile = sheet.make_tiles([source])[0]
    done, total = sheet.progress
    progress = write_progress(done, total)
    context = {"tile": tile, "done": done, "total": total, "progress": progress, "is_part": True}
    context |= {"ways": list_ways(), "action": sheet.action}
    context["said"] = f"{said} {progress}"
    return render(sheet.request, "regions/tile.html", context)


def accept_page(sheet: Sheet) -> HttpResponse:
    """What the page shows and is not accepted yet, as far as it is moved; what has a problem stays."""
    keys = read_ids(sheet.request.POST.getlist(SHOWN)[:ON_A_SHEET])
    tiles = sheet.make_tiles(pick_entries(Source, project=sheet.request.project, keys=keys))
    left = [tile.placed for tile in tiles if not tile.is_done]
    count = accept_regions(left, by=sheet.request.user, now=timezone.now())
    words = ngettext("%(count)d region was accepted.", "%(count)d regions were accepted.", count)
    messages.success(sheet.request, words % {"count": count})
    if count < len(left):
        words = ngettext(
            "%(count)d has a problem and was left. Move it, or make it larger.",
            "%(count)d have a problem and were left. Move them, or make them larger.",
            len(left) - count,
        )
        messages.warning(sheet.request, words % {"count": len(left) - count})
    held = {each.source.pk: each.shift for each in left if each.faults}
    rest = Sheet(request=sheet.request, template=sheet.template, query=sheet.query, shifts=held)
    return redirect_after_post(write_address(rest))


def write_address(sheet: Sheet) -> str:
    """The sheet's own page, narrowed and moved as it is."""
    query = urlencode([*sheet.place, *write_shifts(sheet.shifts)])
    return f"{address_of(sheet.template)}?{query}".rstrip("?")
