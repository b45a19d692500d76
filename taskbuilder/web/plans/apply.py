"""The page that says what applying a plan would do, and starts it."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.records.models import Plan, PlanRun, Role
from taskbuilder.records.plans.applying import OtherTicks, start_run
from taskbuilder.records.plans.counts import list_confirmed
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.selection import Ticks
from taskbuilder.records.plans.states import Change
from taskbuilder.records.plans.summary import Amount, Summary, summarize
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.plans.capacity import describe_capacity
from taskbuilder.web.plans.lookup import address_of, find_plan
from taskbuilder.web.plans.parts import CREATES, HARMFUL, TICKS, count_ticked, list_left_out, list_parts
from taskbuilder.web.plans.problems import judge_rows
from taskbuilder.web.plans.refusals import REFUSALS, explain
from taskbuilder.web.plans.words import name_ticks, write_tick
from taskbuilder.web.time_spans import write_span

OPTIONS = ("confirms", "is_canary")
MOST_TEXTS = 5
FRESH = timedelta(seconds=30)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def apply_plan(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """Compares the plan again, says what would be done, and starts a run of what is ticked."""
    plan = find_plan(request, plan_id)
    if request.method != "POST" and not is_compared(plan, now=timezone.now()):
        return redirect(address_of(plan))  # where its progress is seen
    summary = summarize(plan)
    counts = {change: amount.rows for change, amount in summary.amounts.items()}
    if request.method != "POST":
        return draw(request, plan, summary, {CREATES})
    ticked = {name for name in TICKS if name in request.POST}
    if not count_ticked(counts, ticked):
        return draw(request, plan, summary, ticked, problem=_("Select what to do."))
    if request.POST.get("judging") != str(plan.judging):
        messages.warning(request, _("The plan was compared again meanwhile. Check what would be done."))
        return redirect_after_post(request.path)
    if (asking := ask(request, plan, counts, ticked)) is not None:
        return asking
    return start(request, plan, ticked)


def is_compared(plan: Plan, *, now: datetime) -> bool:
    """Compares a plan again that was not just compared: what others were shown a moment ago stays valid."""
    is_fresh = plan.is_judged and plan.judged_at is not None and plan.judged_at > now - FRESH
    return is_fresh or ensure_judged(plan, now=now)


def ask(
    request: ProjectRequest, plan: Plan, counts: Mapping[Change, int], ticked: Collection[str]
) -> HttpResponse | None:
    """The question before tasks are replaced or deleted; None where none is, or once it is confirmed."""
    harmful = {name: count for name in HARMFUL if name in ticked and (count := count_ticked(counts, [name]))}
    if not harmful:
        return None
    posted = {name: request.POST[name] for name in (*TICKS, *OPTIONS, "judging") if name in request.POST}
    words = [write_tick(name, count) for name, count in harmful.items()]
    question = Question(
        title=_("Apply plan"),
        heading=_("Apply “%(name)s”?") % {"name": plan},
        lead=" · ".join(words),
        detail=_("Tasks that are replaced or deleted stop running. Deleting cannot be undone."),
        do=_("Apply plan"),
        keep=_("Cancel"),
        back=request.path,
        count=sum(harmful.values()),
        posted=posted,
    )
    return ask_first(request, question)


def start(request: ProjectRequest, plan: Plan, ticked: Collection[str]) -> HttpResponse:
    """On to the page of the run; of two people who start one at once, both come to the same."""
    options = {name: name in request.POST for name in OPTIONS}
    ticks = Ticks(**{name: name in ticked for name in TICKS}, **options)
    try:
        run = start_run(plan, judging=plan.judging, ticks=ticks, by=request.user, now=timezone.now())
    except OtherTicks as error:
        messages.warning(request, describe_other(error.run))
        run = error.run
    except REFUSALS as error:
        messages.warning(request, explain(error))
        return redirect_after_post(address_of(plan))
    return redirect_after_post(
        resolve_url("plan-run", slug=request.project.slug, plan_id=plan.pk, run_id=run.pk)
    )


def describe_other(run: PlanRun) -> str:
    """That a run which does something else is under way."""
    words = _(
        "Another run of this plan is under way: %(ticks)s. Yours was not started. Wait for its end, or "
        "cancel it, then apply the plan again."
    )
    return words % {"ticks": name_ticks(run)}


def draw(
    request: ProjectRequest,
    plan: Plan,
    summary: Summary,
    ticked: Collection[str],
    problem: str = "",
) -> HttpResponse:
    now, address = timezone.now(), address_of(plan)
    counts = {change: amount.rows for change, amount in summary.amounts.items()}
    parts = list(list_parts(plan, counts, ticked, address=address, now=now))
    href = f"#id_{parts[0].name}" if parts else ""
    context = {
        "plan": plan,
        "parts": parts,
        "problems": [PageProblem(message=problem, href=href)] if problem else [],
        "left_out": list_left_out(counts, address),
        "back": address,
        "duration": write_duration(summary, now) if parts else "",
        "added": write_added(summary),
        "capacity": describe_capacity(request, plan, now=now) if parts else None,
        **{name: name in request.POST for name in OPTIONS},
        **describe_confirmed(plan, sum(summary.to_confirm.values()), now),
    }
    return render(request, "plans/apply.html", context, status=422 if problem else 200)


def describe_confirmed(plan: Plan, count: int, now: datetime) -> dict[str, object]:
    """How many rows somebody has to confirm, and the commonest reasons of the first of them."""
    rows = list_confirmed(plan) if count else []
    judged = judge_rows(plan, rows, now=now) if rows else {}
    texts = Counter(each.message for found in judged.values() for each in found if not each.is_blocking)
    return {"confirm_count": count, "confirm_texts": [text for text, _count in texts.most_common(MOST_TEXTS)]}


def write_duration(summary: Summary, now: datetime) -> str:
    """Of everything that could be ticked."""
    span = summary.estimate(change for changes in TICKS.values() for change in changes)
    if span.total_seconds() < 60:
        return _("Takes less than a minute at this project's limits.")
    return _("Takes about %(span)s at this project's limits.") % {"span": write_span(now, now + span)}


def write_added(summary: Summary) -> str:
    """What the new tasks are estimated to use; empty without estimates."""
    if not summary.added.cpu and not summary.added.memory:
        return ""
    return _("New tasks are estimated to use %(use)s.") % {"use": write_use(summary.added)}


def write_use(amount: Amount) -> str:
    words = {"cpu": number_format(amount.cpu, use_l10n=True), "memory": number_format(amount.memory)}
    return _("%(cpu)s CPU cores and %(memory)s MB of memory") % words
