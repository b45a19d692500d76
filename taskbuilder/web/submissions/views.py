"""The history of a project, and each submission's own page, which is also its result page."""

import json
from datetime import datetime
from functools import partial
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Role, Submission
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.submissions.queries import get_submission, list_namesakes, list_submissions
from taskbuilder.records.submissions.states import CANCELLABLE, State
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.drafts.review.summary import cut_text, list_step_summaries
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import FilterField, FilterForm
from taskbuilder.web.http.time_zone import find_zone
from taskbuilder.web.submissions.meanings import find_words, is_refused_as_a_whole
from taskbuilder.web.submissions.next_run import find_next_run
from taskbuilder.web.submissions.polling import poll_seconds
from taskbuilder.web.submissions.refusals import find_step
from taskbuilder.web.submissions.resolution_form import ResolutionForm, describe_resolution

PER_PAGE, MOST_NAMESAKES = 50, 3
UNDER_WAY = (State.QUEUED, State.SENDING, State.CANCELLED)
"""The outcome of the attempt before says nothing about these."""


class HistoryFilter(FilterForm):
    """By words of a name or an id, and by the state."""

    q = forms.CharField(
        label=gettext_lazy("Task name contains, or an ID begins with"),
        required=False,
        widget=forms.SearchInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    state = FilterField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("Any")), *State.choices], required=False
    )

    def clean_state(self) -> str:
        """A state that does not exist is none."""
        state: str = self.cleaned_data["state"]
        return state if state in State.values else ""


@member_required(Role.VIEWER)
def show_history(request: ProjectRequest) -> HttpResponse:
    """One page of the history; filters and place are in the address (ux.md, 23)."""
    form = HistoryFilter(request.GET)
    filters = form.chosen
    page = list_submissions(
        project=request.project,
        before=request.GET.get("before"),
        after=request.GET.get("after"),
        limit=PER_PAGE,
        state=filters.get("state", ""),
        words=filters.get("q", ""),
    )
    context = {
        "page": page,
        "form": form,
        "newer": page.newer and link_page(filters, after=page.newer),
        "older": page.older and link_page(filters, before=page.older),
    }
    return render(request, "submissions/list.html", context)


def link_page(filters: dict[str, str], **place: str) -> str:
    return "?" + urlencode(filters | place)


@member_required(Role.VIEWER)
def show_submission(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """The submission's page, or, when htmx asks, the part that follows its progress."""
    template = "submissions/submission.html#progress" if request.htmx else "submissions/submission.html"
    submission = find(request, submission_id)
    if request.GET.get("as") == "json":
        return HttpResponse(write_request(submission), content_type="application/json; charset=utf-8")
    address = resolve_url("settle", slug=request.project.slug, submission_id=submission.pk)
    context = describe_page(request, submission, ResolutionForm(address=address))
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def write_request(submission: Submission) -> str:
    """The request as pages show it, secrets masked."""
    return write_json(submission.request)


def find(request: ProjectRequest, submission_id: UUID) -> Submission:
    try:
        return get_submission(project=request.project, submission_id=submission_id)
    except Submission.DoesNotExist:
        raise Http404(_("There is no such submission in this project.")) from None


def describe_page(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> dict[str, object]:
    """Everything that the submission's template draws; the whole page alone calls the callables."""
    outcome, words, now = submission.outcome or {}, find_words(submission), timezone.now()
    zone = find_zone(request) or ZoneInfo(request.project.time_zone)
    return {
        "submission": submission,
        "icon": State(submission.state).icon,
        "meaning": words.meaning,
        "next_step": words.choose_next_step(may_create=request.may_create),
        "sentence": describe(submission.request, _),
        "exact_request": lambda: cut_text(write_request(submission)),
        "parts": partial(
            list_step_summaries, submission.request, submission.service.spec, request.GET.get("rows", "")
        ),
        "namesakes": partial(list_namesakes, submission, limit=MOST_NAMESAKES),
        "is_cancellable": submission.state in CANCELLABLE and request.may_create,
        "next_run": find_next_run(submission, zone=zone, now=now),
        "poll_seconds": poll_seconds(submission, now=now),
        "confirmations": [
            each | {"at": datetime.fromisoformat(each["at"])} for each in submission.confirmations
        ],
        "outcome": {} if submission.state in UNDER_WAY else outcome,
        "is_the_clouds": is_the_clouds(outcome),
        "unexpected_members": list_members(outcome),
        "fix_step": find_step_to_fix(submission),
        **describe_resolution(submission, form),
    }


def is_the_clouds(outcome: OutcomeData) -> bool:
    """Whether the message of an outcome is the cloud's own, and not ours about its silence."""
    said = outcome.get("members", {}).values()
    return bool(outcome.get("code")) or any(outcome.get("message") == each for each in said)


def find_step_to_fix(submission: Submission) -> str:
    """The step of a new draft where a refusal is fixed; empty if no draft can fix it."""
    if submission.state != State.REFUSED or is_refused_as_a_whole(submission):
        return ""
    outcome = submission.outcome
    return find_step(
        code=outcome.get("code") or "", message=outcome.get("message") or "", request=submission.request
    )


def list_members(outcome: OutcomeData) -> list[tuple[str, str]]:
    """What the cloud said besides code, message and its id: text as it came, anything else as JSON."""
    shown = [outcome.get(name) for name in ("code", "message", "request_id")]
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in outcome.get("members", {}).items()
        if value not in shown
    ]
