"""Region templates in a task's form: one fills a region, scaled to the frame that the service counts in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import Group
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.posted import DEEPEST, Posted
from taskbuilder.records.models import Project, RegionTemplate
from taskbuilder.records.regions.sources import fit
from taskbuilder.records.regions.templates import find_region_template
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.regions.scaling import Frame
from taskbuilder.web.drafts.actions import Action
from taskbuilder.web.drafts.regions.snapshots import find_region

USED = _("The region template “%(name)s” was used.")
GONE = _("This region template no longer exists.")


@dataclass(frozen=True, kw_only=True)
class OfferedTemplate:
    """A template, and what it would fill in."""

    key: str
    name: str
    text: str
    said: str


def offer_templates(templates: Sequence[RegionTemplate], frame: Frame) -> list[OfferedTemplate]:
    """Each as it would be in that frame."""
    return [
        OfferedTemplate(
            key=str(each.pk),
            name=each.name,
            text=fit(each, frame),
            said=gettext(USED) % {"name": each.name},
        )
        for each in templates
    ]


def use_template(project: Project, action: Action, posted: Posted, group: Group) -> ActionResult:
    """Fills the region that the button is at, in what was posted."""
    name, region = action.target, find_region(group, action.target)
    try:
        template = find_region_template(project=project, template_id=UUID(action.argument))
    except ValueError:
        template = None
    if region is None or template is None:
        return ActionResult(focus=name, announcement=gettext(GONE))
    posted.at(*name.split("-")[:DEEPEST]).values = [fit(template, region.frame)]
    return ActionResult(focus=name, announcement=gettext(USED) % {"name": template.name})
