"""Saving, finding and deleting templates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from taskbuilder.records.fields import fields_of, storable_text
from taskbuilder.records.models import AskedField, Project, Service, Template, TemplateVersion
from taskbuilder.records.models.templates import TEMPLATE_NAME_LENGTH, TEMPLATE_TEXT_LENGTH
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import mask_url

MOST_TEMPLATES = 200
"""Of one project: a list that is longer helps nobody to choose."""
MOST_VERSIONS = 100
"""What a page lists of one template."""
MOST_USED = 5


class TemplateNameTaken(Exception):
    """The project has a template of that name."""


class TemplateConflict(Exception):
    """The template was changed since it was read, or it is gone."""


class TooManyTemplates(Exception):
    """The project has MOST_TEMPLATES."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Contents:
    """What a version says: the service, the answers with their secrets, and what is asked each time."""

    service: Service | None
    answers: JsonObject
    asked: list[AskedField]


@transaction.atomic
def add_template(
    *, project: Project, name: str, description: str, contents: Contents, by: User, now: datetime
) -> Template:
    """A new template with its first version. Raises TemplateNameTaken, TooManyTemplates."""
    if Template.objects.filter(project=project).count() >= MOST_TEMPLATES:
        raise TooManyTemplates
    template = Template(project=project, service=contents.service, changed_at=now)
    set_words(template, name, description)
    try:
        with transaction.atomic():
            template.save(force_insert=True)
    except IntegrityError:
        raise TemplateNameTaken from None
    save_version(template, contents, by=by, now=now)
    return template


@transaction.atomic
def change_template(
    template: Template,
    *,
    name: str,
    description: str,
    contents: Contents | None = None,
    by: User,
    now: datetime,
) -> None:
    """Writes a template that was read before, with `contents` as its next version.

    Raises TemplateConflict if somebody was faster, and TemplateNameTaken.
    """
    seen, number = template.changed_at, template.version + (contents is not None)
    set_words(template, name, description)
    template.version, template.changed_at = number, now
    if contents is not None:
        template.service = contents.service
    words = {each: getattr(template, each) for each in ("name", "description", "version", "service")}
    held = Template.objects.filter(pk=template.pk, changed_at=seen)
    try:
        with transaction.atomic():
            if not held.update(**words, changed_at=now):
                raise TemplateConflict
    except IntegrityError:
        raise TemplateNameTaken from None
    if contents is not None:
        save_version(template, contents, by=by, now=now)


def set_words(template: Template, name: str, description: str) -> None:
    """Users and passwords in addresses are hidden: both are stored in clear."""
    template.name = storable_text(mask_url(name), limit=TEMPLATE_NAME_LENGTH)
    template.description = storable_text(mask_url(description), limit=TEMPLATE_TEXT_LENGTH)


def save_version(template: Template, contents: Contents, *, by: User, now: datetime) -> None:
    TemplateVersion.objects.create(
        template=template,
        number=template.version,
        service=contents.service,
        service_name=contents.service.name if contents.service else "",
        answers=contents.answers,
        asked=contents.asked,
        by=by,
        at=now,
    )


def list_templates(project: Project) -> list[Template]:
    """All of a project's with their services, the most used first. One query."""
    rows = Template.objects.filter(project=project).select_related("service").defer("service__config_schema")
    return list(rows.order_by("-use_count", "name")[:MOST_TEMPLATES])


def list_most_used(project: Project) -> list[Template]:
    """The first of these. One query."""
    return _MOST_USED.ask(project=project.pk)


def find_template(*, project: Project, template_id: UUID) -> Template | None:
    """One of a project's, with its service. One query."""
    rows = Template.objects.filter(project=project, pk=template_id)
    return rows.select_related("service").first()


def find_template_named(*, project: Project, name: str) -> Template | None:
    return Template.objects.filter(project=project, name=name).first()


def find_version(template: Template, number: int) -> TemplateVersion | None:
    """With its service, and who saved it. One query."""
    rows = TemplateVersion.objects.filter(template=template, number=number)
    found = rows.select_related("service", "by").first()
    if found is not None:
        found.template = template
    return found


def list_versions(template: Template) -> list[TemplateVersion]:
    """The latest first, with who saved them, without what they hold. One query."""
    rows = TemplateVersion.objects.filter(template=template).select_related("by").defer("answers")
    return list(rows.order_by("-number")[:MOST_VERSIONS])


def count_use(version: TemplateVersion, *, now: datetime) -> None:
    """Notes that a task was made from a template."""
    used = Template.objects.filter(pk=version.template_id)
    used.update(use_count=F("use_count") + 1, used_at=now)


def delete_template(template: Template) -> None:
    """With its versions; what was made from it remembers the name. One that is gone already is fine."""
    Template.objects.filter(pk=template.pk).delete()


def _select_most_used() -> QuerySet[Template]:
    project = Parameter("project", fields_of(Project)["id"])
    return Template.objects.filter(project=project).order_by("-use_count", "name")[:MOST_USED]


_MOST_USED = Prepared(_select_most_used)
