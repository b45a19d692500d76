"""A filtered list as a file: asked for, made by a relay, and fetched."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from taskbuilder.api.access import ProgramRequest, for_programs
from taskbuilder.api.answers import Refusal, answer
from taskbuilder.api.listing import read_filters, refuse_parameter
from taskbuilder.records.exports.selection import Selection
from taskbuilder.records.exports.store import (
    MOST_UNFINISHED,
    TooMany,
    ask_for_export,
    find_export,
    read_file,
)
from taskbuilder.records.models import Export, ExportState, Format

RETRY_SECONDS = "2"
"""How often a relay looks for what is asked for."""


@for_programs("POST")
def create_export(request: ProgramRequest) -> HttpResponse:
    """Has a relay write the list that the address asks for, by the names of the list's own filters."""
    form, projects = request.GET.get("format", ""), [request.bearer.project.pk]
    if form not in Format:
        raise refuse_parameter("format", f"should be one of {', '.join(Format.values)}")
    read_filters(request.GET, projects)
    selection = Selection(projects, request.GET.dict())
    try:
        export = ask_for_export(
            person=request.bearer.person,
            selection=selection,
            form=Format(form),
            about=" · ".join(f"{name}: {value}" for name, value in selection.filters.items()),
            now=timezone.now(),
        )
    except TooMany:
        message = f"{MOST_UNFINISHED} of your exports are not ready yet. Wait for one of them."
        headers = {"Retry-After": RETRY_SECONDS}
        raise Refusal(429, "TaskBuilder.0429", message, headers=headers) from None
    headers = {"Location": address_of(request, export), "Retry-After": RETRY_SECONDS}
    return answer(202, describe_export(export), headers)


@for_programs("GET", "HEAD")
def show_export(request: ProgramRequest, export_id: UUID) -> HttpResponse:
    """How far it is."""
    export = find(request, export_id)
    return answer(200, describe_export(export), {} if export.is_finished else {"Retry-After": RETRY_SECONDS})


@for_programs("GET", "HEAD")
def fetch_export(request: ProgramRequest, export_id: UUID) -> HttpResponseBase:
    """The file, once it is complete."""
    export = find(request, export_id)
    if not export.is_done:
        message = f"The file is not ready: the export is {export.state}."
        raise Refusal(409, "TaskBuilder.0409", message, headers={"Location": address_of(request, export)})
    response = StreamingHttpResponse(read_file(export), content_type="application/octet-stream")
    response["Content-Length"] = str(export.size)
    response["Content-Disposition"] = f'attachment; filename="{export.filename}"'
    return response


def find(request: ProgramRequest, export_id: UUID) -> Export:
    """An own one of the token's project; raises Refusal."""
    try:
        export = find_export(export_id, person=request.bearer.person, now=timezone.now())
    except Export.DoesNotExist:
        export = None
    if export is None or export.projects != [request.bearer.project.pk]:
        raise Refusal(404, "APIG.0101", "Export not found in this project. Exports are deleted after a day.")
    return export


def address_of(request: ProgramRequest, export: Export) -> str:
    return reverse("api-export", args=[request.bearer.project.cloud_project_id, export.pk])


def describe_export(export: Export) -> dict[str, Any]:
    return {
        "id": str(export.pk),
        "state": ExportState(export.state).value,
        "failure": export.get_failure_display() if export.is_failed else None,
        "format": Format(export.format).value,
        "filters": export.filters,
        "rows_done": export.rows_done,
        "rows_total": export.rows_total,
        "size": export.size if export.is_done else None,
        "created_at": export.created_at.isoformat(),
        "expires_at": export.expires_at.isoformat(),
    }
