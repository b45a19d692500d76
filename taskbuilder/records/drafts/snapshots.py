"""Saving the pictures of a draft's regions, and finding them."""

from datetime import datetime
from typing import IO

from django.db import transaction
from django.db.models import Q

from taskbuilder.records.drafts.images import rewrite_picture
from taskbuilder.records.drafts.store import DraftGone
from taskbuilder.records.models import Draft, Snapshot

MOST_SNAPSHOTS = 20
"""Of one draft; each takes up to some hundred kilobytes."""


class TooManySnapshots(Exception):
    """The draft holds as many pictures as one may."""


def save_snapshot(draft: Draft, *, member: str, file: IO[bytes], now: datetime) -> None:
    """Saves the picture for that region, in place of the one before.

    Raises NoPicture, PictureTooLarge, PicturesBusy, TooManySnapshots, and DraftGone where the draft went
    meanwhile.
    """
    others = Snapshot.objects.filter(draft_id=draft.pk).exclude(member=member)
    if others.count() >= MOST_SNAPSHOTS:
        raise TooManySnapshots
    picture = rewrite_picture(file)
    values = {"picture": picture.data, "width": picture.width, "height": picture.height, "kept_at": now}
    with transaction.atomic():
        if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
            raise DraftGone
        Snapshot.objects.update_or_create(draft_id=draft.pk, member=member, defaults=values)


def remove_snapshot(draft: Draft, *, member: str) -> None:
    """Removes a region's picture; one that is gone already is fine."""
    Snapshot.objects.filter(draft_id=draft.pk, member=member).delete()


def remove_snapshots_below(draft: Draft, *, row: str) -> None:
    """Removes the pictures of everything in a row that is gone: another one may get its name."""
    below = Q(member=row) | Q(member__startswith=f"{row}-")
    Snapshot.objects.filter(below, draft_id=draft.pk).delete()


def list_snapshots(draft: Draft) -> dict[str, Snapshot]:
    """The draft's pictures by their region's member, without their bytes. One query."""
    snapshots = Snapshot.objects.filter(draft_id=draft.pk).defer("picture")
    return {snapshot.member: snapshot for snapshot in snapshots}


def find_snapshot(draft: Draft, *, member: str) -> Snapshot | None:
    """A region's picture with its bytes. One query."""
    return Snapshot.objects.filter(draft_id=draft.pk, member=member).first()
