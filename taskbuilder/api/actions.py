"""Start, stop and delete, as the cloud has them: the outbox does them, and its outcome is the answer."""

from django.http import HttpResponse
from django.utils import timezone

from taskbuilder.api.access import ProgramRequest, find_service, for_programs
from taskbuilder.api.answers import PASSED_ON, RETRY_SECONDS, Refusal, answer
from taskbuilder.api.preferences import read_preferences
from taskbuilder.api.tasks import check_id, show_task
from taskbuilder.records.models import CreatedTask, Service, TaskAction
from taskbuilder.records.submissions.wait import until_ended, wait_in_line
from taskbuilder.records.task_actions.asking import Reason, ask, ask_of_other, load_tasks
from taskbuilder.records.task_actions.states import OPEN, ActionKind, ActionState, Finding
from taskbuilder.taskspec.platforms import Platform

GONE = {"finding": Finding.GONE.value, "state": ActionState.DONE.value}


@for_programs("GET", "HEAD", "DELETE")
def answer_task(request: ProgramRequest, service_id: str, task_id: str) -> HttpResponse:
    """One task: shows it, or has it deleted."""
    if request.method == "DELETE":
        return act(request, ActionKind.DELETE, service_id, task_id)
    return show_task(request, service_id, task_id)


@for_programs("POST")
def start_task(request: ProgramRequest, service_id: str, task_id: str) -> HttpResponse:
    return act(request, ActionKind.START, service_id, task_id)


@for_programs("POST")
def stop_task(request: ProgramRequest, service_id: str, task_id: str) -> HttpResponse:
    return act(request, ActionKind.STOP, service_id, task_id)


def act(request: ProgramRequest, kind: ActionKind, service_id: str, task_id: str) -> HttpResponse:
    """Asks for it once, waits for the cloud, and answers. Asked again meanwhile, it is the same action."""
    if not request.bearer.may_create:
        message = "The token's owner may read this project, but not change tasks in it."
        raise Refusal(403, "ModelArts.0112", message)
    service = find_service(request, service_id)
    if kind is not ActionKind.DELETE and service.spec.platform is not Platform.IEF:
        raise Refusal(404, "APIG.0101", "The API does not exist or has not been published.")
    check_id(service, task_id)
    wanted = read_preferences(request.headers.get("Prefer", ""))
    action = find_or_ask(request, kind, service, task_id)
    if action is None:
        return answer(202, {"id": task_id, "action": kind.value, "message": str(Finding.GONE.label), **GONE})
    wait_in_line(until_ended(action), seconds=wanted.wait_seconds)
    action.refresh_from_db()
    response = answer_action(action)
    if wanted.applied:
        response["Preference-Applied"] = wanted.applied
    return response


def find_or_ask(
    request: ProgramRequest, kind: ActionKind, service: Service, task_id: str
) -> TaskAction | None:
    """The action; None where the task to be deleted is gone already. Raises Refusal."""
    by, token, now = request.bearer.person, request.bearer.token, timezone.now()
    rows = CreatedTask.objects.filter(submission__service=service, task_id=task_id)
    task = load_tasks(service.project, rows).first()
    if task is None:
        action = ask_of_other(kind, service, task_id, by=by, token=token, now=now)
    else:
        asked = ask(kind, [task], project=service.project, by=by, token=token, now=now)
        if Reason.GONE in asked.left_out:
            if kind is ActionKind.DELETE:
                return None
            raise refuse_gone(task_id)
        action = next(iter(asked.actions), None)
    return action or find_open(kind, service, task_id)


def find_open(kind: ActionKind, service: Service, task_id: str) -> TaskAction:
    """The same that is under way already. Raises Refusal for another."""
    rows = TaskAction.objects.filter(service=service, task_id=task_id, project=service.project)
    action = rows.filter(state__in=OPEN, kind=kind).first()
    if action is None:
        message = "Another action on this task is under way. Try again when it has ended."
        raise Refusal(409, "TaskBuilder.0409", message, headers={"Retry-After": RETRY_SECONDS})
    return action


def answer_action(action: TaskAction) -> HttpResponse:
    """What the call is answered, by how far its action has come."""
    state = ActionState(action.state)
    if state is ActionState.DONE:
        return answer(202, describe(action))
    if state is ActionState.REFUSED:
        raise refuse_as_done(action)
    if state is ActionState.GIVEN_UP:
        raise Refusal(503, "TaskBuilder.0503", str(Finding(action.finding).label))
    if state is ActionState.CANCELLED:
        raise Refusal(410, "TaskBuilder.0410", str(Finding(action.finding).label))
    return answer(202, describe(action), {"Retry-After": RETRY_SECONDS})


def refuse_as_done(action: TaskAction) -> Refusal:
    """The cloud's own error; 502 where it refused not the call but us."""
    if action.finding == Finding.GONE:
        return refuse_gone(action.task_id)
    if action.finding == Finding.BEING_DELETED:
        return Refusal(409, "ModelArts.3503", str(Finding.BEING_DELETED.label))
    last = action.attempts.last()
    status = last.http_status if last and last.http_status in PASSED_ON else 502
    return Refusal(status or 502, action.code or "TaskBuilder.0502", action.message)


def refuse_gone(task_id: str) -> Refusal:
    return Refusal(404, "ModelArts.3501", f"Task {task_id} does not exist.")


def describe(action: TaskAction) -> dict[str, str]:
    """An action as programs see it."""
    return {
        "id": action.task_id,
        "action": action.kind,
        "state": action.state,
        "finding": action.finding,
        "message": action.message or str(Finding(action.finding).label),
    }
