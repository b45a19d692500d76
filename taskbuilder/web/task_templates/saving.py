"""Saving a template: a new one from a submission or a draft, and another version of one that is there."""

from contextlib import suppress
from uuid import UUID

from crispy_forms.layout import HTML, Layout
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from taskbuilder.records.drafts.store import find_draft
from taskbuilder.records.models import AskedField, Role, Submission, Template, TemplateVersion
from taskbuilder.records.submissions.queries import get_submission
from taskbuilder.records.task_templates.store import (
    MOST_TEMPLATES,
    TemplateConflict,
    TemplateNameTaken,
    TooManyTemplates,
    add_template,
    change_template,
    find_template_named,
)
from taskbuilder.web.drafts.addresses import address_of as step_address
from taskbuilder.web.drafts.addresses import json_address
from taskbuilder.web.drafts.findings import NOT_TAKEN_OVER
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import REVIEW
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.task_templates.askable import list_askable
from taskbuilder.web.task_templates.contents import make_contents, read_submission, read_version
from taskbuilder.web.task_templates.lookup import address_of, find_latest
from taskbuilder.web.task_templates.template_form import TemplateForm, list_rows

NAME_TAKEN = gettext_noop(
    "This project already has a template named “%(name)s”. Choose another name, or save this as its next "
    "version."
)
NAME_TAKEN_BY_OTHER = gettext_noop(
    "This project already has a template named “%(name)s”. Choose another name."
)
TOO_MANY = gettext_noop("A project has at most %(limit)d templates. Delete one first.")
MOVED = gettext_noop(
    "This template was changed meanwhile. Your changes are not saved yet. Check them, and save again to "
    "replace the other ones."
)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def save_as_template(request: ProjectRequest) -> HttpResponse:
    """A form for a template of `from`, a submission, or `draft`, an own draft; or what posting it led to."""
    if not {"from", "draft"} & request.GET.keys():
        return redirect("templates", slug=request.project.slug)
    state = find_source(request)
    if state.answers.pending_json is not None:
        messages.error(request, _(NOT_TAKEN_OVER))
        return redirect(json_address(state.draft))
    before = find_asked(state)
    form = SourceForm(
        request.POST if request.method == "POST" else None,
        rows=list_rows(list_askable(state), before),
        asked=before,
        initial=describe_source(state),
        button=_("Save template"),
        back=find_source_page(request, state),
    )
    if not form.is_bound or not form.is_valid() or (template := save(request, state, form)) is None:
        return draw_form(request, form, _("Save as template"))
    messages.success(request, _("The template “%(name)s” was saved.") % {"name": template})
    return redirect_after_post(address_of(template))


def find_source(request: ProjectRequest) -> DraftState:
    """The submission or draft of the address; raises Http404 for none, and for one without its request."""
    now, project = timezone.now(), request.project
    submission_id, draft_id = (read_id(request.GET.get(name, "")) for name in ("from", "draft"))
    if submission_id is not None:
        with suppress(Submission.DoesNotExist):
            submission = get_submission(project=project, submission_id=submission_id)
            if submission.has_request:
                return read_submission(submission, request.user, now)
    elif draft_id is not None:
        draft = find_draft(project=project, owner=request.user, draft_id=draft_id)
        if draft is not None:
            draft.project = project
            return DraftState.of(draft, now)
    raise Http404(_("There is nothing to make a template of: choose a submission or one of your drafts."))


def find_source_page(request: ProjectRequest, state: DraftState) -> str:
    """The page that the form was opened from."""
    if (submission_id := read_id(request.GET.get("from", ""))) is not None:
        return resolve_url("submission", slug=request.project.slug, submission_id=submission_id)
    return step_address(state.draft, REVIEW)


def read_id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None


def find_asked(state: DraftState) -> list[AskedField]:
    """What the template asks that a draft was made from."""
    return state.draft.template.asked if state.draft.template else []


def describe_source(state: DraftState) -> dict[str, object]:
    """What the form begins with: the words of the template that a draft was made from, or the task's name."""
    if state.draft.template is not None:
        template = state.draft.template.template
        return {"name": template.name, "description": template.description, "is_version": True}
    name = state.shown.get("name")
    return {"name": name if isinstance(name, str) else ""}


def save(request: ProjectRequest, state: DraftState, form: "SourceForm") -> Template | None:
    """The saved template; None where it could not be, which the form then says."""
    words = {name: form.cleaned_data[name] for name in ("name", "description")}
    contents, now = make_contents(state, form.asked), timezone.now()
    known = find_template_named(project=request.project, name=words["name"])
    try:
        if known is not None and form.cleaned_data["is_version"]:
            known.project = request.project
            change_template(known, **words, contents=contents, by=request.user, now=now)
            return known
        return add_template(project=request.project, **words, contents=contents, by=request.user, now=now)
    except TemplateNameTaken:
        form.add_error("name", _(NAME_TAKEN) % {"name": words["name"]})
    except TooManyTemplates:
        form.add_error(None, _(TOO_MANY) % {"limit": MOST_TEMPLATES})
    except TemplateConflict:
        form.add_error(None, _(MOVED))
    return None


class SourceForm(TemplateForm):
    """`is_version`: whether a template of that name gets another version."""

    is_version = forms.BooleanField(required=False)

    def lay_out(self) -> Layout:
        box = HTML('{% include "task_templates/is_version.html" %}')
        return Layout("name", box, "description", self.lay_out_asked(), self.lay_out_buttons())


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def edit_template(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """Changes a template's words, or with another version what it asks."""
    template, version = find_latest(request, template_id)
    state = read_version(request.project, version, request.user, timezone.now())
    form = TemplateForm(
        request.POST if request.method == "POST" else None,
        rows=list_rows(list_askable(state), version.asked),
        asked=version.asked,
        initial={
            "name": template.name,
            "description": template.description,
            "seen": template.changed_at.isoformat(),
        },
        button=_("Save changes"),
        back=address_of(template),
    )
    if not form.is_bound or not form.is_valid() or not change(request, template, version, state, form):
        return draw_form(request, form, _("Edit template"), template)
    messages.success(request, _("The template “%(name)s” was saved.") % {"name": template})
    return redirect_after_post(address_of(template))


def change(
    request: ProjectRequest,
    template: Template,
    version: TemplateVersion,
    state: DraftState,
    form: TemplateForm,
) -> bool:
    """Whether a template could be changed; the form says why not. Only other questions make a version."""
    if form.cleaned_data["seen"] != template.changed_at.isoformat():
        form.refresh_seen(template.changed_at.isoformat())
        form.add_error(None, _(MOVED))
        return False
    contents = None if form.asked == version.asked else make_contents(state, form.asked)
    words = {name: form.cleaned_data[name] for name in ("name", "description")}
    try:
        change_template(template, **words, contents=contents, by=request.user, now=timezone.now())
    except TemplateNameTaken:
        form.add_error("name", _(NAME_TAKEN_BY_OTHER) % {"name": words["name"]})
        return False
    except TemplateConflict:
        form.add_error(None, _(MOVED))
        return False
    return True


def draw_form(
    request: ProjectRequest, form: TemplateForm, title: str, template: Template | None = None
) -> HttpResponse:
    context = {"form": form, "title": title, "template": template}
    status = 422 if form.is_bound else 200
    return render(request, "task_templates/edit.html", context, status=status)
