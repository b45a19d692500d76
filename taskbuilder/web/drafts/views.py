"""The steps' own pages: each one address, one form."""

from dataclasses import replace
from functools import partial

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
from taskbuilder.records.drafts.snapshots import remove_snapshots_below
from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.actions import Action, Verb
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.change import StepChange, change_step
from taskbuilder.web.drafts.context import (
    PageContext,
    StepFeedback,
    describe_step,
    list_differences,
    make_form,
)
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.page_version import PageVersion
from taskbuilder.web.drafts.preview import draw_preview
from taskbuilder.web.drafts.receive import DraftPage, put_back, receive, swap_only
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

AGREED = Action(Verb.CONTINUE, "switch")
"""Goes on to another service, whatever that one does not take."""


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_step(request: ProjectRequest, draft: Draft, step: str) -> HttpResponse:
    """A step's form, filled with what was typed, or what became of posting it."""
    found = find_step(step)
    if found is None:
        raise Http404(_("There is no such step."))
    state = DraftState.of(draft, timezone.now())
    if found is REVIEW:
        return show_review(request, state)
    page = StepPage(request, state, found)
    if request.method == "POST":
        return receive(page)
    if (kept := find_form(request)) is not None:
        return put_back(page, kept)
    is_asked = request.GET.get("show") == "problems"
    feedback = StepFeedback(
        findings=state.findings_for(found) if is_asked else state.shown_findings(found),
        focus=request.GET.get("focus", ""),
        is_from_review=request.GET.get("return") == REVIEW.slug,
    )
    return page.draw(state, feedback)


class StepPage(DraftPage[StepChange]):
    """A step's own page."""

    def __init__(self, request: ProjectRequest, state: DraftState, step: Step) -> None:
        super().__init__(request, state)
        self.step = step
        self.is_from_review = request.POST.get("return") == REVIEW.slug

    def read(self, post: QueryDict, action: Action, held: QueryDict | None = None) -> StepChange:
        """The draft as the posted form makes it, not saved yet."""
        read = partial(change_step, step=self.step, by=self.request.user)
        base = self.state if held is None else read(self.state, post=held, action=Action(Verb.SAVE)).state
        return read(base, post=post, action=action)

    def ask(self, change: StepChange) -> HttpResponse | None:
        """Whether the service that was chosen may leave out what it does not take."""
        losses = list_service_changes(self.state, change.state) if change.action != AGREED else []
        if not losses:
            return None
        feedback = StepFeedback(before=self.state, losses=losses, is_from_review=self.is_from_review)
        response = self.draw(change.state, feedback, status=422)
        return swap_only(response, "#switch") if self.request.htmx else response

    def save(self, change: StepChange, version: PageVersion, *, is_held: bool = False) -> None:
        """With the draft, the pictures of a row that is gone."""
        super().save(change, version, is_held=is_held)
        if change.result.gone:
            remove_snapshots_below(self.state.draft, row=change.result.gone)

    def answer(self, change: StepChange, version: PageVersion) -> HttpResponse:
        """What the pressed button asks for, once what was posted is safe."""
        action, state = change.action, change.state
        if action.verb is Verb.SAVE:
            return self.draw_beside(change)
        if action.verb in (Verb.PICTURE, Verb.NO_PICTURE):
            file = self.request.FILES.get(f"{Verb.PICTURE}-{action.target}")
            result = change_picture(state.draft, state.group_at(self.step), action, file, now=state.now)
            change = replace(change, result=result)
        found = change.refused(self.step)
        feedback = StepFeedback(findings=found, before=change.before, is_from_review=self.is_from_review)
        form = make_form(state, self.step, feedback, self.request.POST)
        if change.result.problem is not None or (action.verb is Verb.CONTINUE and not form.is_valid()):
            return self.draw(state, feedback, form=form, status=422)
        if action.verb in (Verb.CONTINUE, Verb.GO):
            return self.go_on(change)
        return self.redraw(change, found)

    def draw_conflict(
        self, change: StepChange, version: PageVersion, *, is_held_lost: bool, status: int
    ) -> HttpResponse:
        """The step with what was typed, and the controls at which the draft differs."""
        feedback = StepFeedback(
            version=version,
            is_moved=True,
            is_held_lost=is_held_lost,
            differences=list_differences(self.state, change.state, self.step),
            is_from_review=self.is_from_review,
        )
        return self.draw(change.state, feedback, status=status)

    def draw_beside(self, change: StepChange) -> HttpResponse:
        """What follows typing without judging it: all that is beside the form, and nothing of the form."""
        if not (self.request.htmx and change.is_changed):
            return HttpResponse(status=204)
        state, before, step = change.state, change.before, self.step
        parts = [draw_preview(state, step, before)]
        # The list of steps can change at first, and once the step is judged as it is typed.
        if state.is_checked(step) or state.is_answered(step) != before.is_answered(step):
            page = PageContext(state=state, step=step)
            parts.append(render_to_string("drafts/steps.html", {"page": page}, self.request))
        if step is SCHEDULE:
            parts.append(draw_picture(state, find_zone(self.request)))
        return HttpResponse("".join(parts))

    def go_on(self, change: StepChange) -> HttpResponse:
        """To the step that the button names, or to the one that follows."""
        if change.result.note:
            messages.info(self.request, change.result.note)
        following = find_step(change.action.target) if change.action.verb is Verb.GO else None
        following = following or (REVIEW if self.is_from_review else next_step(self.step))
        return lead_on(self.request, address_of(change.state.draft, following))

    def redraw(self, change: StepChange, found: list[Finding]) -> HttpResponse:
        """The step again: the part that htmx asked for, or by its address, so that no reload posts twice."""
        result = change.result
        if self.request.htmx:
            feedback = StepFeedback(
                findings=found,
                focus=result.focus,
                announcement=result.announcement or _("The form was updated for your choice."),
                note=result.note,
                before=change.before,
            )
            return self.draw(change.state, feedback)
        if result.note:
            messages.info(self.request, result.note)
        place = {"focus": result.focus, "return": REVIEW.slug if self.is_from_review else ""}
        query = urlencode({name: value for name, value in place.items() if value})
        return redirect_after_post(f"{address_of(change.state.draft, self.step)}?{query}".rstrip("?"))

    def draw(
        self, state: DraftState, feedback: StepFeedback, *, form: StepForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The step's page, or its body alone for htmx, which picks the part that it asked for."""
        form = form or make_form(state, self.step, feedback)
        context = describe_step(state, self.step, feedback, form, find_zone(self.request))
        template = "drafts/step.html#body" if self.request.htmx else "drafts/step.html"
        response = render(self.request, template, {"page": context}, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response
