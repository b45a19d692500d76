"""The page of what a template asks of a draft."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.change import StepChange
from taskbuilder.web.drafts.context import StepFeedback
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.receive import put_back, receive
from taskbuilder.web.drafts.views import StepPage
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.redirects import lead_on
from taskbuilder.web.http.saved_form import find_form
from taskbuilder.web.task_templates.questions import QUESTIONS, AskedState


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_questions(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """What the template of a draft asks, or what was posted; where nothing is asked, on to the steps."""
    state = AskedState.of_template(draft, timezone.now())
    if not state.questions:
        return redirect(address_of(draft, state.first_open_step))
    page = QuestionsPage(request, state, QUESTIONS)
    if request.method == "POST":
        return receive(page)
    if (kept := find_form(request)) is not None:
        return put_back(page, kept)
    return page.draw(state, StepFeedback(focus=request.GET.get("focus", ""), is_opened=True))


class QuestionsPage(StepPage):
    """A step's page whose answers belong to other steps."""

    body = "questions"

    def go_on(self, change: StepChange) -> HttpResponse:
        """To the first step with a problem, or to the review."""
        return lead_on(self.request, address_of(change.state.draft, change.state.first_open_step))
