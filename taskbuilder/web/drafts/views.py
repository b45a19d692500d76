"""The steps' own pages: each one address, one form."""

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.convert import rewrite
from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.fields import Question
from taskbuilder.forms.list_views import ListViews
from taskbuilder.forms.posted import DEEPEST
from taskbuilder.forms.render.marks import LeftControl
from taskbuilder.forms.typed_count import Removal
from taskbuilder.forms.walk import extend, find_field
from taskbuilder.records.drafts.snapshots import remove_snapshots_below
from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.actions import Action, Verb, change_views
from taskbuilder.web.drafts.addresses import address_of, inventory_address, new_region_address
from taskbuilder.web.drafts.change import StepChange, change_step
from taskbuilder.web.drafts.context import (
    StepFeedback,
    describe_step,
    draw_around,
    make_form,
)
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.differences import list_differences
from taskbuilder.web.drafts.page_version import PageVersion
from taskbuilder.web.drafts.receive import DraftPage, put_back, receive, swap_only
from taskbuilder.web.drafts.regions.snapshots import change_picture
from taskbuilder.web.drafts.review.views import show_review
from taskbuilder.web.drafts.service_change import list_service_changes
from taskbuilder.web.drafts.state import DETAILS, DraftState, judge_steps, look_up_name
from taskbuilder.web.drafts.steps import REVIEW, Step, find_step, next_step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.page_body import draw_body
from taskbuilder.web.http.page_form import write_title
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
        raise Http404(_("Step not found."))
    state = DraftState.of(draft, timezone.now())
    if found is REVIEW:
        return show_review(request, state)
    page = StepPage(request, state, found)
    if request.method == "POST":
        return receive(page)
    if (kept := find_form(request)) is not None:
        return put_back(page, kept)
    state = look_up_name(state) if found is DETAILS else state
    is_asked = request.GET.get("show") == "problems"
    feedback = StepFeedback(
        focus=request.GET.get("focus", ""),
        is_from_review=request.GET.get("return") == REVIEW.slug,
        is_asked=is_asked and not state.is_checked(found),
        is_opened=True,
    )
    return page.draw(judge_steps(state, [found]) if is_asked else state, feedback)


class StepPage(DraftPage[StepChange]):
    """A step's own page."""

    body = "step"
    """The piece that draws it, but for its frame."""

    def __init__(self, request: ProjectRequest, state: DraftState, step: Step) -> None:
        super().__init__(request, state)
        self.step = step
        shown = request.POST if request.method == "POST" else request.GET
        self.lists = ListViews.of(shown, state.group_at(step))
        self.is_from_review = request.POST.get("return") == REVIEW.slug

    def read(self, post: QueryDict, action: Action, held: QueryDict | None = None) -> StepChange:
        """The draft as the posted form makes it, not saved yet."""
        self.lists = change_views(self.lists, action)
        read = partial(change_step, step=self.step, by=self.request.user)
        base = self.state if held is None else read(self.state, post=held, action=Action(Verb.SAVE)).state
        typing = post.get("typing", "") if action.verb is Verb.SAVE else ""
        change = read(replace(base, typing=typing) if typing else base, post=post, action=action)
        return replace(change, state=look_up_name(change.state)) if self.step is DETAILS else change

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
        if action.verb is Verb.INVENTORY:
            return lead_on(self.request, inventory_address(state.draft, self.step))
        if action.verb is Verb.SAVE_REGION:
            return lead_on(self.request, new_region_address(state.draft, action.target))
        if action.verb in (Verb.PICTURE, Verb.NO_PICTURE):
            file = self.request.FILES.get(f"{Verb.PICTURE}-{action.target}")
            result = change_picture(state.draft, state.group_at(self.step), action, file, now=state.now)
            change = replace(change, result=result)
        if action.verb in (Verb.OPEN, Verb.FOLD) and self.request.htmx and action.argument:
            return self.draw_row(change)
        if change.result.removal is not None:
            return self.ask_count(change, change.result.removal)
        feedback = StepFeedback(
            refusal=change.refused(self.step), before=change.before, is_from_review=self.is_from_review
        )
        form = make_form(state, self.step, feedback, self.request.POST, lists=self.lists)
        if change.result.problem is not None or (action.verb is Verb.CONTINUE and not form.is_valid()):
            return self.draw(state, feedback, form=form, status=422)
        if action.verb in (Verb.CONTINUE, Verb.GO):
            return self.go_on(change)
        return self.redraw(change)

    def ask_count(self, change: StepChange, removal: Removal) -> HttpResponse:
        """The step with what was typed, the rows still ticked, and the question how many go."""
        refusal = change.refused(self.step)
        feedback = StepFeedback(
            refusal=refusal,
            removal=removal,
            focus=change.result.focus,
            announcement=change.result.announcement if self.request.htmx else "",
            is_from_review=self.is_from_review,
        )
        return self.draw(change.state, feedback, status=422 if refusal else 200)

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

    def draw_row(self, change: StepChange) -> HttpResponse:
        """The row alone that was opened or folded."""
        feedback = StepFeedback(focus=change.result.focus)
        form = make_form(change.state, self.step, feedback, lists=self.lists)
        row = form.draw_row(extend(change.action.target, change.action.argument))
        # Nothing in its place would take the row off the page, and the next save would delete it.
        return HttpResponse(row, headers={} if row else {"HX-Reswap": "none"})

    def draw_beside(self, change: StepChange) -> HttpResponse:
        """What follows typing: all that is beside the form and said of it, and nothing of the form itself."""
        has_left = bool(self.request.POST.get("left"))  # only now what was typed there is judged
        if not (self.request.htmx and (change.is_changed or has_left)):
            return HttpResponse(status=204)
        viewer, left = find_zone(self.request), self.read_left(change)
        around = draw_around(change.state, self.step, change.before, viewer, self.lists, left=left)
        return HttpResponse(around)

    def read_left(self, change: StepChange) -> LeftControl | None:
        """The control that was just left, where what was typed into it is now written another way."""
        name = self.request.POST.get("left", "")
        found = find_field(change.state.group_at(self.step), name.split("-")[:DEEPEST])
        if not isinstance(found, Question):
            return None
        typed = self.request.POST.get(name, "").strip()
        shown = rewrite(found, typed)
        return LeftControl(name, typed, shown) if shown != typed else None

    def go_on(self, change: StepChange) -> HttpResponse:
        """To the step that the button names, or to the one that follows."""
        if change.result.note:
            messages.info(self.request, change.result.note)
        following = find_step(change.action.target) if change.action.verb is Verb.GO else None
        following = following or (REVIEW if self.is_from_review else next_step(self.step))
        return lead_on(self.request, address_of(change.state.draft, following))

    def redraw(self, change: StepChange) -> HttpResponse:
        """The step again: the part that htmx asked for, or by its address, so that no reload posts twice."""
        result = change.result
        if self.request.htmx:
            feedback = StepFeedback(
                focus=result.focus,
                announcement=result.announcement or _("The form was updated for your choice."),
                note=result.note,
                before=change.before,
                is_part=self.request.htmx.target != "wizard",
            )
            return self.draw(change.state, feedback)
        if result.note:
            messages.info(self.request, result.note)
        place = {"focus": result.focus, "return": REVIEW.slug if self.is_from_review else ""}
        shown = [*((name, value) for name, value in place.items() if value), *self.lists.as_query()]
        query = urlencode(shown)
        return redirect_after_post(f"{address_of(change.state.draft, self.step)}?{query}".rstrip("?"))

    def draw(
        self, state: DraftState, feedback: StepFeedback, *, form: StepForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The step's page, or its body alone for htmx, which picks the part that it asked for."""
        form = form or make_form(state, self.step, feedback, lists=self.lists)
        context = describe_step(state, self.step, feedback, form, find_zone(self.request))
        body = draw_body(self.request, self.body, context)
        if self.request.htmx:
            title = write_title(context.title, state.project.name, context.problems)
            response = HttpResponse(format_html("<title>{}</title>{}", title, body), status=status)
        else:
            words = {"page": context, "body": body}
            response = render(self.request, "drafts/step.html", words, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response
