"""Plans of the inventory's sources: a new one, and comparing it again once the inventory has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from uuid import UUID

from crispy_forms.layout import HTML, Div, Layout
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.inventory.tables import REGION, SourceChoice, make_table
from taskbuilder.records.models import Plan, PlanUpload, Role, Template
from taskbuilder.records.plans.fixing.keeping import Kept, keep_fixed
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.store import PlanBusy, PlanMoved, Replaced, TooManyRows
from taskbuilder.records.plans.uploads import save_upload
from taskbuilder.records.task_templates.store import list_templates
from taskbuilder.tables.table import Table
from taskbuilder.taskspec.json_value import JsonObject, as_object, as_text
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.bulk import Chosen, read_chosen, say_nothing_chosen
from taskbuilder.web.inventory.filter_form import read_narrowing
from taskbuilder.web.inventory.lookup import SOURCES, list_address
from taskbuilder.web.plans.lookup import address_of, find_plan
from taskbuilder.web.plans.refusals import explain
from taskbuilder.web.plans.tables.bases import Base, read_plan, read_template
from taskbuilder.web.plans.tables.columns_form import Choices
from taskbuilder.web.plans.tables.fields import list_frames
from taskbuilder.web.plans.tables.new import lead_to_columns, write_table
from taskbuilder.web.plans.tables.proposals import propose_more, read_choices
from taskbuilder.web.plans.tables.taking import write
from taskbuilder.web.plans.tables.upload_form import ask_template, offer_templates

MOST_NAMED = 10
REGION_GONE = gettext_noop(
    "No source has a region for the column “%(column)s” any more. Choose another column on the page of the "
    "columns, or accept regions first."
)


class SourcesForm(PageForm):
    """Asks for the template; which sources were chosen is posted again."""

    template = ask_template()

    def __init__(self, data: QueryDict | None, templates: Sequence[Template], *, back: str) -> None:
        super().__init__(data)
        self.back = back
        offer_templates(self, templates)

    def lay_out(self) -> Layout:
        chosen = HTML('{% include "inventory/chosen.html" %}')
        cancel = HTML('{% include "components/cancel.html" %}')
        buttons = Div(submit(_("Read sources")), cancel, css_class="d-flex flex-wrap gap-2")
        return Layout(chosen, "template", buttons)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_from_sources(request: ProjectRequest) -> HttpResponse:
    """Asks for the template of chosen sources, and stores them as the table of a new plan."""
    back = list_address(request, SOURCES)
    if request.method != "POST":  # where signing in leads back to
        return redirect(back)
    chosen = read_chosen(request, SOURCES)
    if not chosen.keys:
        return say_nothing_chosen(request, SOURCES)
    templates = list_templates(request.project)
    form = SourcesForm(request.POST if "confirmed" in request.POST else None, templates, back=back)
    if form.is_bound and form.is_valid():
        template = next(each for each in templates if str(each.pk) == form.cleaned_data["template"])
        choice = read_choice(request.POST, chosen)
        table = read_sources(request, template, choice)
        if table.rows:
            return lead_to_columns(request, save(request, table, template, choice))
        words = _("“%(template)s” has another input type than these sources. Choose another template.")
        form.add_error("template", words % {"template": template.name})
    context = {"form": form, "chosen": chosen, "has_templates": bool(templates)}
    context["posted"] = list_posted(request.POST, chosen)
    return render(request, "plans/from_sources.html", context, status=422 if form.errors else 200)


def read_choice(post: QueryDict, chosen: Chosen) -> SourceChoice:
    if "all" in post:
        return SourceChoice(narrowing=read_narrowing(post))
    return SourceChoice(keys=tuple(chosen.keys))


def list_posted(post: QueryDict, chosen: Chosen) -> Mapping[str, str]:
    """What says again which were chosen."""
    if "all" in post:
        return {"all": "yes", **asdict(read_narrowing(post))}
    return chosen.posted


def read_sources(request: ProjectRequest, template: Template, choice: SourceChoice) -> Table:
    """Those that the template's input can be; secrets are among their cells. Raises UnreadableSecret."""
    template.project = request.project
    base = read_template(template, request.user)
    return make_source_table(request, base, choice)


def make_source_table(request: ProjectRequest, base: Base, choice: SourceChoice) -> Table:
    """With the regions that were accepted for them, where the service asks for one."""
    kind, frames = kind_of(base.request), list_frames(base.fields)
    return make_table(project=request.project, choice=choice, kind=kind, frames=frames)


def kind_of(request: JsonObject) -> str:
    return as_text(as_object(request.get("input")).get("type"))


def save(request: ProjectRequest, table: Table, template: Template, choice: SourceChoice) -> PlanUpload:
    return save_upload(
        project=request.project,
        person=request.user,
        template=template,
        table=write_table(table),
        sources=choice.to_json(),
        file_name="",
        now=timezone.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def compare_again(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """Takes the sources of a plan as they are now, in place of its table, and compares."""
    plan = find_plan(request, plan_id)
    if request.method == "POST" and plan.sources:
        try:
            replaced = take_sources(request, plan)
            ensure_judged(plan, now=timezone.now())
        except (PlanBusy, PlanMoved, TooManyRows) as error:
            messages.warning(request, explain(error))
        else:
            messages.success(request, describe(replaced))
    return redirect_after_post(address_of(plan))


def take_sources(request: ProjectRequest, plan: Plan) -> Replaced:
    """Raises PlanBusy, PlanMoved, TooManyRows, UnreadableSecret."""
    base = read_plan(plan, request.user)
    choice = SourceChoice.from_json(plan.sources)
    table = make_source_table(request, base, choice)
    for note in table.notes:
        messages.info(request, note.render(_))
    headers = list(dict.fromkeys((*plan.headers, *table.headers)))
    rows = [(row.number, order_cells(table.headers, row.cells, headers)) for row in table.rows]
    choices, lost = leave_out_regions(read_choices(plan), headers, table.headers)
    there = [header if header in table.headers else "" for header in headers]
    choices = propose_more(choices, there, base.fields)
    for header in (header for header, where in lost.items() if where not in choices.columns.values()):
        messages.warning(request, _(REGION_GONE) % {"column": header})
    kept = keep_fixed(plan, rows, headers)
    if kept.named:
        messages.info(request, describe_kept(kept))
    return write(plan, kept.rows, headers, choices, now=timezone.now(), fixed=kept.fixed)


def leave_out_regions(
    choices: Choices, headers: Sequence[str], found: Sequence[str]
) -> tuple[Choices, dict[str, str]]:
    """Without the columns of region templates that were renamed or deleted; what each of these filled."""
    lost = {
        place: where
        for place, where in choices.columns.items()
        if headers[place].startswith(f"{REGION}.") and headers[place] not in found
    }
    kept = {place: where for place, where in choices.columns.items() if place not in lost}
    return replace(choices, columns=kept), {headers[place]: where for place, where in lost.items()}


def order_cells(names: Sequence[str], cells: Sequence[str], headers: Sequence[str]) -> list[str]:
    held = dict(zip(names, cells, strict=True))
    return [held.get(header, "") for header in headers]


def describe_kept(kept: Kept) -> str:
    """Which cells are not as the inventory has them."""
    words = ngettext(
        "%(counter)s cell was fixed in this plan and differs from the inventory. "
        "It stays as it is: %(cells)s.",
        "%(counter)s cells were fixed in this plan and differ from the inventory. "
        "They stay as they are: %(cells)s.",
        len(kept.named),
    )
    more = ", …" if kept.named[MOST_NAMED:] else ""
    return words % {"counter": len(kept.named), "cells": ", ".join(kept.named[:MOST_NAMED]) + more}


def describe(replaced: Replaced) -> str:
    words = ngettext(
        "Compared with the inventory: %(added)d new, %(changed)d changed, %(counter)d removed.",
        "Compared with the inventory: %(added)d new, %(changed)d changed, %(counter)d removed.",
        replaced.removed,
    )
    return words % {"added": replaced.added, "changed": replaced.changed, "counter": replaced.removed}
