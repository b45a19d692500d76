"""Saving, finding and deleting region templates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Project, RegionTemplate
from taskbuilder.records.models.regions.templates import REGION_NAME_LENGTH
from taskbuilder.taskspec.regions.scaling import Frame
from taskbuilder.taskspec.secrets.split import mask_url

MOST_REGION_TEMPLATES = 100
"""Of one project: a list that is longer helps nobody to choose."""
MOST_SIDE = 8_192
"""Pixels of a frame's width or height."""
MOST_POINTS = 200
"""Fewer than a region of a task may have: a page of many cameras checks it once for each frame."""
MOST_TEXT = 20_000
"""Characters; 200 points with their names take about 4,000."""


class RegionNameTaken(Exception):
    """The project has a region template of that name."""


class RegionConflict(Exception):
    """The template was changed since it was read, or it is gone."""


class TooManyRegionTemplates(Exception):
    """The project has MOST_REGION_TEMPLATES."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What a template says: its name, and the region as it is typed for a frame."""

    name: str
    text: str
    frame: Frame


def add_region_template(*, project: Project, drawing: Drawing, by: User, now: datetime) -> RegionTemplate:
    """Raises RegionNameTaken and TooManyRegionTemplates."""
    if RegionTemplate.objects.filter(project=project).count() >= MOST_REGION_TEMPLATES:
        raise TooManyRegionTemplates
    template = RegionTemplate(project=project, created_at=now)
    set_drawing(template, drawing, by=by, now=now)
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError:
        raise RegionNameTaken from None
    return template


def change_region_template(template: RegionTemplate, *, drawing: Drawing, by: User, now: datetime) -> None:
    """Writes a template that was read before; another region is its next drawing.

    Raises RegionConflict if somebody was faster, and RegionNameTaken.
    """
    seen, before = template.changed_at, (template.text, template.frame)
    set_drawing(template, drawing, by=by, now=now)
    template.drawing += (template.text, template.frame) != before
    try:
        with transaction.atomic():
            held = RegionTemplate.objects.select_for_update().filter(pk=template.pk, changed_at=seen)
            if not held.values_list("pk").first():
                raise RegionConflict
            template.save(force_update=True)
    except IntegrityError:
        raise RegionNameTaken from None


def set_drawing(template: RegionTemplate, drawing: Drawing, *, by: User, now: datetime) -> None:
    """Users and passwords in addresses are hidden: all of it is stored in clear."""
    template.name = storable_text(mask_url(drawing.name.strip()), limit=REGION_NAME_LENGTH)
    template.text = storable_text(mask_url(drawing.text.strip()), limit=MOST_TEXT)
    template.width, template.height = drawing.frame
    template.by, template.changed_at = by, now


def list_region_templates(project: Project) -> list[RegionTemplate]:
    """A project's by name. One query."""
    rows = RegionTemplate.objects.filter(project=project).select_related("by")
    return list(rows.order_by("name")[:MOST_REGION_TEMPLATES])


def count_accepted(project: Project) -> dict[UUID, int]:
    """For how many sources each was accepted as it is drawn now, by its key. One query."""
    current = Count("accepted", filter=Q(accepted__drawing=F("drawing")))
    rows = RegionTemplate.objects.filter(project=project).annotate(current=current)
    return dict(rows.values_list("pk", "current"))


def find_region_template(*, project: Project, template_id: UUID) -> RegionTemplate | None:
    """One of a project's. One query."""
    return RegionTemplate.objects.filter(project=project, pk=template_id).first()


def delete_region_template(template: RegionTemplate) -> None:
    """With what was accepted of it; tasks and plans that were made with it stay."""
    template.delete()
