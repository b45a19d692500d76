"""The steps' own pages: each one address, one form."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.fields import Group
from taskbuilder.records.drafts.snapshots import remove_snapshots_below
from taskbuilder.records.models import Draft, Service
from taskbuilder.web.drafts.actions import (
    CONTINUE,
    GO,
    NO_PICTURE,
    PICTURE,
    SAVE,
    Action,
)
from taskbuilder.web.drafts.change import DraftChange, change_step
from taskbuilder.web.drafts.context import (
    StepFeedback,
    describe_frame,
    describe_step,
    group_of,
    list_differences,
    make_form,
)
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.page_version import PageVersion
from taskbuilder.web.drafts.preview import address_of, draw_preview
from taskbuilder.web.drafts.receive import DraftPage, put_back, receive, save_state, swap_only
from taskbuilder.web.drafts.regions.snapshots import change_picture
from taskbuilder.web.drafts.review.views import show_review
from taskbuilder.web.drafts.schedule.chart import draw_picture
from taskbuilder.web.drafts.service_change import list_service_changes
from taskbuilder.web.drafts.state import SCHEDULE, DraftState
from taskbuilder.web.drafts.steps import REVIEW, Step, find_step, next_step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.redirects import lead_on, redirect_after_post
from taskbuilder.web.http.saved_form import find_form
from taskbuilder.web.http.time_zone import find_zone

AGREED = Action(CONTINUE, "switch")
"""Goes on to another service, whatever that one does not take."""


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_step(request: ProjectRequest, draft: Draft, step: str) -> HttpResponse:
    """A step's form, filled with what was typed, or what became of posting it."""
    found = find_step(step)
    if found is None:
        raise Http404(_("There is no such step."))
    state = DraftState(draft, timezone.now())
    if found is REVIEW:
        return show_review(request, state)
    services = [] if found.ask else list(request.project.services.all())
    group = group_of(found, state, services)
    page = StepPage(request, state, found, group, services)
    if request.method == "POST":
        return receive(page)
    if (kept := find_form(request)) is not None:
        return put_back(page, kept)
    return draw_step(request, state, found, group, feedback_of_visit(request, state, found))


def feedback_of_visit(request: ProjectRequest, state: DraftState, step: Step) -> StepFeedback:
    """A step tells its problems once it was judged, or where the address asks for them."""
    is_told = state.is_checked(step) or request.GET.get("show") == "problems"
    return StepFeedback(
        findings=state.findings_for(step) if is_told else state.told_early(step),
        focus=request.GET.get("focus", ""),
        is_from_review=request.GET.get("return") == REVIEW.slug,
    )


class StepPage(DraftPage[DraftChange]):
    """A step's own page."""

    def __init__(
        self, request: ProjectRequest, state: DraftState, step: Step, group: Group, services: list[Service]
    ) -> None:
        super().__init__(request, state)
        self.step, self.group, self.services = step, group, services

    def read(
        self, post: QueryDict, action: Action, version: PageVersion, held: QueryDict | None = None
    ) -> DraftChange:
        """The draft as the posted form makes it, not saved yet."""
        read = partial(
            change_step,
            step=self.step,
            group=self.group,
            services=self.services,
            version=version,
            by=self.request.user,
        )
        base = self.state if held is None else read(self.state, post=held, action=Action(SAVE)).state
        return read(base, post=post, action=action)

    def ask(self, change: DraftChange) -> HttpResponse | None:
        """Whether the service that was chosen may leave out what it does not take."""
        losses = list_service_changes(self.state, change.state) if change.action != AGREED else []
        if not losses:
            return None
        feedback = StepFeedback(before=self.state, losses=losses, is_from_review=is_from_review(self.request))
        response = draw_step(self.request, change.state, self.step, self.group, feedback, status=422)
        return swap_only(response, "#switch") if self.request.htmx else response

    def save(self, change: DraftChange, *, is_held: bool = False) -> DraftState:
        """The draft, with the pictures that its rows and buttons speak of."""
        if change.is_changed or is_held:
            save_state(change.state, at=self.state.draft.revision)
        if change.result.gone:
            remove_snapshots_below(self.state.draft, row=change.result.gone)
        return change.state

    def answer(self, change: DraftChange, state: DraftState) -> HttpResponse:
        """What the pressed button asks for."""
        if change.action.verb in (PICTURE, NO_PICTURE):
            file = self.request.FILES.get(f"{PICTURE}-{change.action.what}")
            result = change_picture(state.draft, self.group, change.action, file, now=state.now)
            change = replace(change, result=result)
        return follow(self.request, change, self.step, self.group)

    def draw_conflict(
        self, change: DraftChange, version: PageVersion, *, is_held_lost: bool, status: int
    ) -> HttpResponse:
        """The step with what was typed, and the controls at which the draft differs."""
        feedback = StepFeedback(
            version=version,
            is_moved=True,
            is_held_lost=is_held_lost,
            differences=list_differences(
                self.request.project, self.state, change.state, self.step, self.group
            ),
            is_from_review=is_from_review(self.request),
        )
        return draw_step(self.request, change.state, self.step, self.group, feedback, status=status)


def follow(request: ProjectRequest, change: DraftChange, step: Step, group: Group) -> HttpResponse:
    """The answer that the pressed button asks for, once what was posted is safe."""
    if change.action.verb == SAVE:
        return draw_beside(request, change, step)
    found = change.refused(step)
    feedback = StepFeedback(findings=found, before=change.before, is_from_review=is_from_review(request))
    form = make_form(request.project, change.state, step, group, feedback, request.POST)
    if change.result.problem is not None or (change.action.verb == CONTINUE and not form.is_valid()):
        return draw_step(request, change.state, step, group, feedback, form=form, status=422)
    if change.action.verb in (CONTINUE, GO):
        return go_on(request, change, step)
    return redraw(request, change, step, group, found)


def draw_beside(request: ProjectRequest, change: DraftChange, step: Step) -> HttpResponse:
    """What follows typing without judging it: all that stands beside the form, and nothing of the form."""
    if not (request.htmx and change.is_changed):
        return HttpResponse(status=204)
    preview = draw_preview(request.project, change.state, step, change.before)
    return HttpResponse(preview + draw_states(request, change, step) + draw_time(request, change.state, step))


def draw_states(request: ProjectRequest, change: DraftChange, step: Step) -> str:
    """The list of steps, where typing can change it: at first, and once the step is judged as it is typed."""
    state = change.state
    if not state.is_checked(step) and state.is_answered(step) == change.before.is_answered(step):
        return ""
    frame = describe_frame(request.project, state, step)
    return render_to_string("drafts/steps.html", frame, request)


def draw_time(request: ProjectRequest, state: DraftState, step: Step) -> str:
    """The picture of the schedule, on its own step."""
    return draw_picture(request.project, state, find_zone(request)) if step is SCHEDULE else ""


def is_from_review(request: ProjectRequest) -> bool:
    return request.POST.get("return") == REVIEW.slug


def go_on(request: ProjectRequest, change: DraftChange, step: Step) -> HttpResponse:
    """To the step that the button names, or to the one that follows."""
    if change.result.note:
        messages.info(request, change.result.note)
    following = find_step(change.action.what) if change.action.verb == GO else None
    following = following or (REVIEW if is_from_review(request) else next_step(step))
    return lead_on(request, address_of(request.project, change.state, following))


def redraw(
    request: ProjectRequest, change: DraftChange, step: Step, group: Group, found: list[Any]
) -> HttpResponse:
    """The step again: the part that htmx asked for, or by its address, so that no reload posts twice."""
    result = change.result
    if request.htmx:
        feedback = StepFeedback(
            findings=found,
            focus=result.focus,
            announcement=announce(change),
            note=result.note,
            before=change.before,
        )
        return draw_step(request, change.state, step, group, feedback)
    if result.note:
        messages.info(request, result.note)
    place = {"focus": result.focus, "return": REVIEW.slug if is_from_review(request) else ""}
    query = urlencode({name: value for name, value in place.items() if value})
    return redirect_after_post(f"{address_of(request.project, change.state, step)}?{query}".rstrip("?"))


def announce(change: DraftChange) -> str:
    """What a screen reader hears after a swap."""
    return change.result.announcement or _("The form was updated for your choice.")


def draw_step(
    request: ProjectRequest,
    state: DraftState,
    step: Step,
    group: Group,
    feedback: StepFeedback,
    *,
    form: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The step's page, or its body alone for htmx, which picks the part that it asked for."""
    template = "drafts/step.html#body" if request.htmx else "drafts/step.html"
    context = describe_step(request.project, state, step, group, feedback, form)
    context["picture"] = draw_time(request, state, step)
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
