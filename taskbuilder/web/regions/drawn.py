"""The region of a draft that a template is made of: what is drawn, its frame, and the picture below it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.forms.fields import Control, Question
from taskbuilder.forms.walk import Node, walk
from taskbuilder.records.drafts.store import find_draft
from taskbuilder.taskspec.json_value import as_text
from taskbuilder.taskspec.regions.scaling import Frame
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.regions.snapshots import Pictures
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import step_of
from taskbuilder.web.http.access import ProjectRequest


@dataclass(frozen=True, kw_only=True)
class DrawnRegion:
    """`picture`: the address of the picture that it is drawn on, empty without one; `back`: of its step."""

    text: str
    frame: Frame
    picture: str
    back: str


def find_drawn(request: ProjectRequest, draft_id: UUID, name: str) -> DrawnRegion:
    """The region of that control of an own draft. Raises Http404."""
    draft = find_draft(project=request.project, owner=request.user, draft_id=draft_id)
    if draft is None:
        raise Http404(_("Draft not found, or it belongs to someone else."))
    draft.project = request.project
    state, step = DraftState.of(draft, timezone.now()), step_of("config")
    for node in walk(Node(state.group_at(step), state.value_at(step)), state.platform):
        if node.name == name and isinstance(node.field, Question) and node.field.ask is Control.REGION:
            picture = Pictures(request.project.slug, draft).find(name)
            return DrawnRegion(
                text=as_text(node.value),
                frame=node.field.frame,
                picture=str(picture["href"]) if picture else "",
                back=address_of(draft, step),
            )
    raise Http404(_("Region not found."))
