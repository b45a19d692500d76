"""Finding the plans, runs and tables that an address names."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from taskbuilder.records.models import Plan, PlanUpload
from taskbuilder.records.plans import store
from taskbuilder.records.plans.uploads import find_upload
from taskbuilder.web.http.access import ProjectRequest


def find_plan(request: ProjectRequest, plan_id: UUID) -> Plan:
    """Raises Http404 for one that the project does not have."""
    plan = store.find_plan(project=request.project, plan_id=plan_id)
    if plan is None:
        raise Http404(_("Plan not found in this project. It may have been deleted."))
    plan.project = request.project
    return plan


def find_table(request: ProjectRequest, upload_id: UUID) -> PlanUpload:
    """Raises Http404 for one that is not the person's own, or that was taken."""
    upload = find_upload(project=request.project, person=request.user, upload_id=upload_id)
    if upload is None or (upload.plan is None and upload.template is None):
        raise Http404(_("This table was taken already, or it was deleted after a day. Upload it again."))
    return upload


def address_of(plan: Plan) -> str:
    return resolve_url("plan", slug=plan.project.slug, plan_id=plan.pk)
