"""Plans for programs: a whole plan as one document, what it would do, and runs that do it."""

from collections.abc import Mapping
from typing import Any, TypeGuard
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from taskbuilder.api.access import ProgramRequest, find_service, for_programs
from taskbuilder.api.answers import Refusal, answer, refuse_problems
from taskbuilder.api.bodies import read_body
from taskbuilder.api.listing import read_number, refuse_parameter
from taskbuilder.records.models import Plan, PlanRow, PlanRun, RunStep, Service
from taskbuilder.records.plans import applying
from taskbuilder.records.plans.as_code import PlanDocument, read_document, store_document
from taskbuilder.records.plans.grouping.lines import find_cell
from taskbuilder.records.plans.judging import RowProblem, ensure_judged, list_problems
from taskbuilder.records.plans.rendering import is_secret_column
from taskbuilder.records.plans.selection import Ticks, read_ticks
from taskbuilder.records.plans.states import Change
from taskbuilder.records.plans.store import (
    PlanBusy,
    PlanMoved,
    TooManyPlans,
    TooManyRows,
    find_plan,
    list_plans,
    read_rows,
)
from taskbuilder.records.submissions.acceptance import Unacceptable, read_request
from taskbuilder.taskspec.inputs.input import MOST_EVER
from taskbuilder.taskspec.secrets.declared import declared_by

RETRY = {"Retry-After": "1"}
MOST_LISTED = 500
MOST_NAME, MOST_PATTERN = 100, 200
GROUPING = f"should be null, or have a column of the table, or inputs: a number of 1 to {MOST_EVER}"
TICKS = ("creates", "replaces", "restores", "deletes", "confirms", "is_canary")


@for_programs("GET", "HEAD", "POST")
def answer_plans(request: ProgramRequest) -> HttpResponse:
    """The project's plans: lists them, or makes or changes the one of the document's name."""
    if request.method == "POST":
        return put_plan(request)
    plans = list_plans(request.bearer.project)
    return answer(200, {"plans": [summarize(request, plan) for plan in plans]})


def put_plan(request: ProgramRequest) -> HttpResponse:
    check_role(request)
    body = read_object(request)
    document = read_plan(body)
    service = find_service(request, read_text(body, "service_id", most=64))
    check_key(document, service)
    try:
        plan = store_document(
            document,
            project=request.bearer.project,
            service=service,
            by=request.bearer.person,
            now=timezone.now(),
        )
    except (PlanBusy, PlanMoved) as error:
        raise refuse_conflict(error) from None
    except TooManyPlans:
        raise Refusal(
            409, "TaskBuilder.0409", "The project has as many plans as it may. Delete one."
        ) from None
    except TooManyRows:
        raise refuse_parameter("rows", "has too many rows") from None
    return show(request, plan)


@for_programs("GET", "HEAD")
def show_plan(request: ProgramRequest, plan_id: UUID) -> HttpResponse:
    """What the plan would do, compared with what is there now."""
    return show(request, find(request, plan_id))


def show(request: ProgramRequest, plan: Plan) -> HttpResponse:
    """200 once the plan is compared, 202 while a relay does it."""
    is_compared = ensure_judged(plan, now=timezone.now())
    changes = plan.rows.order_by().values_list("change").annotate(Count("pk"))
    counts = dict.fromkeys(Change.values, 0) | dict(changes)
    described = summarize(request, plan) | {"judging": plan.judging, "changes": counts}
    location = {"Location": address_of(request, plan)}
    return answer(200 if is_compared else 202, described, location | ({} if is_compared else RETRY))


@for_programs("GET", "HEAD")
def show_rows(request: ProgramRequest, plan_id: UUID) -> HttpResponse:
    """A page of rows, what each would do, and what is wrong with it."""
    plan, query = find(request, plan_id), request.GET
    change = query.get("change", "")
    if change and change not in Change.values:
        raise refuse_parameter("change", f"should be one of {', '.join(Change.values)}")
    start = read_number("start", query.get("start", ""), usual=0, least=0, most=1_000_000)
    limit = read_number("limit", query.get("limit", ""), usual=100, least=1, most=MOST_LISTED)
    rows = read_rows(plan, change=Change(change) if change else None, start=start, limit=limit)
    problems = list_problems(plan, rows, now=timezone.now())
    shown = [
        {
            "number": row.number,
            "lines": row.numbers,
            "key": row.key,
            "name": row.name,
            "change": row.change,
            "submission_id": str(row.standing_id) if row.standing_id else None,
            "problems": [describe_problem(plan, row, each) for each in problems[row.pk]],
        }
        for row in rows
    ]
    return answer(200, {"rows": shown})


def describe_problem(plan: Plan, row: PlanRow, problem: RowProblem) -> dict[str, Any]:
    """Where it is: the column, and of a group the row."""
    line, column = find_cell(problem.column or 0, len(plan.headers))
    return {
        "line": row.numbers[line],
        "column": None if problem.column is None else plan.headers[column],
        "message": problem.message,
        "is_blocking": problem.is_blocking,
    }


@for_programs("GET", "HEAD")
def export_plan(request: ProgramRequest, plan_id: UUID) -> HttpResponse:
    """The document that makes this plan; secrets are hidden, and stay as they are when it is sent again."""
    plan = find(request, plan_id)
    document = vars(read_document(plan)) | {"service_id": plan.service.service_id if plan.service else ""}
    return answer(200, document)


@for_programs("POST")
def start_run(request: ProgramRequest, plan_id: UUID) -> HttpResponse:
    """Has a relay apply the plan as it was compared by its check `judging`."""
    check_role(request)
    plan, body = find(request, plan_id), read_object(request)
    ticks = Ticks(**{name: read_flag(body, name, usual=name == "creates") for name in TICKS})
    judging = body.get("judging")
    if not isinstance(judging, int) or isinstance(judging, bool):
        raise refuse_parameter("judging", "should be the number that the plan was shown with")
    now, person = timezone.now(), request.bearer.person
    try:
        run = applying.start_run(plan, judging=judging, ticks=ticks, by=person, now=now)
    except applying.NothingToDo:
        raise Refusal(409, "TaskBuilder.0409", "The plan has no row that this run may apply.") from None
    except applying.OtherTicks as error:
        raise refuse_other_ticks(request, error.run) from None
    except (PlanBusy, PlanMoved, applying.CompareAgain) as error:
        raise refuse_conflict(error) from None
    return answer(202, describe_run(run), RETRY | {"Location": address_of_run(request, run)})


@for_programs("GET", "HEAD")
def show_run(request: ProgramRequest, plan_id: UUID, run_id: UUID) -> HttpResponse:
    """How far a run is."""
    run = find_run(request, plan_id, run_id)
    return answer(200, describe_run(run), RETRY if run.state == "running" else {})


@for_programs("POST")
def control_run(request: ProgramRequest, plan_id: UUID, run_id: UUID, verb: str) -> HttpResponse:
    """Pauses, resumes or cancels a run; asked again, it answers again."""
    check_role(request)
    run, now = find_run(request, plan_id, run_id), timezone.now()
    try:
        if verb == "pause":
            applying.pause(run, now=now)
        elif verb == "resume":
            applying.resume(run, by=request.bearer.person, now=now)
        else:
            applying.cancel_run(run, by=request.bearer.person, now=now)
    except PlanMoved as error:
        raise refuse_conflict(error) from None
    return answer(200, describe_run(find_run(request, plan_id, run_id)))


def find(request: ProgramRequest, plan_id: UUID) -> Plan:
    """Raises Refusal."""
    plan = find_plan(project=request.bearer.project, plan_id=plan_id)
    if plan is None:
        raise Refusal(404, "APIG.0101", "Plan not found in this project.")
    return plan


def find_run(request: ProgramRequest, plan_id: UUID, run_id: UUID) -> PlanRun:
    """Raises Refusal."""
    found = PlanRun.objects.filter(plan__project=request.bearer.project, plan=plan_id, pk=run_id).first()
    if found is None:
        raise Refusal(404, "APIG.0101", "Run not found in this plan.")
    return found


def check_role(request: ProgramRequest) -> None:
    """Raises Refusal."""
    if not request.bearer.may_create:
        message = "The token's owner may read this project, but not change or apply plans in it."
        raise Refusal(403, "ModelArts.0112", message)


def refuse_conflict(error: Exception) -> Refusal:
    message = {
        PlanBusy: "A run applies the plan. Wait for its end, or pause or cancel it.",
        PlanMoved: "The plan was changed or compared again meanwhile. Get it again.",
        applying.CompareAgain: "The plan was compared too long ago. Get it again.",
    }[type(error)]
    return Refusal(409, "TaskBuilder.0409", message)


def refuse_other_ticks(request: ProgramRequest, run: PlanRun) -> Refusal:
    ticked = ", ".join(name for name, is_ticked in vars(read_ticks(run)).items() if is_ticked)
    message = (
        f"Another run of this plan has not ended. It has {ticked}, unlike this call, which started nothing. "
        "Wait for its end, or cancel it: its address is in Location."
    )
    return Refusal(409, "TaskBuilder.0409", message, headers={"Location": address_of_run(request, run)})


def read_object(request: ProgramRequest) -> Mapping[str, Any]:
    """The body; raises Refusal."""
    try:
        body = read_request(read_body(request))
    except Unacceptable as error:
        raise refuse_problems(error.problems) from None
    if not isinstance(body, dict):
        raise Refusal(400, "ModelArts.0101", "Invalid argument. The body should be a JSON object.")
    return body


def read_plan(body: Mapping[str, Any]) -> PlanDocument:
    """Raises Refusal with the first member that is not as it should be."""
    headers, rows, columns = body.get("headers"), body.get("rows"), body.get("columns", {})
    template, key = body.get("template"), body.get("key")
    if not isinstance(template, dict):
        raise refuse_parameter("template", "should be a task's request")
    if not is_texts(headers) or not all(headers) or len(set(headers)) < len(headers):
        raise refuse_parameter("headers", "should be a list of different names")
    if not isinstance(rows, list) or not all(is_texts(row) and len(row) == len(headers) for row in rows):
        raise refuse_parameter("rows", "should be a list of lists with a text for each header")
    if not isinstance(columns, dict) or not set(columns) <= set(headers):
        raise refuse_parameter("columns", "should be an object whose members are among the headers")
    if not all(isinstance(where, str) and where.startswith("/") for where in columns.values()):
        raise refuse_parameter("columns", "should have JSON Pointers such as /input/data/0/url")
    if len(set(columns.values())) < len(columns):
        raise refuse_parameter("columns", "should have each JSON Pointer once")
    if key is not None and key not in headers:
        raise refuse_parameter("key", "should be one of the headers, or null")
    grouping = body.get("grouping")
    if grouping is not None and not is_grouping(grouping, headers):
        raise refuse_parameter("grouping", GROUPING)
    return PlanDocument(
        name=read_text(body, "name", most=MOST_NAME),
        template=template,
        headers=headers,
        rows=rows,
        columns=columns,
        key=key,
        name_pattern=read_text(body, "name_pattern", most=MOST_PATTERN, is_optional=True),
        grouping=grouping,
    )


def is_grouping(value: object, headers: list[str]) -> bool:
    """A column that the table has; or how many inputs a task has, and what the column of groups is called."""
    if not isinstance(value, dict) or not value or not set(value) <= {"column", "inputs"}:
        return False
    column, size = value.get("column"), value.get("inputs")
    if size is None:
        return column in headers
    is_size = isinstance(size, int) and not isinstance(size, bool) and 1 <= size <= MOST_EVER
    return is_size and (column is None or (isinstance(column, str) and bool(column.strip())))


def check_key(document: PlanDocument, service: Service) -> None:
    """Keys, and names of groups, are shown, and stored as they are. Raises Refusal."""
    group = (document.grouping or {}).get("column")
    for name, header in (("key", document.key), ("grouping", group)):
        where = document.columns.get(str(header))
        if header and is_secret_column(str(header), where, declared_by(service.spec)):
            raise refuse_parameter(name, "should be a column without secrets")


def is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def read_text(body: Mapping[str, Any], name: str, *, most: int, is_optional: bool = False) -> str:
    text = body.get(name, "" if is_optional else None)
    if not isinstance(text, str) or len(text) > most or not (text.strip() or is_optional):
        raise refuse_parameter(name, f"should be a text of 1 to {most} characters")
    return text.strip()


def read_flag(body: Mapping[str, Any], name: str, *, usual: bool) -> bool:
    flag = body.get(name, usual)
    if not isinstance(flag, bool):
        raise refuse_parameter(name, "should be true or false")
    return flag


def address_of(request: ProgramRequest, plan: Plan) -> str:
    return reverse("api-plan", args=[request.bearer.project.cloud_project_id, plan.pk])


def address_of_run(request: ProgramRequest, run: PlanRun) -> str:
    return reverse("api-run", args=[request.bearer.project.cloud_project_id, run.plan_id, run.pk])


def summarize(request: ProgramRequest, plan: Plan) -> dict[str, Any]:
    page = reverse("plan", args=[request.bearer.project.slug, plan.pk])
    return {
        "id": str(plan.pk),
        "name": plan.name,
        "service_id": plan.service.service_id if plan.service else None,
        "page": request.build_absolute_uri(page),
        "is_compared": plan.is_judged,
        "changed_at": plan.changed_at.isoformat(),
    }


def describe_run(run: PlanRun) -> dict[str, Any]:
    steps = RunStep.objects.filter(run=run).order_by().values_list("state").annotate(Count("pk"))
    return {
        "id": str(run.pk),
        "state": run.state,
        "cause": run.cause or None,
        "reason": run.reason,
        "rows_total": run.total,
        "rows": dict(steps),
        "asked_at": run.asked_at.isoformat(),
        "finished_at": run.finished_at and run.finished_at.isoformat(),
    }
