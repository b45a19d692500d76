"""The page that fixes rows in place: those that are wrong, a page of them at a time, or one row."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Plan, PlanRow, Role
from taskbuilder.records.plans import store
from taskbuilder.records.plans.grouping.lines import find_cell
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.rendering import PLACEHOLDER, place_headers
from taskbuilder.records.plans.states import Change
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.plans.fix_form import list_problems, make_row, read_typed
from taskbuilder.web.plans.follow import read_start
from taskbuilder.web.plans.hidden_cells import HiddenCells, read_cells
from taskbuilder.web.plans.lookup import address_of, find_plan
from taskbuilder.web.plans.problems import ShownProblem, judge_blocking
from taskbuilder.web.plans.refusals import explain

AT_ONCE, MOST_LINES = 20, 10
"""Rows of one page, and rows of one task on it."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def fix_rows(request: ProjectRequest, plan_id: UUID) -> HttpResponse:
    """The cells of wrong rows, or of the row of the address; saving compares the plan again."""
    plan = find_plan(request, plan_id)
    rows = read(request, plan)
    if not rows:
        return redirect(address_of(plan))
    cells = read_cells(plan)
    if request.method == "POST":
        return save(request, plan, cells, rows)
    return draw(request, plan, cells, rows)


def read(request: ProjectRequest, plan: Plan) -> list[PlanRow]:
    if number := read_number(request.GET.get("row", "")):
        row = store.find_row(plan, number)
        return [row] if row is not None and row.is_wanted else []
    return store.read_rows(plan, change=Change.INVALID, limit=AT_ONCE)


def list_columns(plan: Plan) -> list[int]:
    """Those that a row's task or key is made of."""
    known = place_headers(plan.headers)
    named = {known.get(each.strip().casefold()) for each in PLACEHOLDER.findall(plan.name_pattern)}
    places = {*(use["column"] for use in plan.columns), *named, plan.key_column, plan.group_column}
    return sorted(place for place in places if place is not None)


def list_places(row: PlanRow, columns: Collection[int], width: int) -> list[int]:
    """The cells of a row, or of all rows of a group, in those columns."""
    return [place for place in range(max(len(row.cells), width)) if find_cell(place, width)[1] in columns]


def choose_lines(row: PlanRow, problems: Sequence[ShownProblem], cells: HiddenCells) -> list[int]:
    """Of a group all lines, or, where these are many, those with problems or that differ, or the first."""
    width, renderer = len(cells.headers), cells.putting.before
    if len(row.numbers) <= MOST_LINES:
        return [*range(len(row.numbers))]
    wrong = {find_cell(each.column, width)[0] for each in problems if each.column is not None}
    for _column, lines in renderer.find_differing(row.cells):
        wrong.update(lines)
    return sorted(wrong)[:MOST_LINES] or [*range(MOST_LINES)]


def link_lines(row: PlanRow, start: int) -> dict[str, str]:
    """The neighbouring pages of a group's lines, each empty where there is none."""
    href = f"?row={row.pk}&from="
    later = start + MOST_LINES
    return {
        "earlier": f"{href}{max(1, start - MOST_LINES + 1)}" if start else "",
        "later": f"{href}{later + 1}" if later < len(row.numbers) else "",
    }


def save(request: ProjectRequest, plan: Plan, cells: HiddenCells, shown: Sequence[PlanRow]) -> HttpResponse:
    """Writes what was typed, compares, and leads to what is still wrong.

    Of a plan that somebody changed since the page was drawn nothing is written: what was typed comes back.
    """
    if request.POST.get("revision") != str(plan.revision):
        messages.warning(request, _("Somebody changed this plan meanwhile. Check the rows, and save again."))
        return draw(request, plan, cells, shown, typed=request.POST)
    rows = plan.rows.filter(is_wanted=True, pk__in=list_posted(request))
    columns, width = list_columns(plan), len(plan.headers)
    typed = [
        (row.pk, place, text)
        for row in rows
        for place, text in read_typed(row, list_places(row, columns, width), cells, request.POST)
    ]
    before = store.count_found(plan, change=Change.INVALID)
    try:
        if typed:
            store.change_cells(plan, typed, revision=plan.revision, now=timezone.now())
            ensure_judged(plan, now=timezone.now())
    except (store.PlanBusy, store.PlanMoved) as error:
        messages.warning(request, explain(error))
        return redirect_after_post(request.get_full_path())
    left = store.count_found(plan, change=Change.INVALID)
    say(request, before - left, left)
    return redirect_after_post(request.path if left and "row" not in request.GET else address_of(plan))


def list_posted(request: ProjectRequest) -> set[int]:
    """The keys of the rows whose cells were posted."""
    names = (name[1:].partition("-")[0] for name in request.POST if name.startswith("r"))
    return {number for name in names if (number := read_number(name))}


def say(request: ProjectRequest, fixed: int, left: int) -> None:
    if fixed > 0:
        words = ngettext("%(counter)s row was fixed.", "%(counter)s rows were fixed.", fixed)
        messages.success(request, words % {"counter": fixed})
    if left:
        words = ngettext("%(counter)s row still has problems.", "%(counter)s rows still have problems.", left)
        messages.info(request, words % {"counter": left})


def draw(
    request: ProjectRequest,
    plan: Plan,
    cells: HiddenCells,
    rows: Sequence[PlanRow],
    typed: QueryDict | None = None,
) -> HttpResponse:
    problems, columns = judge_blocking(plan, rows, now=timezone.now()), list_columns(plan)
    width, shown, is_one = len(plan.headers), [], "row" in request.GET
    start = min(read_start(request), len(rows[0].numbers) - 1) if is_one else 0
    for row in rows:
        found = problems.get(row.pk, [])
        lines = range(start, start + MOST_LINES) if is_one else choose_lines(row, found, cells)
        places = [place for place in list_places(row, columns, width) if find_cell(place, width)[0] in lines]
        shown.append(make_row(row, places, cells, found, typed))
    count = 0 if is_one else store.count_found(plan, change=Change.INVALID)
    context = {
        "plan": plan,
        "title": shown[0].title if is_one else _("Fix rows"),
        "rows": shown,
        "problems": list(list_problems(shown)),
        "left": max(0, count - len(rows)),
        "back": address_of(plan),
        **(link_lines(rows[0], start) if is_one else {}),
    }
    return render(request, "plans/fix.html", context, status=200 if typed is None else 409)
