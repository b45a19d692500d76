"""Hides what later rules name as secret in rows that were stored before them."""

import logging
from collections.abc import Iterator
from typing import TypeVar

from django.db.models import Manager, Model, QuerySet

from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Draft, InputFingerprint, Submission
from taskbuilder.records.models.drafts import TITLE_LENGTH
from taskbuilder.records.models.submissions import DESCRIPTION_LENGTH, NAME_LENGTH
from taskbuilder.records.submissions.fingerprints import list_digests
from taskbuilder.taskspec.secrets.split import join_secrets, mask_url, split_secrets

Row = TypeVar("Row", bound=Model)
CHUNK = 500
LOG = logging.getLogger(__name__)


def hide_in_submissions(submissions: Manager[Submission], fingerprints: Manager[InputFingerprint]) -> int:
    """Splits the secrets off again that stored requests hold in clear; the number of rows changed.

    Both are managers, of whatever state of the models. By chunks, each row written at once and alone: what is
    sent is the same before and after. A row that no key can read stays as it is, and is named in the log.
    """
    count = 0
    for row in walk(submissions.only("pk", "request", "secrets", "name", "description", "service_id")):
        _masked, found = split_secrets(row.request)
        if not found:
            continue
        try:
            masked, secrets = split_secrets(join_secrets(row.request, row.secrets))
        except UnreadableSecret:
            LOG.warning("submission %s: its secrets cannot be read, so that none is hidden anew", row.pk)
            continue
        fingerprints.filter(submission_id=row.pk).delete()
        fingerprints.bulk_create(
            fingerprints.model(service_id=row.service_id, submission_id=row.pk, digest=digest)
            for digest in list_digests(masked)
        )
        # Last: until then the row is found again, if this is cut off.
        row.request, row.secrets = masked, secrets
        row.name = storable_text(mask_url(row.name), limit=NAME_LENGTH)
        row.description = storable_text(mask_url(row.description), limit=DESCRIPTION_LENGTH)
        row.save(update_fields=["request", "secrets", "name", "description"])
        count += 1
    return count


def hide_in_titles(drafts: Manager[Draft]) -> int:
    """The same for the titles of drafts, which are stored in clear."""
    count = 0
    for row in walk(drafts.only("pk", "title")):
        shown = mask_url(row.title)
        if shown != row.title:
            drafts.filter(pk=row.pk).update(title=storable_text(shown, limit=TITLE_LENGTH))
            count += 1
    return count


def walk(rows: QuerySet[Row]) -> Iterator[Row]:
    """Every row by its key, so many at a time, and no query open between two chunks."""
    last = None
    while chunk := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk
