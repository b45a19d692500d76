"""The steps' own pages: each one address, one form."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from taskbuilder.forms.fields import Section
from taskbuilder.records.drafts import save_draft
from taskbuilder.records.models import Draft, Service
from taskbuilder.records.snapshots import remove_snapshots_below
from taskbuilder.web.access import ProjectRequest
from taskbuilder.web.drafts.actions import (
    CONTINUE,
    GO,
    NO_PICTURE,
    OVERWRITE,
    PICTURE,
    SAVE,
    Press,
    read_press,
)
from taskbuilder.web.drafts.change import Answered, answer_step
from taskbuilder.web.drafts.context import Moment, describe_frame, describe_step, list_differences, section_of
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.page_version import Mark, Standing, find_standing, read_mark
from taskbuilder.web.drafts.preview import address_of, draw_preview
from taskbuilder.web.drafts.regions.snapshots import change_picture
from taskbuilder.web.drafts.review.views import show_review
from taskbuilder.web.drafts.schedule.chart import draw_picture
from taskbuilder.web.drafts.service_change import Loss, list_losses
from taskbuilder.web.drafts.state import SCHEDULE, Work
from taskbuilder.web.drafts.steps import REVIEW, Step, find_step, next_step
from taskbuilder.web.kept import HELD, find_form, find_held, forget_form, hold_form, is_held_form_lost
from taskbuilder.web.redirects import lead_on, redirect_after_post
from taskbuilder.web.zones import find_zone

AGREED = Press(CONTINUE, "switch")
"""Goes on to another service, whatever that one does not take."""


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_step(request: ProjectRequest, draft: Draft, step: str) -> HttpResponse:
    """A step's form, filled with what was typed, or what became of posting it."""
    found = find_step(step)
    if found is None:
        raise Http404(_("There is no such step."))
    work = Work(draft, timezone.now())
    if found is REVIEW:
        return show_review(request, work)
    services = [] if found.ask else list(request.project.services.all())
    section = section_of(found, work, services)
    if request.method == "POST":
        return post_step(request, work, found, section, services)
    if (kept := find_form(request)) is not None:
        return put_back(request, work, found, section, services, kept)
    return draw_step(request, work, found, section, moment_of_visit(request, work, found))


def moment_of_visit(request: ProjectRequest, work: Work, step: Step) -> Moment:
    """A step tells its problems once it was judged, or where the address asks for them."""
    is_told = work.is_checked(step) or request.GET.get("show") == "problems"
    return Moment(
        findings=work.told_on(step) if is_told else work.told_early(step),
        focus=request.GET.get("focus", ""),
        is_from_review=request.GET.get("return") == REVIEW.slug,
    )


def post_step(
    request: ProjectRequest, work: Work, step: Step, section: Section, services: list[Service]
) -> HttpResponse:
    """Saves what was posted, unless another tab was faster, and answers as the pressed button asks."""
    mark, press = read_mark(request.POST), read_press(request.POST.get("press", ""))
    standing = find_standing(mark, work.draft)
    if standing is Standing.LATE and request.htmx:
        return HttpResponse(status=204)
    read = partial(answer_step, step=step, section=section, services=services, mark=mark, by=request.user)
    held = find_held(request) if press.verb == OVERWRITE else None
    base = work if held is None else read(work, post=held, press=Press(SAVE)).work
    answered = read(base, post=request.POST, press=press)
    is_lost = press.verb == OVERWRITE and is_held_form_lost(request)
    if standing is Standing.MOVED and (press.verb != OVERWRITE or is_lost):
        return draw_moved(request, work, answered, step, section, mark, request.POST, is_held_lost=is_lost)
    if press != AGREED and (losses := list_losses(work, answered.work)):
        return draw_losses(request, work, answered, step, section, losses)
    if answered.is_changed or held is not None:
        write(answered.work, at=work.draft.revision)
    if held is not None:  # only now: a write that another tab overtakes is tried again
        forget_form(request, HELD)
    if answered.outcome.gone:
        remove_snapshots_below(work.draft, row=answered.outcome.gone)
    if press.verb in (PICTURE, NO_PICTURE):
        answered = follow_picture(request, answered, section)
    return follow(request, answered, step, section)


def follow_picture(request: ProjectRequest, answered: Answered, section: Section) -> Answered:
    """What was posted, with what became of the picture that came with it."""
    work, press = answered.work, answered.press
    file = request.FILES.get(f"{PICTURE}-{press.what}")
    return replace(answered, outcome=change_picture(work.draft, section, press, file, now=work.now))


def put_back(
    request: ProjectRequest,
    work: Work,
    step: Step,
    section: Section,
    services: list[Service],
    kept: QueryDict,
) -> HttpResponse:
    """Saves what was posted when the session had ended, as if it had come in time."""
    mark = read_mark(kept)
    answered = answer_step(
        work,
        step=step,
        section=section,
        services=services,
        post=kept,
        press=Press(SAVE),
        mark=mark,
        by=request.user,
    )
    standing = find_standing(mark, work.draft)
    if standing is Standing.CURRENT and answered.is_changed:
        write(answered.work, at=work.draft.revision)
    forget_form(request)
    if standing is Standing.MOVED:
        return draw_moved(request, work, answered, step, section, mark, kept)
    messages.success(request, _("What you had typed before you signed in again was kept."))
    return redirect(request.get_full_path())


def write(work: Work, *, at: int) -> None:
    """Raises DraftMoved where the draft was written to since it was read."""
    save_draft(
        work.draft,
        answers=work.answers,
        confirmations=work.draft.confirmations,
        service=work.draft.service,
        title=(work.answers.get("details") or {}).get("name", ""),
        now=work.now,
        expected_revision=at,
    )


def follow(request: ProjectRequest, answered: Answered, step: Step, section: Section) -> HttpResponse:
    """The answer that the pressed button asks for, once what was posted is safe."""
    found = answered.refused(step)
    is_refused = any(finding.blocks for finding in found) and answered.press.verb == CONTINUE
    if answered.press.verb == SAVE:
        return draw_beside(request, answered, step)
    if is_refused or answered.outcome.problem is not None:
        moment = Moment(findings=found, before=answered.before, is_from_review=is_from_review(request))
        return draw_step(request, answered.work, step, section, moment, status=422)
    if answered.press.verb in (CONTINUE, GO):
        return go_on(request, answered, step)
    return redraw(request, answered, step, section, found)


def draw_beside(request: ProjectRequest, answered: Answered, step: Step) -> HttpResponse:
    """What follows typing without judging it: all that stands beside the form, and nothing of the form."""
    if not (request.htmx and answered.is_changed):
        return HttpResponse(status=204)
    preview = draw_preview(request.project, answered.work, step, answered.before)
    return HttpResponse(
        preview + draw_states(request, answered, step) + draw_time(request, answered.work, step)
    )


def draw_states(request: ProjectRequest, answered: Answered, step: Step) -> str:
    """The list of steps, where typing can change it: at first, and once the step is judged as it is typed."""
    work = answered.work
    if not work.is_checked(step) and work.is_answered(step) == answered.before.is_answered(step):
        return ""
    frame = describe_frame(request.project, work, step)
    return render_to_string("wizard/steps.html", frame, request)


def draw_time(request: ProjectRequest, work: Work, step: Step) -> str:
    """The picture of the schedule, on its own step."""
    return draw_picture(request.project, work, find_zone(request)) if step is SCHEDULE else ""


def is_from_review(request: ProjectRequest) -> bool:
    return request.POST.get("return") == REVIEW.slug


def go_on(request: ProjectRequest, answered: Answered, step: Step) -> HttpResponse:
    """To the step that the button names, or to the one that follows."""
    if answered.outcome.note:
        messages.info(request, answered.outcome.note)
    following = find_step(answered.press.what) if answered.press.verb == GO else None
    following = following or (REVIEW if is_from_review(request) else next_step(step))
    return lead_on(request, address_of(request.project, answered.work, following))


def redraw(
    request: ProjectRequest, answered: Answered, step: Step, section: Section, found: list[Any]
) -> HttpResponse:
    """The step again: the part that htmx asked for, or by its address, so that no reload posts twice."""
    outcome = answered.outcome
    if request.htmx:
        moment = Moment(
            findings=found,
            focus=outcome.focus,
            announcement=announce(answered),
            note=outcome.note,
            before=answered.before,
        )
        return draw_step(request, answered.work, step, section, moment)
    if outcome.note:
        messages.info(request, outcome.note)
    place = {"focus": outcome.focus, "return": REVIEW.slug if is_from_review(request) else ""}
    query = urlencode({name: value for name, value in place.items() if value})
    return redirect_after_post(f"{address_of(request.project, answered.work, step)}?{query}".rstrip("?"))


def announce(answered: Answered) -> str:
    """What a screen reader hears after a swap."""
    return answered.outcome.announcement or _("The form was updated for your choice.")


def draw_step(
    request: ProjectRequest, work: Work, step: Step, section: Section, moment: Moment, *, status: int = 200
) -> HttpResponse:
    """The step's page, or its body alone for htmx, which picks the part that it asked for."""
    template = "wizard/step.html#body" if request.htmx else "wizard/step.html"
    context = describe_step(request.project, work, step, section, moment)
    context["picture"] = draw_time(request, work, step)
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def draw_moved(
    request: ProjectRequest,
    work: Work,
    answered: Answered,
    step: Step,
    section: Section,
    mark: Mark,
    post: QueryDict,
    *,
    is_held_lost: bool = False,
) -> HttpResponse:
    """What was typed here, unsaved, with what the draft holds meanwhile, and what to do about it."""
    if not request.htmx:
        hold_form(request, post)
    differences = list_differences(request.project, work, answered.work, step, section)
    moment = Moment(
        mark=mark,
        is_moved=True,
        is_held_lost=is_held_lost,
        differences=differences,
        is_from_review=is_from_review(request),
    )
    response = draw_step(request, answered.work, step, section, moment, status=422 if request.htmx else 409)
    return swap_only(response, "#moved") if request.htmx else response


def draw_losses(
    request: ProjectRequest, work: Work, answered: Answered, step: Step, section: Section, losses: list[Loss]
) -> HttpResponse:
    """The service that was chosen, unsaved, with what it would not take, and what to do about it."""
    moment = Moment(before=work, losses=losses, is_from_review=is_from_review(request))
    response = draw_step(request, answered.work, step, section, moment, status=422)
    return swap_only(response, "#switch") if request.htmx else response


def swap_only(response: HttpResponse, part: str) -> HttpResponse:
    """The answer to htmx of which one part is put into the page, whatever was asked for."""
    response["HX-Reselect"] = part
    return reswap(retarget(response, part), "outerHTML")
