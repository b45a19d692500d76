"""Tables that wait for somebody to say what their columns are."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Plan, PlanUpload, Project, Template
from taskbuilder.records.models.imports import FILE_NAME_LENGTH, TableData
from taskbuilder.taskspec.json_value import JsonObject

SAVED_FOR = timedelta(days=1)


def save_upload(
    *,
    project: Project,
    person: User,
    table: TableData,
    file_name: str,
    now: datetime,
    plan: Plan | None = None,
    template: Template | None = None,
    sources: JsonObject | None = None,
) -> PlanUpload:
    """For a new plan of `template`, or as the next table of `plan`; `sources`: what it was made of."""
    return PlanUpload.objects.create(
        project=project,
        person=person,
        plan=plan,
        template=template,
        file_name=storable_text(file_name, limit=FILE_NAME_LENGTH),
        table=table,
        sources=sources or {},
        created_at=now,
    )


def find_upload(*, project: Project, person: User, upload_id: UUID) -> PlanUpload | None:
    """The person's own. One query, plan and template with it."""
    rows = PlanUpload.objects.filter(project=project, person=person, pk=upload_id)
    return rows.select_related("plan", "template").first()


def forget_upload(upload: PlanUpload) -> None:
    PlanUpload.objects.filter(pk=upload.pk).delete()
