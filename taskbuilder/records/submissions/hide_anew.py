"""Hides what later rules name as secret in rows that were stored before them."""

import json
import logging
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from django.db.models import Manager, Model, QuerySet

from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Draft, InputFingerprint, Submission
from taskbuilder.records.models.drafts import TITLE_LENGTH
from taskbuilder.records.models.submissions import DESCRIPTION_LENGTH, NAME_LENGTH
from taskbuilder.records.submissions.fingerprints import list_all_digests
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.declared import read_declared
from taskbuilder.taskspec.secrets.split import join_secrets, mask_url, split_secrets

Row = TypeVar("Row", bound=Model)
CHUNK = 500
LOG = logging.getLogger(__name__)


class Count(NamedTuple):
    """How many rows were changed, and how many no key can read: these stay as they are."""

    changed: int
    unreadable: int


def hide_in_submissions(submissions: Manager[Submission], fingerprints: Manager[InputFingerprint]) -> Count:
    """Splits the secrets off again that stored requests hold in clear.

    Both are managers, of whatever state of the models. By chunks, each row written at once and alone: what is
    sent is the same before and after, and what was hidden stays so. A row that no key can read stays as it
    is, and is named in the log. What they are found by follows with `records.search.filling.rebuild`.
    """
    columns = ("pk", "request", "secrets", "name", "description", "service__config_schema")
    changed = unreadable = 0
    for row in walk(submissions.select_related("service").only(*columns)):
        declared = read_declared(json.dumps(row.service.config_schema))
        masked, found = split_secrets(row.request, declared)
        if not found:
            continue
        try:
            secrets = add_secrets(row, found)
        except UnreadableSecret:
            unreadable += 1
            LOG.warning("submission %s: its secrets cannot be read, so that none is hidden anew", row.pk)
            continue
        fingerprints.filter(submission_id=row.pk).delete()
        fingerprints.bulk_create(
            fingerprints.model(service_id=row.service_id, submission_id=row.pk, digest=digest)
            for digest in list_all_digests(masked)
        )
        # Last: until then the row is found again, if this is cut off.
        row.request, row.secrets = masked, secrets
        row.name = storable_text(mask_url(row.name), limit=NAME_LENGTH)
        row.description = storable_text(mask_url(row.description), limit=DESCRIPTION_LENGTH)
        row.save(update_fields=["request", "secrets", "name", "description"])
        changed += 1
    return Count(changed, unreadable)


def add_secrets(row: Submission, found: JsonObject) -> dict[str, JsonValue]:
    """The secrets of a submission with those that were found in what is shown of it, each of them whole."""
    whole = join_secrets(row.request, row.secrets)
    within = tuple(f"{where}/" for where in found)
    kept = {where: value for where, value in row.secrets.items() if not where.startswith(within)}
    return kept | {where: pointer.get(whole, where) for where in found}


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
    """Every row by its key."""
    for chunk in walk_chunks(rows):
        yield from chunk


def walk_chunks(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Every row by its key, so many at a time, and no query open between two chunks."""
    last = None
    while chunk := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk
