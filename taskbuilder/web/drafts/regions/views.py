"""A picture under a region, alone: shown, sent by a script, taken away."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.drafts.images import MEDIA_TYPE
from taskbuilder.records.drafts.snapshots import find_snapshot, remove_snapshot
from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.regions.snapshots import Pictures, find_region, take_picture
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import step_of
from taskbuilder.web.http.access import ProjectRequest


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
@draft_required
def serve_snapshot(request: ProjectRequest, draft: Draft, name: str) -> HttpResponse:
    """The picture itself; what became of one that was sent, as JSON; nothing, of one that was removed."""
    if request.method == "POST":
        return receive(request, draft, name)
    if request.method == "DELETE":
        remove_snapshot(draft, member=name)
        return HttpResponse(status=204)
    snapshot = find_snapshot(draft, member=name)
    if snapshot is None:
        raise Http404(_("Picture not found."))
    return HttpResponse(bytes(snapshot.picture), content_type=MEDIA_TYPE)


def receive(request: ProjectRequest, draft: Draft, name: str) -> HttpResponse:
    state = DraftState.of(draft, timezone.now())
    ask = step_of("config").ask
    region = find_region(ask(state.service), name) if ask else None
    if region is None:
        raise Http404(_("Region not found."))
    problem = take_picture(draft, region, name, request.FILES.get("picture"), now=state.now)
    if problem is not None:
        return JsonResponse({"message": problem.render(_)}, status=422)
    return JsonResponse(Pictures(request.project.slug, draft).find(name))
