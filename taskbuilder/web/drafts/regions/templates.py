"""Region templates in a task's form: one fills a region, scaled to the frame that the service counts in."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import Group
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.posted import DEEPEST, Posted
from taskbuilder.records.models import Project, RegionTemplate, SourceRegion
from taskbuilder.records.regions.sources import find_accepted, fit
from taskbuilder.records.regions.templates import find_region_template
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.regions.scaling import Frame
from taskbuilder.web.drafts.actions import Action
from taskbuilder.web.drafts.regions.snapshots import find_region

USED = _("The region template “%(name)s” was used.")
ACCEPTED = _("%(template)s, accepted for %(source)s")
OF_SOURCE = "source-"
"""What the keys of accepted regions begin with."""
GONE = _("This region template no longer exists.")


@dataclass(frozen=True, kw_only=True)
class OfferedTemplate:
    """A template, and what it would fill in."""

    key: str
    name: str
    text: str
    said: str


def offer_templates(
    templates: Sequence[RegionTemplate | SourceRegion], frame: Frame
) -> list[OfferedTemplate]:
    """Each as it would be in that frame."""
    return [
        OfferedTemplate(
            key=write_key(each),
            name=name_template(each),
            text=fit(each, frame),
            said=gettext(USED) % {"name": name_template(each)},
        )
        for each in templates
    ]


def name_template(template: RegionTemplate | SourceRegion) -> str:
    """Of what was accepted, with the source."""
    if isinstance(template, RegionTemplate):
        return template.name
    return gettext(ACCEPTED) % {"template": template.template.name, "source": template.source.name}


def write_key(template: RegionTemplate | SourceRegion) -> str:
    return str(template.pk) if isinstance(template, RegionTemplate) else f"{OF_SOURCE}{template.pk}"


def find_by_key(project: Project, key: str) -> RegionTemplate | SourceRegion | None:
    """What a button was drawn for; None for one that the project does not have."""
    if (number := read_number(key.removeprefix(OF_SOURCE))) is not None and key.startswith(OF_SOURCE):
        return find_accepted(project, number)
    try:
        return find_region_template(project=project, template_id=UUID(key))
    except ValueError:
        return None


def use_template(project: Project, action: Action, posted: Posted, group: Group) -> ActionResult:
    """Fills the region that the button is at, in what was posted."""
    name, region = action.target, find_region(group, action.target)
    template = find_by_key(project, action.argument)
    if region is None or template is None:
        return ActionResult(focus=name, announcement=gettext(GONE))
    posted.at(*name.split("-")[:DEEPEST]).values = [fit(template, region.frame)]
    return ActionResult(focus=name, announcement=gettext(USED) % {"name": name_template(template)})
