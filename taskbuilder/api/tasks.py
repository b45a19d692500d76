"""The cloud's calls on tasks that there are: asked of the cloud at once, and answered as it answers."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpResponse
from django.utils import timezone

from taskbuilder.api.access import P, ProgramRequest, find_service
from taskbuilder.api.answers import PASSED_ON, RETRY_SECONDS, Refusal, answer
from taskbuilder.api.listing import read_number
from taskbuilder.cloud import MOST_TASKS, CloudError, NotSent, Throttled, hide_secrets
from taskbuilder.cloud.answers import is_id
from taskbuilder.records.cloud_tasks.live import list_live, show_live
from taskbuilder.records.cloud_tasks.reading import BUSY, UNREADABLE, Busy
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import CreatedTask, Service
from taskbuilder.records.submissions.wait import take_place
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.declared import declared_by

MOST_LISTED, LAST_OFFSET = 1_000, 2**31
IEF_FILTERS = ("state", "name_like", "id", "created_since", "created_until", "sort_key", "sort_dir")
"""What a list on IEF is narrowed and sorted by; the cloud says which values it takes."""
LONGEST_FILTER = 256
USUAL_ID = re.compile(r"[0-9a-f]{32}")

Call = Callable[Concatenate[ProgramRequest, P], HttpResponse]


def asks_the_cloud(view: Call[P]) -> Call[P]:
    """Answers what the cloud refuses as the cloud does, and what is wrong with our way into it as ours.

    It waits for the cloud on a thread that the site's pages need too: not where too many calls wait.
    """

    @wraps(view)
    def guarded(request: ProgramRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            with take_place() as is_free:
                if is_free:
                    return view(request, *args, **kwargs)
            raise refuse_for_now("Too many requests are waiting for the cloud. Try again in a moment.")
        except CloudError as error:
            raise refuse_as_the_cloud(error) from None
        except Busy:
            raise refuse_for_now(BUSY) from None
        except UnreadableSecret:
            raise Refusal(502, "TaskBuilder.0502", UNREADABLE) from None

    return guarded


def refuse_for_now(why: str) -> Refusal:
    return Refusal(429, "APIG.0308", why, headers={"Retry-After": RETRY_SECONDS})


def refuse_as_the_cloud(error: CloudError) -> Refusal:
    """The cloud's own error; 502 where it refused not the call but us, 503 where it did not answer."""
    if isinstance(error, Throttled):
        wait = str(round(error.retry_after)) if error.retry_after else RETRY_SECONDS
        return refuse_with(429, error, error.code or "APIG.0308", {"Retry-After": wait})
    if isinstance(error, NotSent):
        return refuse_with(503, error, "TaskBuilder.0503", {"Retry-After": RETRY_SECONDS})
    status = error.http_status if error.http_status in PASSED_ON else 502
    return refuse_with(status, error, error.code or "TaskBuilder.0502")


def refuse_with(status: int, error: CloudError, code: str, headers: dict[str, str] | None = None) -> Refusal:
    members = {
        name: value for name, value in error.members.items() if name not in ("error_code", "error_msg")
    }
    return Refusal(status, code, error.message, members=members, headers=headers or {})


@asks_the_cloud
def list_tasks(request: ProgramRequest, service_id: str) -> HttpResponse:
    """A page of the service's tasks, those created elsewhere too."""
    service, query = find_service(request, service_id), request.GET
    page = list_live(
        service,
        offset=read_number("offset", query.get("offset", ""), usual=0, least=0, most=LAST_OFFSET),
        limit=read_number("limit", query.get("limit", ""), usual=MOST_TASKS, least=1, most=MOST_LISTED),
        filters=read_filters(request, service),
        now=timezone.now(),
    )
    declared = declared_by(service.spec)
    tasks = [hide_secrets(task.entry, declared) for task in page.tasks]
    return answer(200, {"count": len(tasks) if page.count is None else page.count, "tasks": tasks})


def read_filters(request: ProgramRequest, service: Service) -> dict[str, str]:
    """What IEF narrows its list by; ModelArts Edge has nothing of it."""
    if service.spec.platform is not Platform.IEF:
        return {}
    return {name: request.GET[name][:LONGEST_FILTER] for name in IEF_FILTERS if request.GET.get(name)}


@asks_the_cloud
def show_task(request: ProgramRequest, service_id: str, task_id: str) -> HttpResponse:
    service = find_service(request, service_id)
    check_id(service, task_id)
    task = show_live(service, task_id, now=timezone.now())
    return answer(200, hide_secrets(task.entry, declared_by(service.spec)))


def check_id(service: Service, task_id: str) -> None:
    """Refuses an id that the cloud does not give, unless it has given this one all the same."""
    known = CreatedTask.objects.filter(task_id=task_id, submission__service=service)
    if not USUAL_ID.fullmatch(task_id) and not (is_id(task_id) and known.exists()):
        message = f"parameter [task_id] does not match ^{USUAL_ID.pattern}$"
        raise Refusal(400, "ModelArts.0104", message)
