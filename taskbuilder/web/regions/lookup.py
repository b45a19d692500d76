"""Finding the region template that an address names, and the addresses of pages and pictures."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from taskbuilder.records.models import RegionTemplate, SourceSnapshot
from taskbuilder.records.regions.templates import find_region_template
from taskbuilder.web.http.access import ProjectRequest


def find(request: ProjectRequest, template_id: UUID) -> RegionTemplate:
    """Raises Http404 for one that the project does not have."""
    template = find_region_template(project=request.project, template_id=template_id)
    if template is None:
        raise Http404(_("Region template not found in this project. It may have been deleted."))
    template.project = request.project
    return template


def address_of(template: RegionTemplate) -> str:
    return resolve_url("region-template", slug=template.project.slug, template_id=template.pk)


def list_address(request: ProjectRequest) -> str:
    return resolve_url("region-templates", slug=request.project.slug)


def snapshot_address(slug: str, snapshot: SourceSnapshot) -> str:
    """An address that no picture had before, so that a browser keeps it."""
    href = resolve_url("source-snapshot", slug=slug, source_id=snapshot.source_id)
    return f"{href}?kept={snapshot.kept_at.timestamp()}"
