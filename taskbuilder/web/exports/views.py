"""A person's own exports: how far each is, and its file."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.exports.store import TooMany, find_export, list_exports, read_file, retry_export
from taskbuilder.records.models import Export, Format, Project
from taskbuilder.web.exports.creation import explain_too_many, send_as_file
from taskbuilder.web.http.access import PageRequest, signed_in
from taskbuilder.web.http.polling import LIVELY, answer_unchanged, back_off, draw_followed, make_poll
from taskbuilder.web.http.redirects import redirect_after_post


@signed_in
def show_exports(request: PageRequest) -> HttpResponse:
    """The latest, with how far each is; htmx asks for the list alone."""
    exports, now = list_exports(request.user, now=timezone.now()), timezone.now()
    changes = [export.changed_at for export in exports if not export.is_finished]
    seconds = back_off(max(changes), now=now, pace=LIVELY) if changes else 0
    poll = make_poll(seconds, *(show_progress(export) for export in exports))
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    return draw_followed(request, "exports/list.html", "rows", {"exports": exports}, poll)


@signed_in
def show_export(request: PageRequest, export_id: UUID) -> HttpResponse:
    """One, which can be closed meanwhile; htmx asks for its progress alone."""
    export = find(request, export_id)
    seconds = 0 if export.is_finished else back_off(export.changed_at, now=timezone.now(), pace=LIVELY)
    poll = make_poll(seconds, show_progress(export))
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    context = {"export": export, "projects": find_projects(request, export)}
    return draw_followed(request, "exports/export.html", "progress", context, poll)


def show_progress(export: Export) -> tuple[object, ...]:
    """What differs as soon as an export is further."""
    return export.pk, export.state, export.rows_done, export.rows_total, export.changed_at


@signed_in
def download(request: PageRequest, export_id: UUID) -> HttpResponseBase:
    """The file; before it is complete, the page that says how far it is."""
    export = find(request, export_id)
    if not export.is_done:
        return redirect("export", export_id=export.pk)
    response = StreamingHttpResponse(read_file(export), headers={"Content-Length": str(export.size)})
    return send_as_file(response, export.filename, Format(export.format))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def make_again(request: PageRequest, export_id: UUID) -> HttpResponse:
    """Has one made again that failed; its page shows it either way."""
    export = find(request, export_id)
    if request.method == "POST":
        try:
            retry_export(export, now=timezone.now())
        except TooMany:
            messages.warning(request, explain_too_many())
        return redirect_after_post(resolve_url("export", export_id=export.pk))
    return redirect("export", export_id=export.pk)


def find(request: PageRequest, export_id: UUID) -> Export:
    try:
        return find_export(export_id, person=request.user, now=timezone.now())
    except Export.DoesNotExist:
        raise Http404(_("Export not found. Exports are deleted after a day.")) from None


def find_projects(request: PageRequest, export: Export) -> QuerySet[Project]:
    return projects_of(request.user).filter(pk__in=export.projects)
