"""A list as a file, as it is narrowed, without secrets."""

from django.http import HttpResponseBase, StreamingHttpResponse

from taskbuilder.records.inventory.files import write_csv, write_json_lines
from taskbuilder.records.inventory.listing import select_entries
from taskbuilder.records.models import InventoryEntry, Role
from taskbuilder.web.exports.creation import begin
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.inventory.filter_form import read_narrowing
from taskbuilder.web.inventory.lookup import find_inventory

TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


@member_required(Role.VIEWER)
def export_list(request: ProjectRequest, entries: str) -> HttpResponseBase:
    """CSV, or JSON Lines where the address asks for `format=jsonl`."""
    inventory = find_inventory(entries)
    model: type[InventoryEntry] = inventory.model
    rows = select_entries(model, project=request.project, narrowing=read_narrowing(request.GET))
    ending = "jsonl" if request.GET.get("format") == "jsonl" else "csv"
    found = rows.iterator(chunk_size=500)
    content = write_csv(model, found) if ending == "csv" else write_json_lines(found)
    response = StreamingHttpResponse(begin(content), content_type=TYPES[ending])
    name = f"{request.project.slug}-{inventory.slug}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
