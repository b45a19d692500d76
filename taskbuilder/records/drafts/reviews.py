"""What each person saw of a draft on its review: the next review says what has changed since."""

from contextlib import suppress
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Draft, ReviewedDraft, Service
from taskbuilder.records.prepared import Parameter, Prepared, PreparedInsert
from taskbuilder.taskspec.json_value import JsonObject

REVIEWED = Prepared(
    lambda: ReviewedDraft.objects.select_related("service", "earlier_service").filter(
        draft=Parameter("draft", fields_of(Draft)["id"]), person=Parameter("person", fields_of(User)["id"])
    )
)
REVIEWING = PreparedInsert(ReviewedDraft)


def note_review(
    draft: Draft, *, by: User, service: Service | None, request: JsonObject, digest: str, now: datetime
) -> ReviewedDraft:
    """Records what a person sees now; the same content seen again leaves what was seen before it as it is.

    `request` is masked. One query, and one that writes where the content is another. Of a draft that was
    deleted in between nothing is stored.
    """
    found = REVIEWED.first(draft=draft.pk, person=by.pk)
    if found is not None and found.digest == digest:
        return found
    seen = {"request": request, "digest": digest, "at": now, "service": service}
    if found is not None:
        seen |= {"earlier": found.request, "earlier_at": found.at, "earlier_service": found.service}
    reviewed = ReviewedDraft(draft=draft, person=by, **seen)
    with suppress(IntegrityError):  # the draft or a service is gone, or another tab was faster
        if found is not None:
            ReviewedDraft.objects.filter(pk=found.pk).update(**seen)
        else:
            REVIEWING.write(reviewed)
    return reviewed
