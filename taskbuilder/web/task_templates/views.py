"""The pages of templates: all of a project's, and one with its versions."""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Role, TemplateVersion
from taskbuilder.records.task_templates.store import delete_template, list_templates, list_versions
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.drafts.review.summary import (
    SummaryPart,
    cut_groups,
    list_step_lines,
    list_summary_groups,
)
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import list_steps
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.task_templates.contents import name_asked, read_version
from taskbuilder.web.task_templates.lookup import find, find_number


@member_required(Role.VIEWER)
def show_templates(request: ProjectRequest) -> HttpResponse:
    """Every template of the project, the most used first."""
    return render(request, "task_templates/list.html", {"templates": list_templates(request.project)})


@member_required(Role.VIEWER)
def show_template(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """A template with its versions, and what one of them says: the latest, or `version` of the address."""
    template = find(request, template_id)
    asked_for = read_number(request.GET.get("version", "")) or template.version
    version = find_number(template, asked_for)
    context: dict[str, object] = {
        "template": template,
        "version": version,
        "versions": list_versions(template),
    }
    with suppress(UnreadableSecret):  # the page says so
        context |= describe_version(request, version)
    return render(request, "task_templates/template.html", context)


def describe_version(request: ProjectRequest, version: TemplateVersion) -> dict[str, object]:
    """What a version says and asks. Raises UnreadableSecret."""
    state = read_version(request.project, version, request.user, timezone.now())
    return {
        "sentence": state.sentence,
        "asked": list(name_asked(state, version.asked)),
        "parts": list(list_parts(state, request.GET.get("rows", ""))),
    }


def list_parts(state: DraftState, start: str) -> Iterator[tuple[str, SummaryPart]]:
    """What a version says of each step's questions, without what it leaves empty, secrets hidden."""
    for step in list_steps():
        title = _(step.title_on(state.platform))
        lines = (line for line in list_step_lines(state, step) if line.value)
        if groups := list_summary_groups(title, lines):
            yield title, cut_groups(groups, start)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def remove_template(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """Asks whether to delete a template with its versions, and does it."""
    template = find(request, template_id)
    question = Question(
        title=_("Delete template"),
        heading=_("Delete “%(name)s”?") % {"name": template},
        lead=_("The template is deleted with all its versions. Tasks and drafts made from it stay."),
        do=_("Delete template"),
        keep=_("Keep template"),
        back=resolve_url("template", slug=request.project.slug, template_id=template.pk),
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    delete_template(template)
    messages.success(request, _("The template “%(name)s” was deleted.") % {"name": template})
    return redirect_after_post(resolve_url("templates", slug=request.project.slug))
