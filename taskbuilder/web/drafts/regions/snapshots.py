"""The pictures that a draft's regions are drawn on: taken, refused, and where each is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import IO

from django.urls import reverse

from taskbuilder.forms.action_result import ActionResult
from taskbuilder.forms.fields import Control, Group, Question
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.walk import find_field
from taskbuilder.records.drafts.images import (
    MOST_BYTES,
    MOST_PIXELS,
    NoPicture,
    PicturesBusy,
    PictureTooLarge,
)
from taskbuilder.records.drafts.snapshots import (
    MOST_SNAPSHOTS,
    TooManySnapshots,
    list_snapshots,
    remove_snapshot,
    save_snapshot,
)
from taskbuilder.records.models import Draft, RegionTemplate, Snapshot, SourceRegion
from taskbuilder.records.models.drafts import MEMBER_LENGTH
from taskbuilder.records.regions.sources import list_accepted_of_input
from taskbuilder.records.regions.templates import list_region_templates
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Problem, Severity
from taskbuilder.web.drafts.actions import Action, Verb

LIMITS = {"megabytes": MOST_BYTES // 2**20, "megapixels": MOST_PIXELS // 10**6, "limit": MOST_SNAPSHOTS}
NONE_SENT = _("“%(name)s”: no file was selected. Choose a picture first.")
TOO_LARGE = _(
    "“%(name)s”: the picture is too large. Choose one of at most %(megabytes)d MB and %(megapixels)d "
    "million pixels."
)
REFUSALS: dict[type[Exception], str] = {
    NoPicture: _("“%(name)s”: the file is not a supported picture. Choose a JPEG, PNG, WebP or BMP."),
    PictureTooLarge: TOO_LARGE,
    PicturesBusy: _("“%(name)s”: other pictures are being processed. Try again in a few seconds."),
    TooManySnapshots: _("“%(name)s”: this draft already has %(limit)d pictures. Remove one first."),
}
KEPT, REMOVED = _("The picture was saved."), _("The picture was removed.")


@dataclass(frozen=True)
class Pictures:
    """The pictures of one draft, and its project's region templates: looked up for the first region.

    `find_digest`: by which the draft's only input is known, empty where it has more or none.
    """

    slug: str
    draft: Draft
    find_digest: Callable[[], str] = str

    @cached_property
    def known(self) -> dict[str, Snapshot]:
        return list_snapshots(self.draft)

    @cached_property
    def templates(self) -> list[RegionTemplate]:
        return list_region_templates(self.draft.project)

    @cached_property
    def accepted(self) -> list[SourceRegion]:
        """The regions that were accepted for the source that is the draft's only input."""
        digest = self.find_digest()
        return list_accepted_of_input(self.draft.project, digest) if digest else []

    def address_of(self, name: str) -> str:
        """Where the picture under the region of that name is sent and shown."""
        place = {"slug": self.slug, "draft_id": self.draft.pk, "name": name}
        return reverse("draft-snapshot", kwargs=place)

    def find(self, name: str) -> dict[str, object] | None:
        """The picture under that region: its size, and an address that no picture had before."""
        snapshot = self.known.get(name)
        if snapshot is None:
            return None
        href = f"{self.address_of(name)}?kept={snapshot.kept_at.timestamp()}"
        return {"href": href, "width": snapshot.width, "height": snapshot.height}


def find_region(group: Group, name: str) -> Question | None:
    """The question of that name, where it asks for a region."""
    part = find_field(group, name.split("-")) if len(name) <= MEMBER_LENGTH else None
    return part if isinstance(part, Question) and part.ask is Control.REGION else None


def take_picture(
    draft: Draft, region: Question, name: str, file: IO[bytes] | None, *, now: datetime
) -> Problem | None:
    """Keeps the picture under that region, in place of the one before; why not, where it is refused."""
    if file is None:
        return refuse(NONE_SENT, region)
    try:
        save_snapshot(draft, member=name, file=file, now=now)
    except tuple(REFUSALS) as error:
        return refuse(REFUSALS[type(error)], region)
    return None


def refuse(template: str, region: Question) -> Problem:
    params = LIMITS | {"name": Term(region.title)}
    return Problem(path="", rule="form.picture", severity=Severity.ERROR, template=template, params=params)


def change_picture(
    draft: Draft, group: Group, action: Action, file: IO[bytes] | None, *, now: datetime
) -> ActionResult:
    """What became of a picture that was sent, or taken away, with a step's form."""
    region = find_region(group, action.target)
    if region is None:
        return ActionResult()
    if action.verb == Verb.NO_PICTURE:
        remove_snapshot(draft, member=action.target)
        return ActionResult(focus=action.target, announcement=gettext(REMOVED))
    problem = take_picture(draft, region, action.target, file, now=now)
    said = "" if problem else gettext(KEPT)
    return ActionResult(focus=action.target, announcement=said, full=action.target, problem=problem)
