"""Creating a submission from a draft, or from what a program sent, and handing it to the outbox."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import transaction

from taskbuilder.records.drafts.store import DraftConflict, DraftGone
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import ApiToken, Draft, Service, Submission, TemplateVersion
from taskbuilder.records.models.submissions import DESCRIPTION_LENGTH, NAME_LENGTH
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.notification import notify_workers
from taskbuilder.records.prepared import PreparedInsert
from taskbuilder.records.search.entries import note_kinds, save_entry
from taskbuilder.records.submissions.fingerprints import save_fingerprints
from taskbuilder.records.task_actions.replacements import begin_replacement
from taskbuilder.records.task_templates.store import count_use
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.declared import Declared, declared_by
from taskbuilder.taskspec.secrets.split import split_secrets


@transaction.atomic
def submit(
    *,
    draft: Draft,
    request: JsonObject,
    confirmations: list[dict[str, str]],
    by: User,
    now: datetime,
    revision: int | None = None,
    declared: Declared | None = None,
) -> Submission:
    """Freezes `request` (canonical, with its secrets) as the one submission of this draft; removes the draft.

    `declared`: what is secret in its config, where that is more than the service's schema declares.

    A second call for the same draft answers the first one's row: a double click, a reload, two tabs. Raises
    DraftConflict if the draft is no longer at `revision`, the one that was reviewed, or if its service was
    deleted or given to another project; DraftGone if the draft was discarded.
    """
    held = Draft.objects.select_for_update().filter(pk=draft.pk).select_related(None).first()
    earlier = Submission.objects.filter(draft_id=draft.pk).first()
    if earlier is not None:
        return earlier
    if held is None:
        raise DraftGone
    is_moved = revision is not None and held.revision != revision
    if held.service is None or held.service.project_id != held.project_id or is_moved:
        raise DraftConflict
    submission = build_submission(
        service=held.service,
        request=request,
        confirmations=confirmations,
        by=by,
        now=now,
        draft_id=held.pk,
        made_from=held.made_from_id,
        declared=declared,
    )
    if held.template is not None:
        note_template(submission, held.template)
    enqueue(submission)
    if held.is_replacement and held.made_from_id is not None:
        begin_replacement(submission, old_id=held.made_from_id, by=by, now=now)
    held.delete()
    return submission


def note_template(submission: Submission, version: TemplateVersion) -> None:
    """Remembers what a submission was made from, by name too, and counts it."""
    submission.template, submission.template_name = version, version.template.name
    count_use(version, now=submission.created_at)


def build_submission(
    *,
    service: Service,
    request: JsonObject,
    confirmations: list[dict[str, str]],
    by: User,
    now: datetime,
    submission_id: UUID | None = None,
    draft_id: UUID | None = None,
    token: ApiToken | None = None,
    made_from: UUID | None = None,
    declared: Declared | None = None,
) -> Submission:
    """The submission's row, not yet stored: secrets apart, and due at once."""
    masked, secrets = split_secrets(request, declared or declared_by(service.spec))
    submission = Submission(
        pk=submission_id or uuid4(),
        project=service.project,
        service=service,
        draft_id=draft_id,
        made_from_id=made_from,
        token=token,
        created_by=by,
        created_at=now,
        name=storable_text(masked.get("name", ""), limit=NAME_LENGTH),
        description=storable_text(masked.get("description", ""), limit=DESCRIPTION_LENGTH),
        request=masked,
        secrets=secrets,
        confirmations=confirmations,
        due_at=now,
    )
    note_kinds(submission)
    return submission


SUBMISSIONS = PreparedInsert(Submission)


def enqueue(submission: Submission) -> None:
    """Stores a new submission, inside the caller's transaction; with its commit it is the outbox's."""
    SUBMISSIONS.write(submission)
    save_fingerprints(submission, submission.service)
    save_entry(submission)
    fault_point(Point.SUBMITTING)
    transaction.on_commit(lambda: fault_point(Point.SUBMITTED))
    transaction.on_commit(lambda: notify_workers(submission.pk))
