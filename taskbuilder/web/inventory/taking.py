"""The page that takes sources from what the project's tasks read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.inventory.from_tasks import (
    MOST_OFFERED,
    Candidate,
    add_candidates,
    list_candidates,
)
from taskbuilder.records.inventory.store import MOST_ENTRIES, EntryConflict, TooManyEntries
from taskbuilder.records.models import Role
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.bulk import PICKED
from taskbuilder.web.inventory.importing import FULL, MOVED
from taskbuilder.web.inventory.lookup import SOURCES, list_address
from taskbuilder.web.inventory.views import say_at_boxes

UNREADABLE = gettext_noop("A saved secret of these tasks can no longer be read. Select other sources.")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def take_from_tasks(request: ProjectRequest) -> HttpResponse:
    """What tasks read and the inventory lacks, or the list once what was ticked is in it."""
    candidates = list_candidates(request.project)
    if request.method != "POST":
        return draw(request, candidates)
    picked = frozenset(request.POST.getlist(PICKED))
    chosen = [each for each in candidates if each.digest in picked]
    if not chosen:
        return draw(request, candidates, problem=_("Select at least one entry."))
    return add(request, chosen)


def draw(request: ProjectRequest, candidates: list[Candidate], *, problem: str = "") -> HttpResponse:
    """`problem`: what is wrong with the boxes that were ticked."""
    context = {
        "rows": [(each, SOURCES.name_kind(each.kind)) for each in candidates],
        "most": MOST_OFFERED if len(candidates) == MOST_OFFERED else 0,
        "back": list_address(request, SOURCES),
        "problem": problem,
        "problems": [say_at_boxes(problem, [each.digest for each in candidates])],
    }
    return render(request, "inventory/from_tasks.html", context, status=422 if problem else 200)


def add(request: ProjectRequest, chosen: list[Candidate]) -> HttpResponse:
    """To the list, or back to the page with the reason."""
    try:
        made = add_candidates(chosen, project=request.project, by=request.user, now=timezone.now())
    except EntryConflict:
        return refuse(request, _(MOVED))
    except TooManyEntries:
        return refuse(request, _(FULL) % {"limit": MOST_ENTRIES})
    except UnreadableSecret:
        return refuse(request, _(UNREADABLE))
    words = ngettext("%(count)d source was added.", "%(count)d sources were added.", len(made))
    messages.success(request, words % {"count": len(made)})
    return redirect_after_post(list_address(request, SOURCES))


def refuse(request: ProjectRequest, words: str) -> HttpResponse:
    messages.warning(request, words)
    return redirect_after_post(request.path)
