"""Starting, saving and finding drafts."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Draft, Project, Service, Submission, TemplateVersion
from taskbuilder.records.prepared import Parameter, PreparedUpdate
from taskbuilder.taskspec.json_value import JsonObject


class DraftConflict(Exception):
    """The draft was changed elsewhere since it was read."""


class DraftGone(Exception):
    """The draft was submitted or removed since it was read."""


def start_draft(
    *,
    project: Project,
    owner: User,
    service: Service | None = None,
    answers: JsonObject | None = None,
    title: str = "",
    now: datetime,
    draft_id: UUID | None = None,
    made_from: Submission | None = None,
    is_replacement: bool = False,
    template: TemplateVersion | None = None,
) -> Draft:
    """A new draft at revision 1, under the given id or a random one.

    `is_replacement`: its tasks are to take the place of those of `made_from`.
    """
    draft = Draft(project=project, owner=owner, service=service, created_at=now, updated_at=now)
    draft.made_from, draft.template, draft.is_replacement = made_from, template, is_replacement
    draft.pk = draft_id or draft.pk
    draft.answers = answers or {}
    draft.set_title(title)
    draft.save(force_insert=True)
    return draft


def find_replaced(draft: Draft) -> Submission | None:
    """The submission whose tasks a draft's are to replace. One query; none for another draft.

    Its request is read where it is asked for.
    """
    if not draft.is_replacement or draft.made_from_id is None:
        return None
    return Submission.objects.only("name", "service").get(pk=draft.made_from_id)


def select_saving() -> tuple[QuerySet[Draft], dict[str, Combinable]]:
    fields = fields_of(Draft)
    written = {name: Parameter(name, fields[name]) for name in SAVED}
    written["service"] = Parameter("service", fields_of(Service)["id"])
    asked = {"pk": Parameter("pk", fields["id"]), "revision": Parameter("read_revision", fields["revision"])}
    return Draft.objects.filter(**asked), {**written}


SAVED = ("answers", "confirmations", "title", "updated_at", "revision")
SAVING = PreparedUpdate(select_saving)


def save_draft(
    draft: Draft,
    *,
    answers: JsonObject,
    confirmations: list[dict[str, str]],
    service: Service | None,
    title: str,
    now: datetime,
) -> None:
    """Writes the draft as its next revision, and brings the object up to date.

    Raises DraftConflict if another tab was faster or the service was deleted, and DraftGone if the draft was.
    """
    draft.answers, draft.confirmations, draft.service, draft.updated_at = answers, confirmations, service, now
    draft.set_title(title)
    try:
        written = SAVING.write(
            pk=draft.pk,
            read_revision=draft.revision,
            answers=answers,
            confirmations=confirmations,
            service=service and service.pk,
            title=draft.title,
            updated_at=now,
            revision=draft.revision + 1,
        )
    except IntegrityError:  # its service was deleted since it was read
        raise DraftConflict from None
    if not written:
        raise DraftConflict if Draft.objects.filter(pk=draft.pk).exists() else DraftGone
    draft.revision += 1


def find_draft(*, project: Project, owner: User, draft_id: UUID) -> Draft | None:
    """The owner's own draft in this project, or a shared one; another's is not found. One query, its service
    included.
    """
    is_open = Q(owner_id=owner.pk) | Q(is_shared=True)
    drafts = Draft.objects.filter(is_open, pk=draft_id, project_id=project.pk)
    return next(iter(drafts.select_related("service")), None)


UNTOUCHED = Q(revision=1, service=None, title="")
"""Begun empty and never written to."""
LEFT_ALONE = timedelta(hours=1)
"""After this long, an untouched draft is open in no tab any more."""


def find_untouched(*, project: Project, owner: User, now: datetime) -> Draft | None:
    """A draft of the owner's that was begun a while ago and never written to, if there is one. One query."""
    empty = Draft.objects.filter(UNTOUCHED, project=project, owner=owner, updated_at__lte=now - LEFT_ALONE)
    return empty.order_by("-updated_at").first()


def list_drafts(*, project: Project, owner: User, limit: int, offset: int = 0) -> QuerySet[Draft]:
    """The owner's drafts in this project and the shared ones, last changed first, without their answers. One
    query.

    Those that hold nothing are left out.
    """
    return select_drafts(project, owner)[offset : offset + limit]


def select_drafts(project: Project | Parameter, owner: User | Parameter) -> QuerySet[Draft]:
    drafts = Draft.objects.filter(~UNTOUCHED, Q(owner=owner) | Q(is_shared=True), project=project)
    drafts = drafts.select_related("service", "owner", "handed_by")
    unneeded = ("answers", "confirmations", "service__config_schema")
    return drafts.defer(*unneeded).order_by("-updated_at", "-pk")


def discard_draft(draft: Draft) -> None:
    """Removes a draft for good; one that is gone already is fine."""
    Draft.objects.filter(pk=draft.pk).delete()
