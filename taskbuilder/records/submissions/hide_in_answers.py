"""Hides in stored answers of the cloud what they repeat of their requests' secrets, in every spelling."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.apps.registry import Apps
from django.db.models import Model

from taskbuilder.cloud.client import USUAL_ID
from taskbuilder.cloud.untrusted import Spellings, hide_known, secrets_in, spell_out
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.hide_anew import Count, walk_chunks
from taskbuilder.taskspec.json_value import JsonObject, JsonValue

LOG = logging.getLogger(__name__)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Attempt": ("code", "message", "request_id"),
    "CreatedTask": ("task_id",),
    "Decision": ("note", "matches", "task_ids"),
}
"""What rows beside a submission hold of answers."""
SAID = ("message", "code", "request_id", "members")
"""What an outcome holds of one; its other members are our own."""
MATCHED = ("id", "name", "state", "created_at")
"""What a match holds of one."""


@dataclass(frozen=True)
class StoredAnswer:
    """A row, and one of its columns that holds some of an answer."""

    row: Model
    column: str

    @property
    def value(self) -> JsonValue:
        return cast("JsonValue", getattr(self.row, self.column))

    @property
    def is_usual(self) -> bool:
        """Whether it can hold no secret: empty, or an ID as the cloud gives them."""
        return not self.value or (isinstance(self.value, str) and bool(USUAL_ID.fullmatch(self.value)))

    def hide(self, secrets: Spellings | None) -> JsonValue:
        """The value without the secrets."""
        match self.column, self.value:
            case "outcome", dict(outcome):
                return hide_members(outcome, SAID, secrets)
            case "matches", list(matches):
                return [hide_members(each, MATCHED, secrets) for each in matches if isinstance(each, dict)]
        hidden = hide_known(self.value, secrets)
        limit = cast("int | None", getattr(self.row._meta.get_field(self.column), "max_length", None))
        return storable_text(hidden, limit=limit) if limit and isinstance(hidden, str) else hidden


def hide_members(value: JsonObject, names: Iterable[str], secrets: Spellings | None) -> JsonObject:
    """An object of our own, with the secrets hidden in what these members hold."""
    return {name: hide_known(each, secrets) if name in names else each for name, each in value.items()}


def hide_in_answers(apps: Apps) -> Count:
    """Rows whose answers repeat a secret of their request, or of their project's account, are written anew.

    `apps`: of whatever state of the models. By chunks; a submission that no key can read stays as it is, and
    is named in the log.
    """
    changed = unreadable = 0
    rows = apps.get_model("records", "Submission").objects.select_related("project")
    for chunk in walk_chunks(rows.defer("confirmations", "request")):
        stored = list_stored_answers(apps, chunk)
        for submission in chunk:
            try:
                changed += hide_in_one(submission, stored[submission.pk])
            except UnreadableSecret:
                unreadable += 1
                LOG.warning("submission %s: its secrets cannot be read, nor sought in answers", submission.pk)
    return Count(changed, unreadable)


def list_stored_answers(apps: Apps, submissions: Sequence[Submission]) -> Mapping[UUID, list[StoredAnswer]]:
    """What is stored of the answers to some submissions, by their keys; a query for each kind of row."""
    found: defaultdict[UUID, list[StoredAnswer]] = defaultdict(list)
    for submission in submissions:
        found[submission.pk].append(StoredAnswer(submission, "outcome"))
    for name, columns in COLUMNS.items():
        rows = apps.get_model("records", name).objects.filter(submission_id__in=found)
        for row in rows.only("submission_id", *columns):
            found[row.submission_id] += [StoredAnswer(row, column) for column in columns]
    return found


def hide_in_one(submission: Submission, stored: list[StoredAnswer]) -> bool:
    """Hides what its answers repeat; whether they did. Raises UnreadableSecret."""
    stored = [each for each in stored if not each.is_usual]
    secrets = find_sought(submission) if stored else None
    changed = [(each, hidden) for each in stored if (hidden := each.hide(secrets)) != each.value]
    return sum(write(submission, each, hidden) for each, hidden in changed) > 0


def write(submission: Submission, stored: StoredAnswer, hidden: JsonValue) -> int:
    """Writes one value anew; nothing where a sender wrote another outcome since it was read."""
    rows = type(stored.row)._base_manager.filter(pk=stored.row.pk)
    if stored.column == "outcome":
        rows = rows.filter(state=submission.state, attempt_count=submission.attempt_count)
    return rows.update(**{stored.column: hidden})


def find_sought(submission: Submission) -> Spellings | None:
    """What was sent with a submission and is secret. Raises UnreadableSecret."""
    project = submission.project
    account = filter(None, (project.password, project.secret_key, project.security_token))
    return spell_out((*account, *secrets_in(None, submission.secrets.values())))
