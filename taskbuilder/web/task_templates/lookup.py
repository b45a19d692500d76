"""Finding the templates and versions that an address names."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from taskbuilder.records.models import Template, TemplateVersion
from taskbuilder.records.task_templates.store import find_template, find_version
from taskbuilder.web.http.access import ProjectRequest


def find(request: ProjectRequest, template_id: UUID) -> Template:
    """Raises Http404 for one that the project does not have."""
    template = find_template(project=request.project, template_id=template_id)
    if template is None:
        raise Http404(_("Template not found in this project. It may have been deleted."))
    template.project = request.project
    return template


def find_latest(request: ProjectRequest, template_id: UUID) -> tuple[Template, TemplateVersion]:
    """With its latest version."""
    template = find(request, template_id)
    return template, find_number(template, template.version)


def find_number(template: Template, number: int | None) -> TemplateVersion:
    """Raises Http404 for a version that there is not."""
    version = find_version(template, number) if number is not None else None
    if version is None:
        raise Http404(_("The template has no such version."))
    return version


def address_of(template: Template) -> str:
    return resolve_url("template", slug=template.project.slug, template_id=template.pk)
