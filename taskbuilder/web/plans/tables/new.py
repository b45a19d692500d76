"""The pages that take a table: of a new plan, and the next one of a plan."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Plan, PlanUpload, Role, Template
from taskbuilder.records.models.imports import TableData
from taskbuilder.records.plans import store
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.uploads import save_upload
from taskbuilder.records.task_templates.store import list_templates
from taskbuilder.tables.table import Table
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.plans.hidden_cells import read_cells
from taskbuilder.web.plans.lookup import address_of, find_plan
from taskbuilder.web.plans.problems_file import is_problems_file, list_edits
from taskbuilder.web.plans.refusals import explain
from taskbuilder.web.plans.tables.upload_form import NewPlanForm, UploadForm


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_new(request: ProjectRequest) -> HttpResponse:
    """Takes the template and a table; what the table is read as is the next page's."""
    templates = list_templates(request.project)
    form = NewPlanForm(request, templates, back=resolve_url("plans", slug=request.project.slug))
    if request.method == "POST" and form.is_valid():
        template = next(each for each in templates if str(each.pk) == form.cleaned_data["template"])
        return lead_to_columns(request, save(request, form, template=template))
    form.withhold()
    context = {"form": form, "has_templates": bool(templates)}
    return render(request, "plans/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_upload(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """Takes the next table of a plan."""
    plan = find_plan(request, plan_id)
    form = UploadForm(request, back=address_of(plan))
    if request.method == "POST" and form.is_valid():
        if is_problems_file(form.cleaned_data["table"]):
            return take_fixes(request, plan, form.cleaned_data["table"])
        return lead_to_columns(request, save(request, form, plan=plan))
    form.withhold()
    context = {"form": form, "plan": plan}
    return render(request, "plans/upload.html", context, status=422 if form.errors else 200)


def take_fixes(request: ProjectRequest, plan: Plan, table: Table) -> HttpResponse:
    """Writes what a file of problems has otherwise, and compares; all other rows stay."""
    edits, lost = list_edits(plan, table, read_cells(plan))
    try:
        if edits:
            store.change_cells(plan, edits, revision=plan.revision, now=timezone.now())
            ensure_judged(plan, now=timezone.now())
    except (store.PlanBusy, store.PlanMoved) as error:
        messages.warning(request, explain(error))
        return redirect_after_post(request.path)
    rows = len({edit[0] for edit in edits})
    words = ngettext("%(counter)s row was changed.", "%(counter)s rows were changed.", rows)
    messages.success(request, words % {"counter": rows})
    if lost:
        words = ngettext(
            "%(counter)s row of the file is no longer in the plan.",
            "%(counter)s rows of the file are no longer in the plan.",
            lost,
        )
        messages.warning(request, words % {"counter": lost})
    return redirect_after_post(address_of(plan))


def save(
    request: ProjectRequest, form: UploadForm, *, template: Template | None = None, plan: Plan | None = None
) -> PlanUpload:
    return save_upload(
        project=request.project,
        person=request.user,
        template=template,
        plan=plan,
        table=write_table(form.cleaned_data["table"]),
        file_name=form.cleaned_data["file_name"],
        now=timezone.now(),
    )


def write_table(table: Table) -> TableData:
    """As it is stored."""
    return {
        "headers": table.headers,
        "numbers": [row.number for row in table.rows],
        "rows": [row.cells for row in table.rows],
        "notes": [(note.template, dict(note.params)) for note in table.notes],
    }


def lead_to_columns(request: ProjectRequest, upload: PlanUpload) -> HttpResponse:
    return redirect_after_post(resolve_url("plan-table", slug=request.project.slug, upload_id=upload.pk))
