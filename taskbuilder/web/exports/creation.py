"""Where a filtered list is asked for as a file: a short one is sent at once, a relay makes a long one."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.exports.files import MEDIA_TYPES, walk_chunks, write_file
from taskbuilder.records.exports.selection import Selection
from taskbuilder.records.exports.store import MOST_UNFINISHED, TooMany, ask_for_export
from taskbuilder.records.models import Format, Role
from taskbuilder.records.models.exports import name_file
from taskbuilder.web.http.access import PageRequest, ProjectRequest, in_zone, member_required, signed_in
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.submissions.filter_form import write_value

MOST_AT_ONCE = 2_000
"""Rows that somebody waits for; a relay writes more."""
TAKES = require_http_methods(["GET", "HEAD", "POST"])


@TAKES
@member_required(Role.VIEWER)
def export_history(request: ProjectRequest) -> HttpResponseBase:
    """Of one project."""
    return export_list(request, [request.project.pk], resolve_url("submissions", slug=request.project.slug))


@TAKES
@signed_in
def export_submissions(request: PageRequest) -> HttpResponseBase:
    """Of every project that the person sees."""
    projects = list(projects_of(request.user))
    with in_zone(request, projects):  # the days of filters begin as in the list
        return export_list(request, [each.pk for each in projects], resolve_url("all-submissions"))


def export_list(request: PageRequest, projects: list[int], page: str) -> HttpResponseBase:
    """The file, or the way to where it will be; `page` has the list, and says which filters are unknown."""
    selection, form = Selection(projects, request.GET.dict()), request.POST.get("format", "")
    list_page = f"{page}?{request.GET.urlencode()}" if request.GET else page
    if form not in Format or not selection.is_understood:
        return redirect_after_post(list_page) if request.method == "POST" else redirect(list_page)
    if selection.listing.count_up_to(MOST_AT_ONCE + 1) <= MOST_AT_ONCE:
        return send_list(selection, Format(form))
    try:
        export = ask_for_export(
            person=request.user,
            selection=selection,
            form=Format(form),
            about=write_filters(selection),
            now=timezone.now(),
        )
    except TooMany:
        messages.warning(request, explain_too_many())
        return redirect_after_post(resolve_url("exports"))
    return redirect_after_post(resolve_url("export", export_id=export.pk))


def explain_too_many() -> str:
    return _("%(count)d of your exports are not ready yet. Wait for one of them, then export again.") % {
        "count": MOST_UNFINISHED
    }


def send_list(selection: Selection, form: Format) -> StreamingHttpResponse:
    """Written while it is sent: no more of it is in memory than a chunk."""
    now = timezone.now()
    chunks = walk_chunks(selection.listing, until=now)
    pieces = write_file(chunks, form=form, language=get_language() or "en")
    return stream(pieces, name_file(form, now), form)


def stream(pieces: Iterator[bytes], name: str, form: Format) -> StreamingHttpResponse:
    return send_as_file(StreamingHttpResponse(begin(pieces)), name, form)


def begin(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces. Two of them, the titles and the first rows, are made at once.

    If that fails, the answer is an error page with its line in the log, and not half a file.
    """
    return chain([*islice(pieces, 2)], pieces)


def send_as_file(response: StreamingHttpResponse, name: str, form: Format) -> StreamingHttpResponse:
    response["Content-Type"] = MEDIA_TYPES[form]
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def write_filters(selection: Selection) -> str:
    """The filters in words."""
    form, filters = selection.asked.form, selection.filters
    words: Mapping[str, str] = {name: write_value(form[name]) for name in filters} | {
        name: value for name, value in filters.items() if name == "q"
    }
    return " · ".join(f"{form[name].label}: {value}" for name, value in words.items())
