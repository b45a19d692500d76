"""What has changed in a draft since its last review by the same person."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from taskbuilder.records.drafts.reviews import note_review
from taskbuilder.records.models import ReviewedDraft
from taskbuilder.taskspec.comparison.diff import compare
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.submissions.changed_fields import (
    ChangedField,
    Side,
    compare_services,
    list_changed_fields,
    sort_changes,
)

MOST_SHOWN = 50
"""Changed fields that the review lists; the page has all of the request below."""
MOST_OPEN = 10
"""A longer list is folded."""
LONGEST = 500_000
"""Characters of a request that is compared; a longer one is too much to store with each review."""


@dataclass(frozen=True, kw_only=True)
class ReviewChanges:
    """`at`: when the earlier review was; `count`: of changed fields, of which `parts` has the first."""

    at: datetime
    count: int
    parts: list[tuple[str, list[ChangedField]]]

    @property
    def rest(self) -> int:
        return self.count - sum(len(fields) for _title, fields in self.parts)

    @property
    def is_open(self) -> bool:
        return self.count <= MOST_OPEN


def list_review_changes(state: DraftState, text: str, by: User) -> ReviewChanges | None:
    """The changes since this person's earlier review, which becomes the one that the next compares with.

    `text`: the masked request as JSON. None on the first review and for a request that is too long.
    """
    if len(text) > LONGEST:
        return None
    reviewed = note_review(
        state.draft,
        by=by,
        service=state.chosen_service,
        request=state.shown,
        digest=state.digest,
        now=state.now,
    )
    return describe_changes(state, reviewed)


def describe_changes(state: DraftState, reviewed: ReviewedDraft) -> ReviewChanges | None:
    if reviewed.earlier_at is None:
        return None
    services = compare_services(reviewed.earlier_service, state.chosen_service)
    found = sort_changes(compare(reviewed.earlier, state.shown))
    old, new = reviewed.earlier_service or state.chosen_service, state.chosen_service
    if old is None or new is None:
        return ReviewChanges(at=reviewed.earlier_at, count=len(services), parts=services)
    sides = Side(reviewed.earlier, old.spec), Side(state.shown, new.spec)
    fields = list_changed_fields(found[:MOST_SHOWN], *sides)
    return ReviewChanges(at=reviewed.earlier_at, count=len(services) + len(found), parts=[*services, *fields])
