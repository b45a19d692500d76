"""The pages that show what each column of a table is read as: before a table is taken, and of a plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Plan, PlanUpload, Role
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.store import read_rows
from taskbuilder.tables.table import Note
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.plans.lookup import address_of, find_plan, find_table
from taskbuilder.web.plans.refusals import REFUSALS, explain
from taskbuilder.web.plans.tables.bases import Base, read_plan, read_template
from taskbuilder.web.plans.tables.columns_form import Choices, ColumnsForm
from taskbuilder.web.plans.tables.fields import PlanField
from taskbuilder.web.plans.tables.proposals import (
    name_plan,
    propose,
    propose_next,
    propose_sources,
    read_choices,
)
from taskbuilder.web.plans.tables.taking import change_columns, make_plan, take_table

SAMPLES = 3
Take = Callable[[Choices], Plan]


@dataclass(frozen=True, kw_only=True, repr=False)
class Source:
    """A table whose columns are asked for, as the page describes it."""

    title: str
    headers: Sequence[str]
    samples: Sequence[Sequence[str]]
    count: int
    back: str
    button: str
    fields: Sequence[PlanField]
    chosen: Choices
    is_new: bool = False
    is_of_sources: bool = False
    file_name: str = ""
    notes: Sequence[str] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_table(request: ProjectRequest, upload_id: UUID) -> HttpResponse:
    """What a table that was just uploaded is read as: of a new plan, or the next one of a plan."""
    upload = find_table(request, upload_id)
    if upload.plan is not None:
        return show_next(request, upload, upload.plan)
    assert upload.template is not None
    upload.template.project = request.project
    base = read_template(upload.template, request.user)
    name = name_plan(request.project, upload.file_name, upload.template.name)
    make_proposal = propose_sources if upload.sources else propose
    chosen = make_proposal(upload.table, base.fields, name=name)
    back = resolve_url("plans", slug=request.project.slug)
    source = describe(upload, upload.template.name, base, chosen, button=_("Create plan"), back=back)

    def take(choices: Choices) -> Plan:
        assert base.service is not None
        return make_plan(upload, base, base.service, choices, by=request.user, now=timezone.now())

    return ask(request, source, take)


def show_next(request: ProjectRequest, upload: PlanUpload, plan: Plan) -> HttpResponse:
    plan.project = request.project
    base = read_plan(plan, request.user)
    chosen = propose_next(plan, upload.table, base.fields)
    source = describe(upload, plan.name, base, chosen, button=_("Take table"), back=address_of(plan))

    def take(choices: Choices) -> Plan:
        take_table(plan, upload, choices, now=timezone.now())
        return plan

    return ask(request, source, take)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_columns(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """What the columns of a plan's table are read as."""
    plan = find_plan(request, plan_id)
    rows = plan.rows.filter(is_wanted=True)
    source = Source(
        title=plan.name,
        headers=plan.headers,
        samples=[row.cells for row in read_rows(plan, limit=SAMPLES)],
        count=sum(max(len(lines), 1) for lines in rows.values_list("lines", flat=True)),
        back=address_of(plan),
        button=_("Save columns"),
        fields=read_plan(plan, request.user).fields,
        chosen=read_choices(plan),
    )

    def take(choices: Choices) -> Plan:
        change_columns(plan, choices, now=timezone.now())
        return plan

    return ask(request, source, take)


def describe(
    upload: PlanUpload, title: str, base: Base, chosen: Choices, *, button: str, back: str
) -> Source:
    table = upload.table
    notes = [Note(template=template, params=params) for template, params in table["notes"]]
    return Source(
        title=title,
        headers=table["headers"],
        samples=table["rows"][:SAMPLES],
        count=len(table["rows"]),
        back=back,
        button=button,
        fields=base.fields,
        chosen=chosen,
        is_new=upload.plan is None,
        is_of_sources=bool(upload.sources),
        file_name=upload.file_name,
        notes=[note.render(_) for note in notes],
    )


def ask(request: ProjectRequest, source: Source, take: Take) -> HttpResponse:
    """The form, or on to the plan's page once it was taken and compared."""
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headers=source.headers,
        fields=source.fields,
        chosen=source.chosen,
        is_new=source.is_new,
    )
    if form.is_bound and form.is_valid():
        try:
            plan = take(form.choices)
        except REFUSALS as error:
            form.add_error("name" if "name" in form.fields else None, explain(error, form.choices.name))
        else:
            ensure_judged(plan, now=timezone.now())
            return redirect_after_post(address_of(plan))
    context = {"form": form, "source": source, "rows": form.list_rows(source.samples)}
    return render(request, "plans/columns.html", context, status=422 if form.errors else 200)
