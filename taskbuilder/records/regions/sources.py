"""A template's region for each source: proposed by its frame, accepted by a person, moved or not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from taskbuilder.records.models import Project, RegionTemplate, Source, SourceRegion, SourceSnapshot
from taskbuilder.taskspec.regions.outlines import Fault
from taskbuilder.taskspec.regions.points import UnreadableRegion
from taskbuilder.taskspec.regions.scaling import (
    UNMOVED,
    Frame,
    Shift,
    has_shape_of,
    list_faults,
    move_text,
    scale_text,
)

MOST_OF_INPUT = 20
"""Accepted regions that a task of one input is offered."""
WRITTEN = ("text", "width", "height", "is_moved", "drawing", "by", "at")


class RegionState(StrEnum):
    """Whether a person has seen a source's region."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MOVED = "moved"
    OUTDATED = "outdated"
    """Accepted of an earlier drawing of the template."""


@dataclass(frozen=True, kw_only=True)
class PlacedRegion:
    """A template's region on one source: where it is, or would be. `shift`: how far it is moved."""

    source: Source
    template: RegionTemplate
    snapshot: SourceSnapshot | None = None
    accepted: SourceRegion | None = None
    shift: Shift = field(default=UNMOVED)

    @property
    def frame(self) -> Frame:
        """That of the source's picture; without one, of what was accepted, or of the template."""
        known = self.snapshot or self.accepted or self.template
        return known.frame

    @property
    def state(self) -> RegionState:
        if self.accepted is None:
            return RegionState.PROPOSED
        if self.accepted.drawing != self.template.drawing:
            return RegionState.OUTDATED
        return RegionState.MOVED if self.accepted.is_moved else RegionState.ACCEPTED

    @property
    def is_current(self) -> bool:
        return self.state in (RegionState.ACCEPTED, RegionState.MOVED)

    @cached_property
    def unmoved(self) -> str:
        """What was accepted, or else the template's region, in the source's frame."""
        if self.accepted is not None and self.is_current:
            return scale_text(self.accepted.text, self.accepted.frame, self.frame)
        return scale_text(self.template.text, self.template.frame, self.frame)

    @cached_property
    def text(self) -> str:
        """The region as it is shown, and as it would be accepted."""
        return move_text(self.unmoved, self.frame, self.shift)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What the rules of regions say of it; it is accepted without any alone."""
        return list_faults(self.text, self.frame)

    @property
    def is_stretched(self) -> bool:
        """Whether the source's picture has another shape than the one that the template was drawn on."""
        return not has_shape_of(self.template.frame, self.frame)


def place_regions(
    template: RegionTemplate, sources: Iterable[Source], shifts: Mapping[UUID, Shift] | None = None
) -> list[PlacedRegion]:
    """A template's region on each of these sources, in their order. Two queries."""
    found = list(sources)
    keys = [source.pk for source in found]
    snapshots = SourceSnapshot.objects.filter(source__in=keys).defer("picture").in_bulk()
    rows = SourceRegion.objects.filter(template=template, source__in=keys)
    accepted = {row.source_id: row for row in rows}
    return [
        PlacedRegion(
            source=source,
            template=template,
            snapshot=snapshots.get(source.pk),
            accepted=accepted.get(source.pk),
            shift=(shifts or {}).get(source.pk, UNMOVED),
        )
        for source in found
    ]


@transaction.atomic
def accept_regions(placed: Collection[PlacedRegion], *, by: User, now: datetime) -> int:
    """Stores those that are sound, as they are shown; answers how many these are."""
    sound = [each for each in placed if not each.faults]
    keys = [each.source.pk for each in sound]
    held = Source.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    there = {*held.values_list("pk", flat=True)}  # one that was deleted meanwhile is left out
    rows = [accept(each, by=by, now=now) for each in sound if each.source.pk in there]
    SourceRegion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("source", "template"), update_fields=WRITTEN
    )
    return len(rows)


def accept(placed: PlacedRegion, *, by: User, now: datetime) -> SourceRegion:
    """Not stored yet. What was moved once stays moved."""
    was_moved = placed.state is RegionState.MOVED
    width, height = placed.frame
    return SourceRegion(
        source=placed.source,
        template=placed.template,
        text=placed.text,
        width=width,
        height=height,
        is_moved=was_moved or bool(placed.shift),
        drawing=placed.template.drawing,
        by=by,
        at=now,
    )


def forget_region(template: RegionTemplate, source: Source) -> None:
    """The template's region is proposed again; one that was never accepted is fine."""
    SourceRegion.objects.filter(template=template, source=source).delete()


def count_current(template: RegionTemplate, sources: QuerySet[Source]) -> int:
    """For how many of these sources it was accepted as it is drawn now. One query."""
    rows = SourceRegion.objects.filter(template=template, drawing=template.drawing)
    return rows.filter(source__in=sources.order_by().values("pk")).count()


def select_open(template: RegionTemplate, sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those for which it is not accepted yet, as it is drawn now."""
    done = SourceRegion.objects.filter(template=template, drawing=template.drawing)
    return sources.exclude(pk__in=done.values("source"))


def list_accepted(sources: QuerySet[Source]) -> list[SourceRegion]:
    """Everything that was accepted for these sources, by the template's name. One query."""
    rows = SourceRegion.objects.filter(source__in=sources.order_by().values("pk"))
    shown = ("source_id", "text", "width", "height", "template__name")
    return list(rows.select_related("template").only(*shown).order_by("template__name", "pk"))


def list_accepted_of_input(project: Project, digest: str) -> list[SourceRegion]:
    """What was accepted for the sources that are this input, with both. One query."""
    rows = SourceRegion.objects.filter(source__project=project, source__digest=digest)
    shown = ("text", "width", "height", "template__name", "source__name")
    found = rows.select_related("template", "source").only(*shown)
    return list(found.order_by("template__name", "source__name")[:MOST_OF_INPUT])


def find_accepted(project: Project, key: int) -> SourceRegion | None:
    """One of a project's sources', with the source and the template. One query."""
    rows = SourceRegion.objects.filter(pk=key, source__project=project)
    return rows.select_related("template", "source").first()


def fit(region: SourceRegion | RegionTemplate, frame: Frame) -> str:
    """Its text in another frame; empty where it cannot be read."""
    try:
        return scale_text(region.text, region.frame, frame)
    except UnreadableRegion:
        return ""
