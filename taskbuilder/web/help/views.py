"""The pages of the help: all guides with a search, one guide, and the pictures in them."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from taskbuilder.web.help.guides import LONGEST_QUERY, find_picture, load_guides, search_guides


@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    """The guides, or what was looked for in them."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    context = {"guides": load_guides().values(), "query": query, "found": search_guides(query)}
    return render(request, "help/index.html", context)


@require_safe
def show_guide(request: HttpRequest, name: str) -> HttpResponse:
    guide = load_guides().get(name)
    if guide is None:
        raise Http404(_("Guide not found."))
    return render(request, "help/guide.html", {"guide": guide})


@require_safe
@cache_control(max_age=3600)
def serve_picture(request: HttpRequest, name: str) -> FileResponse:
    path = find_picture(name)
    if path is None:
        raise Http404(_("Picture not found."))
    return FileResponse(path.open("rb"), content_type="image/png")
