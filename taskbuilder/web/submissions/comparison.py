"""Two requests beside each other: what differs, field by field, then what is equal."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.drafts.store import find_draft
from taskbuilder.records.models import Draft, Role, Service, Submission, TemplateVersion
from taskbuilder.records.submissions.queries import find_submission_of_task, find_submissions
from taskbuilder.records.task_templates.store import find_template, find_version
from taskbuilder.taskspec.comparison.diff import Change, compare
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import find_masks
from taskbuilder.web.drafts.addresses import json_address
from taskbuilder.web.drafts.review.summary import Window, list_step_summaries
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.submissions.changed_fields import (
    ChangedField,
    Side,
    compare_services,
    keep_equal,
    list_changed_fields,
    sort_changes,
)
from taskbuilder.web.task_templates.contents import name_asked, read_version

ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
VERSION = re.compile(r"(?:@|\?version=)([0-9]{1,6})$")
"""After the ID of a template: which version of it is meant."""
LONGEST_ADDRESS = 500


@dataclass(frozen=True, kw_only=True, repr=False)
class Compared:
    """A submission, a draft or a template's version that is compared, each with what is its own alone."""

    pk: UUID
    title: str
    href: str
    at: datetime
    service: Service | None
    request: JsonObject
    submission: Submission | None = None
    version: TemplateVersion | None = None
    asked: tuple[str, ...] = ()
    """What a version asks each time."""

    @property
    def ref(self) -> str:
        """What the address of the page calls it."""
        return f"{self.pk}@{self.version.number}" if self.version else str(self.pk)


class CompareForm(PageForm):
    """Which two, by anything that says an id: the id itself, a task's, the address of a page."""

    method, form_class = "get", "card card-body vstack gap-3 d-print-none"

    a = forms.CharField(label=gettext_lazy("Before"), max_length=LONGEST_ADDRESS)
    b = forms.CharField(label=gettext_lazy("After"), max_length=LONGEST_ADDRESS)

    def __init__(self, request: ProjectRequest) -> None:
        super().__init__(request.GET if {"a", "b"} & request.GET.keys() else None, auto_id="compare-%s")
        self.request = request
        for name, field in self.fields.items():
            field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
            field.error_messages["required"] = _("Enter an ID, or the address of a submission's page.")
            if name == "a":
                field.help_text = _(
                    "The ID of a submission, a task or one of your drafts, or the address of its page."
                )

    def clean_a(self) -> Compared:
        return self.find("a")

    def clean_b(self) -> Compared:
        return self.find("b")

    def find(self, name: str) -> Compared:
        """Raises ValidationError for what this project does not have."""
        found = find_compared(self.request, self.cleaned_data[name])
        if found is None:
            raise ValidationError(
                _(
                    "Nothing in this project has this ID. Copy one from a submission's page, such as "
                    "%(example)s."
                )
                % {"example": "6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11"}
            )
        return found

    def lay_out(self) -> Layout:
        return Layout("a", "b", Div(submit(_("Compare"))))


def find_compared(request: ProjectRequest, text: str) -> Compared | None:
    """What a text names by its last id: a submission of the project, an own draft, or what created a task.

    Raises ValidationError for one whose request is there no more.
    """
    texts = ID.findall(text)
    if not texts:
        return None
    pk, project = UUID(texts[-1]), request.project
    if (number := VERSION.search(text)) is not None:
        return find_compared_version(request, pk, int(number[1]))
    if (draft := find_draft(project=project, owner=request.user, draft_id=pk)) is not None:
        return describe_draft(request, draft)
    submission = find_submissions(project=project, ids=[pk]).get(pk)
    if submission is None and (owner := find_submission_of_task(project=project, task_id=texts[-1])):
        submission = find_submissions(project=project, ids=[owner])[owner]
    if submission is not None and not submission.has_request:
        raise ValidationError(_("The request was removed: this project keeps requests for a limited time."))
    return describe_submission(request, submission) if submission else None


def find_compared_version(request: ProjectRequest, template_id: UUID, number: int) -> Compared | None:
    template = find_template(project=request.project, template_id=template_id)
    version = find_version(template, number) if template is not None else None
    if template is None or version is None:
        return None
    state = read_version(request.project, version, request.user, timezone.now())
    address = resolve_url("template", slug=request.project.slug, template_id=template.pk)
    return Compared(
        pk=template.pk,
        title=template.name,
        href=f"{address}?version={number}",
        at=version.at,
        service=version.service,
        request=state.shown,
        version=version,
        asked=tuple(question or label for label, question, _hint in name_asked(state, version.asked)),
    )


def describe_submission(request: ProjectRequest, submission: Submission) -> Compared:
    return Compared(
        pk=submission.pk,
        title=submission.name,
        href=resolve_url("submission", slug=request.project.slug, submission_id=submission.pk),
        at=submission.created_at,
        service=submission.service,
        request=submission.request,
        submission=submission,
    )


def describe_draft(request: ProjectRequest, draft: Draft) -> Compared:
    draft.project = request.project
    state = DraftState.of(draft, timezone.now())
    return Compared(
        pk=draft.pk,
        title=str(draft),
        href=json_address(draft),
        at=draft.updated_at,
        service=draft.service,
        request=state.shown,
    )


@member_required(Role.VIEWER)
def show_comparison(request: ProjectRequest) -> HttpResponse:
    """The changes from `a` to `b`; without both, a form that asks for them."""
    form = CompareForm(request)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        before, after = form.cleaned_data["a"], form.cleaned_data["b"]
        context |= compare_sides(request, before, after)
    return render(request, "submissions/compare.html", context)


def compare_sides(request: ProjectRequest, before: Compared, after: Compared) -> dict[str, object]:
    """What the page draws of two that were found."""
    changes = sort_changes(compare(before.request, after.request))
    window = Window.at(request.GET.get("changes", ""), len(changes))
    shown = changes[window.start : window.last]
    sides = make_sides(before, after)
    services = compare_services(before.service, after.service) + list_asked(before, after)
    return {
        "before": before,
        "after": after,
        "count": len(changes) + len(services),
        "window": window,
        "query": urlencode({"a": before.ref, "b": after.ref}) + "&",
        "swapped": urlencode({"a": after.ref, "b": before.ref}),
        "has_secrets": has_masks(before) or has_masks(after),
        "parts": [
            *([] if window.start else services),
            *(list_changed_fields(shown, *sides) if sides else []),
        ],
        "equal": partial(list_equal, request, changes, sides[1]) if sides else [],
    }


def make_sides(before: Compared, after: Compared) -> tuple[Side, Side] | None:
    """Each with the service whose form names its fields: a draft without one has the other's."""
    first, second = before.service or after.service, after.service or before.service
    if first is None or second is None:
        return None
    return Side(before.request, first.spec), Side(after.request, second.spec)


def list_asked(before: Compared, after: Compared) -> list[tuple[str, list[ChangedField]]]:
    """What two versions ask otherwise each time."""
    if before.version is None or after.version is None or before.asked == after.asked:
        return []
    texts = [[("", each) for each in side.asked] for side in (before, after)]
    title = _("Asked each time")
    return [(title, [ChangedField(kind=_("Changed"), heading="", name=title, old=texts[0], new=texts[1])])]


def has_masks(side: Compared) -> bool:
    return next(find_masks(side.request), None) is not None


def list_equal(request: ProjectRequest, changes: list[Change], side: Side) -> list[tuple[str, object]]:
    """What both have, as the later one's page shows it."""
    kept = keep_equal(side.request, changes)
    return list(list_step_summaries(kept, side.service, request.GET.get("rows", "")))
