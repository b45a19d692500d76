"""The page of a run: how far it is, and what people do with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import list_creators
from taskbuilder.records.exports.text_files import BOM, encode, write_lines
from taskbuilder.records.models import Format, PlanRun, Role
from taskbuilder.records.plans import applying
from taskbuilder.records.plans.queries import Progress, find_run, read_progress, read_steps
from taskbuilder.records.plans.results import write_result
from taskbuilder.records.plans.states import Cause, RunState, StepState
from taskbuilder.web.exports.creation import stream
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.polling import LIVELY, Poll, answer_unchanged, back_off, draw_followed, make_poll
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.plans.follow import PER_PAGE, link_pages, read_start, write_query
from taskbuilder.web.plans.lookup import find_plan
from taskbuilder.web.plans.refusals import REFUSALS, explain
from taskbuilder.web.plans.words import name_run
from taskbuilder.web.time_spans import write_span

ORDER = (
    StepState.REFUSED,
    StepState.UNKNOWN,
    StepState.SKIPPED,
    StepState.OPEN,
    StepState.CANCELLED,
    StepState.DONE,
)
"""What needs somebody comes first."""


@member_required(Role.VIEWER)
def show_run(request: ProjectRequest, plan_id: UUID, run_id: UUID) -> HttpResponse:
    """A run; htmx asks for its progress alone, and gets 304 where the page has it already."""
    now, run = timezone.now(), find(request, plan_id, run_id)
    progress = read_progress(run, now=now)
    poll = watch(run, progress, now)
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    context = {
        "run": run,
        "title": name_run(run),
        "progress": progress,
        "states": list_states(request, progress),
        "rate": write_rate(progress, now),
        "offers": list_offers(run, progress),
        "resumers": list_creators(request.project) if run.cause == Cause.ROLE else [],
        "here": write_query(request),
        **read_page(request, run),
    }
    return draw_followed(request, "plans/run.html", "progress", context, poll)


def find(request: ProjectRequest, plan_id: UUID, run_id: UUID) -> PlanRun:
    plan = find_plan(request, plan_id)
    run = find_run(plan, run_id)
    if run is None:
        raise Http404(_("Run not found in this plan."))
    return run


def watch(run: PlanRun, progress: Progress, now: datetime) -> Poll:
    """Until nothing more happens."""
    is_moving = run.due_at is not None or run.state == RunState.RUNNING or progress.open
    changed_at = now if progress.a_minute else run.asked_at
    seconds = back_off(changed_at, now=now, pace=LIVELY) if is_moving else 0
    return make_poll(seconds, run.state, run.cause, run.reason, sorted(progress.counts.items()))


def list_states(request: ProjectRequest, progress: Progress) -> list[tuple[StepState, int, str]]:
    """How many steps are in each state, with the way to them."""
    return [
        (state, count, write_query(request, show=state.value, **{"from": ""}))
        for state in ORDER
        if (count := progress.counts.get(state))
    ]


def read_page(request: ProjectRequest, run: PlanRun) -> dict[str, object]:
    chosen, start = request.GET.get("show", ""), read_start(request)
    state = StepState(chosen) if chosen in StepState.values else None
    found = read_steps(run, state=state, start=start, limit=PER_PAGE + 1)
    return {"steps": found[:PER_PAGE], **link_pages(request, start, has_more=len(found) > PER_PAGE)}


def write_rate(progress: Progress, now: datetime) -> str:
    """How fast it goes, and how long the rest takes; empty while neither is known."""
    seconds = progress.seconds_left
    if not seconds:
        return ""
    left = write_span(now, now + timedelta(seconds=seconds))
    words = {"rate": number_format(progress.a_minute / 60, 1), "left": left}
    if seconds < 60:
        return _("%(rate)s a second, less than a minute left") % words
    return _("%(rate)s a second, about %(left)s left") % words


def list_offers(run: PlanRun, progress: Progress) -> dict[str, bool]:
    """What can be done with a run now."""
    is_open, has_made = run.is_open, bool(progress.counts.get(StepState.DONE))
    offers = {
        "pause": run.state == RunState.RUNNING,
        "resume": run.state in (RunState.PAUSED, RunState.STOPPED),
        "cancel": is_open,
        "retry": run.state != RunState.RUNNING and bool(progress.counts.get(StepState.REFUSED)),
        "undo": not is_open and has_made and run.undoes_id is None,
    }
    return {name: True for name, is_offered in offers.items() if is_offered}


@member_required(Role.VIEWER)
def download_result(request: ProjectRequest, plan_id: UUID, run_id: UUID) -> HttpResponseBase:
    """What came of each row, as CSV; no cell is a formula."""
    run = find(request, plan_id, run_id)
    lines = encode_lines(write_result(run))
    return stream(lines, f"{run.plan.name}.csv", Format.CSV)


def encode_lines(lines: Iterable[tuple[str, ...]]) -> Iterator[bytes]:
    yield encode(BOM)
    for line in lines:
        yield encode(write_lines([[*line]]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def control_run(request: ProjectRequest, plan_id: UUID, run_id: UUID) -> HttpResponse:
    """Does with a run what the button says; undoing asks first."""
    run = find(request, plan_id, run_id)
    do = DOES.get(request.POST.get("do", ""))
    if do is None:
        return redirect(address_of(run))
    if do is undo and (asking := ask_first(request, ask_to_undo(run))) is not None:
        return asking
    try:
        run = do(request, run)
    except REFUSALS as error:
        messages.warning(request, explain(error))
    return redirect_after_post(address_of(run))


def address_of(run: PlanRun) -> str:
    return resolve_url("plan-run", slug=run.plan.project.slug, plan_id=run.plan_id, run_id=run.pk)


def ask_to_undo(run: PlanRun) -> Question:
    count = read_progress(run, now=timezone.now()).counts.get(StepState.DONE, 0)
    return Question(
        title=_("Undo"),
        heading=_("Undo this run?"),
        lead=_(
            "The tasks that this run created stop running and are deleted in the cloud. "
            "Tasks that it replaced or deleted do not come back."
        ),
        do=_("Delete what it created"),
        keep=_("Cancel"),
        back=address_of(run),
        count=count,
        posted={"do": "undo"},
    )


def pause(request: ProjectRequest, run: PlanRun) -> PlanRun:
    if not applying.pause(run, now=timezone.now()):
        messages.info(request, _("The run does not run any more."))
    return run


def resume(request: ProjectRequest, run: PlanRun) -> PlanRun:
    if not applying.resume(run, by=request.user, now=timezone.now()):
        messages.info(request, _("The run is not paused any more."))
    return run


def cancel(request: ProjectRequest, run: PlanRun) -> PlanRun:
    if applying.cancel_run(run, by=request.user, now=timezone.now()):
        messages.success(request, _("What was not sent yet is cancelled."))
    else:
        messages.info(request, _("The run has ended already."))
    return run


def retry(request: ProjectRequest, run: PlanRun) -> PlanRun:
    return keep_plan(applying.retry_refused(run, by=request.user, now=timezone.now()), run)


def undo(request: ProjectRequest, run: PlanRun) -> PlanRun:
    return keep_plan(applying.undo(run, by=request.user, now=timezone.now()), run)


def keep_plan(run: PlanRun, before: PlanRun) -> PlanRun:
    run.plan = before.plan
    return run


DOES: Mapping[str, Callable[[ProjectRequest, PlanRun], PlanRun]] = {
    "pause": pause,
    "resume": resume,
    "cancel": cancel,
    "retry": retry,
    "undo": undo,
}
