"""The pages of plans: all of a project's, and one with its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Plan, Role
from taskbuilder.records.plans import store
from taskbuilder.records.plans.counts import count_changes
from taskbuilder.records.plans.queries import list_runs
from taskbuilder.records.plans.states import Change, RunState
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.polling import LIVELY, Poll, answer_unchanged, back_off, draw_followed, make_poll
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.plans.follow import PER_PAGE, link_pages, read_start, write_query
from taskbuilder.web.plans.lookup import address_of, find_plan
from taskbuilder.web.plans.refusals import explain
from taskbuilder.web.plans.rows import show_rows

ORDER = (
    Change.INVALID,
    Change.NEW,
    Change.LOST,
    Change.CHANGED,
    Change.DRIFTED,
    Change.GONE,
    Change.UNKNOWN,
    Change.PENDING,
    Change.UNCHANGED,
    Change.UNJUDGED,
)
"""What needs somebody comes first."""
MOST_RUNS = 10
"""That a plan's page lists."""
DOES = frozenset({Change.NEW, Change.LOST, Change.CHANGED, Change.DRIFTED, Change.GONE})


@dataclass(frozen=True, kw_only=True)
class ChangeFilter:
    """A link to the rows of one kind, or to all of them."""

    label: str
    count: int
    href: str
    is_current: bool


@member_required(Role.VIEWER)
def show_plans(request: ProjectRequest) -> HttpResponse:
    """Every plan of the project, the last changed first."""
    return render(request, "plans/list.html", {"plans": store.list_plans(request.project)})


@member_required(Role.VIEWER)
def show_plan(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """A plan and a page of its rows, narrowed by the address; htmx asks while the rows are compared."""
    plan = find_plan(request, plan_id)
    counts = count_changes(plan)
    poll = watch(plan, counts)
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    context: dict[str, object] = {"plan": plan, "total": sum(counts.values()), "here": write_query(request)}
    context |= read_page(request, plan, counts) | describe_runs(plan, counts)
    return draw_followed(request, "plans/plan.html", "body", context, poll)


def watch(plan: Plan, counts: Mapping[Change, int]) -> Poll:
    """While rows are compared."""
    seconds = back_off(plan.changed_at, now=timezone.now(), pace=LIVELY) if plan.is_being_judged else 0
    return make_poll(seconds, plan.revision, plan.judging, plan.judged_rows, sorted(counts.items()))


def read_page(request: ProjectRequest, plan: Plan, counts: Mapping[Change, int]) -> dict[str, object]:
    """The rows of the page, judged now, and the ways to others."""
    chosen = request.GET.get("show", "")
    show = Change(chosen) if chosen in Change.values else None
    start = read_start(request)
    found = store.read_rows(plan, change=show, start=start, limit=PER_PAGE + 1)
    return {
        "rows": show_rows(plan, found[:PER_PAGE], now=timezone.now()),
        "filters": list(list_filters(request, counts, show)),
        **link_pages(request, start, has_more=len(found) > PER_PAGE),
    }


def list_filters(
    request: ProjectRequest, counts: Mapping[Change, int], show: Change | None
) -> Iterator[ChangeFilter]:
    whole = write_query(request, show="", **{"from": ""})
    yield ChangeFilter(label=_("All"), count=sum(counts.values()), href=whole, is_current=show is None)
    for change in ORDER:
        if counts.get(change) or change is show:
            href = write_query(request, show=change.value, **{"from": ""})
            count = counts.get(change, 0)
            yield ChangeFilter(label=str(change.label), count=count, href=href, is_current=change is show)


def describe_runs(plan: Plan, counts: Mapping[Change, int]) -> dict[str, object]:
    """The runs of a plan, and what can be done with it."""
    runs = list_runs(plan)
    open_run = next((run for run in runs if run.is_open), None)
    is_free = open_run is None or open_run.state != RunState.RUNNING
    return {
        "runs": runs[:MOST_RUNS],
        "open_run": open_run,
        "invalid_count": counts.get(Change.INVALID, 0),
        "may_apply": plan.is_judged and is_free and any(counts.get(change) for change in DOES),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def remove_plan(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """Asks whether to delete a plan, and does it; its tasks stay."""
    plan = find_plan(request, plan_id)
    question = Question(
        title=_("Delete plan"),
        heading=_("Delete “%(name)s”?") % {"name": plan},
        lead=_("The plan is deleted with its table. Tasks that it created stay, and stay in the history."),
        do=_("Delete plan"),
        keep=_("Keep plan"),
        back=address_of(plan),
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    try:
        store.delete_plan(plan)
    except store.PlanBusy as error:
        messages.warning(request, explain(error))
        return redirect_after_post(address_of(plan))
    messages.success(request, _("The plan “%(name)s” was deleted.") % {"name": plan})
    return redirect_after_post(resolve_url("plans", slug=request.project.slug))
