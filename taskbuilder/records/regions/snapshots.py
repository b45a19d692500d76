"""Saving the pictures of sources, and finding them."""

from collections.abc import Collection
from datetime import datetime
from typing import IO, Final

from django.db import transaction
from django.db.models import Q

from taskbuilder.records.drafts.images import rewrite_picture
from taskbuilder.records.models import Project, Source, SourceSnapshot

LONGEST_SIDE, QUALITY = 960, 70
"""Pixels, and that of the JPEG: a page shows many pictures at once, each small. One takes 40 to 150 kB."""
MOST_SNAPSHOTS: Final = 5_000
"""Of one project: at most some 700 megabytes."""
MOST_LISTED: Final = 200


class TooManySnapshots(Exception):
    """The project's sources have MOST_SNAPSHOTS pictures."""


class SourceGone(Exception):
    """The source was deleted meanwhile."""


def save_source_snapshot(source: Source, *, file: IO[bytes], now: datetime) -> None:
    """Saves the picture of a source, in place of the one before.

    Raises NoPicture, PictureTooLarge, PicturesBusy, TooManySnapshots and SourceGone.
    """
    others = SourceSnapshot.objects.filter(source__project_id=source.project_id).exclude(source=source.pk)
    if others.count() >= MOST_SNAPSHOTS:
        raise TooManySnapshots
    picture = rewrite_picture(file, longest_side=LONGEST_SIDE, quality=QUALITY)
    width, height = picture.frame
    values = {"picture": picture.data, "width": width, "height": height, "kept_at": now}
    with transaction.atomic():
        if not Source.objects.select_for_update().filter(pk=source.pk).exists():
            raise SourceGone
        SourceSnapshot.objects.update_or_create(source_id=source.pk, defaults=values)


def remove_source_snapshot(source: Source) -> None:
    """One that is gone already is fine."""
    SourceSnapshot.objects.filter(source=source.pk).delete()


def list_seen(project: Project) -> list[SourceSnapshot]:
    """The first MOST_LISTED pictures by their sources' names, without their bytes. One query."""
    rows = SourceSnapshot.objects.filter(source__project=project).select_related("source")
    shown = ("width", "height", "kept_at", "source__name", "source__project_id")
    return list(rows.only(*shown).order_by("source__name")[:MOST_LISTED])


def find_frame(source: Source) -> SourceSnapshot | None:
    """Without its bytes. One query."""
    return SourceSnapshot.objects.filter(source=source.pk).defer("picture").first()


def find_source_snapshot(source: Source) -> SourceSnapshot | None:
    """With its bytes. One query."""
    return SourceSnapshot.objects.filter(source=source.pk).first()


def find_sources_named(project: Project, names: Collection[str]) -> dict[str, Source]:
    """A project's sources by these names; in another spelling of letters where only one has it. One query."""
    wanted = Q(name__in=names)
    for name in names:
        wanted |= Q(name__iexact=name)
    rows = Source.objects.filter(wanted, project=project).only("pk", "name", "project_id")
    exact: dict[str, Source] = {}
    folded: dict[str, list[Source]] = {}
    for source in rows:
        exact[source.name] = source
        folded.setdefault(source.name.casefold(), []).append(source)
    found = {name: exact.get(name) or find_only(folded.get(name.casefold(), [])) for name in names}
    return {name: source for name, source in found.items() if source is not None}


def find_only(sources: Collection[Source]) -> Source | None:
    return next(iter(sources)) if len(sources) == 1 else None
