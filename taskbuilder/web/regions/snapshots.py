"""The pictures of sources: one alone, and many taken at once by the names of their files."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from taskbuilder.records.drafts.images import MEDIA_TYPE
from taskbuilder.records.models import Role
from taskbuilder.records.regions.snapshots import find_source_snapshot
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.regions.lookup import find_source

KEPT = "private, max-age=604800, immutable"
"""Each picture has an address of its own, which this reader's browser keeps for a week."""


@member_required(Role.VIEWER)
def serve_snapshot(request: ProjectRequest, source_id: UUID) -> HttpResponse:
    """A source's picture itself."""
    snapshot = find_source_snapshot(find_source(request, source_id))
    if snapshot is None:
        raise Http404(_("Picture not found."))
    headers = {"Cache-Control": KEPT} if "kept" in request.GET else {}
    return HttpResponse(bytes(snapshot.picture), content_type=MEDIA_TYPE, headers=headers)
