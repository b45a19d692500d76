"""The history: submissions of one project, or of all that a person sees, narrowed by the address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from taskbuilder.records.access.memberships import may_create_in, projects_of
from taskbuilder.records.models import Format, Project, Role
from taskbuilder.records.submissions.filter_choices import find_choices
from taskbuilder.records.submissions.listing import Count, make_listing, read_page
from taskbuilder.web.filters.menu import SHOW, SavedFilters, read_saved_filters, write_query
from taskbuilder.web.http.access import PageRequest, ProjectRequest, in_zone, member_required, signed_in
from taskbuilder.web.http.pager import link_neighbours
from taskbuilder.web.submissions.columns import make_table
from taskbuilder.web.submissions.filter_form import draw_form, read_asked

PER_PAGE = 50


@member_required(Role.VIEWER)
def show_history(request: ProjectRequest) -> HttpResponse:
    """One page of a project's history; filters and place are in the address (ux.md, 23)."""
    return show_list(request, "submissions/list.html")


@signed_in
def show_submissions(request: PageRequest) -> HttpResponse:
    """The same of every project that the person sees."""
    return show_list(request, "submissions/all.html")


def show_list(request: PageRequest | ProjectRequest, template: str) -> HttpResponse:
    if has_blanks(request):
        return redirect(without_blanks(request))
    saved = read_saved_filters(request)
    if saved.default and not request.GET:
        return redirect(request.path + write_query(saved.default))
    projects = [saved.scope.project] if saved.scope.project else list(projects_of(request.user))
    with in_zone(request, projects):
        return render(request, template, describe_list(request, projects, saved))


def find_ticked(request: PageRequest | ProjectRequest, projects: list[Project]) -> frozenset[int]:
    """The projects whose submissions can be ticked: those in which the person may act."""
    if isinstance(own := getattr(request, "may_create", None), bool):
        return frozenset(project.pk for project in projects if own)
    return frozenset(project.pk for project in projects if may_create_in(project))


def has_blanks(request: HttpRequest) -> bool:
    """Whether the address comes from the form, which sends what is left empty too."""
    return "" in request.GET.values()


def without_blanks(request: HttpRequest) -> str:
    """The address of the same list, to be read and to be passed on."""
    chosen = {name: value for name, value in request.GET.items() if value}
    if len(chosen) > 1:
        chosen.pop(SHOW, None)
    return f"{request.path}?{urlencode(chosen)}" if chosen else request.path


def describe_list(
    request: PageRequest | ProjectRequest, projects: list[Project], saved: SavedFilters
) -> dict[str, object]:
    """What both lists draw."""
    by_key = {project.pk: project for project in projects}
    choices = find_choices(list(by_key))
    asked = read_asked(request.GET, choices)
    listing = make_listing(asked.filters, list(by_key))
    place = {name: request.GET.get(name) for name in ("before", "after")}
    page = read_page(listing, **place, limit=PER_PAGE)
    is_whole = not any(place.values()) and not page.older
    chosen = asked.chosen
    query = chosen | saved.place | {name: value for name, value in place.items() if value}
    ignored = asked.list_ignored(request.GET)
    return {
        "page": page,
        "table": make_table(
            page.rows,
            by_key,
            saved.scope.person,
            query,
            is_across=saved.scope.project is None,
            ticked=find_ticked(request, projects),
        ),
        "count": Count(len(page.rows), is_exact=True) if is_whole else listing.count(),
        "form": draw_form(chosen, choices, saved.hidden),
        "chips": asked.list_chips(saved),
        "ignored": [*ignored, (_("Saved filter"), saved.unknown)] if saved.unknown else ignored,
        "too_short": [] if asked.filters.words else asked.filters.words.short,
        "formats": tuple(Format.choices),
        "export_query": urlencode(chosen),
        "chosen": tuple(chosen.items()),
        "everything": request.path + saved.everything,
        "saved": saved.describe(chosen),
        **link_neighbours(page, chosen | saved.place),
    }
