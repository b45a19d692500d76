"""The create call as the reference has it, and the submission that it became."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from taskbuilder.api.access import (
    ProgramRequest,
    ReaderRequest,
    find_service,
    for_programs,
    for_readers,
)
from taskbuilder.api.answers import (
    RETRY_SECONDS,
    Refusal,
    address_of,
    answer,
    answer_create,
    describe,
    refuse_problems,
)
from taskbuilder.api.bodies import read_body
from taskbuilder.api.document import make_document
from taskbuilder.api.preferences import read_preferences
from taskbuilder.api.reading import describe_document
from taskbuilder.api.tasks import list_tasks
from taskbuilder.records.access.memberships import find_membership
from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.acceptance import (
    Accepted,
    BadKey,
    Caller,
    KeyReused,
    Unacceptable,
    accept,
    judge,
    read_request,
)
from taskbuilder.records.submissions.cancellation import TooLate, cancel
from taskbuilder.records.submissions.queries import as_recorded, get_outcome
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.wait import until_settled, wait_in_line
from taskbuilder.taskspec.problem import is_acceptable

IDEMPOTENCY_KEY = "Idempotency-Key"


@for_programs("GET", "HEAD", "POST")
def answer_tasks(request: ProgramRequest, service_id: str) -> HttpResponse:
    """The tasks of a service: lists them, or creates some."""
    ask = create_task if request.method == "POST" else list_tasks
    return ask(request, service_id)


def create_task(request: ProgramRequest, service_id: str) -> HttpResponse:
    """Records the request, waits for the cloud, and answers as the cloud does."""
    if not request.bearer.may_create:
        message = "The token's owner may read this project, but not create tasks in it."
        raise Refusal(403, "ModelArts.0112", message)
    service = find_service(request, service_id)
    wanted = read_preferences(request.headers.get("Prefer", ""))
    try:
        accepted = accept(
            read_body(request),
            service=service,
            caller=Caller(person=request.bearer.person, token=request.bearer.token),
            now=timezone.now(),
            key=read_key(request),
            is_strict=wanted.is_strict,
        )
    except Unacceptable as error:
        raise refuse_problems(error.problems) from None
    except BadKey as error:
        raise Refusal(400, "ModelArts.0101", f"Invalid argument. {IDEMPOTENCY_KEY}: {error}") from None
    except KeyReused:
        message = f"This {IDEMPOTENCY_KEY} was used for another request. Use a new key for each request."
        raise Refusal(422, "TaskBuilder.0422", message) from None
    if accepted.is_repeated and not accepted.submission.is_settled:
        raise refuse_in_flight(accepted.submission)
    response = answer_create(watch(request, accepted, seconds=wanted.wait_seconds))
    if wanted.applied:
        response["Preference-Applied"] = wanted.applied
    return response


def watch(request: ProgramRequest, accepted: Accepted, *, seconds: float) -> Submission:
    """What has become of the submission within so many seconds. Nobody asks where that is none."""
    submission = accepted.submission
    if not accepted.is_repeated:
        if not seconds:
            return as_recorded(submission)
        wait_in_line(until_settled(submission.pk), seconds=seconds)
    return find_submission(request, submission.pk)


def read_key(request: HttpRequest) -> str:
    """The key that was sent. Raises BadKey for an empty one, as a shell's variable is that was never set."""
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is not None and not key.strip():
        raise BadKey("It is empty. Use a key of your own for each request, or leave the header out.")
    return key or ""


def refuse_in_flight(submission: Submission) -> Refusal:
    message = (
        f"A request with this {IDEMPOTENCY_KEY} is still being processed. Check the address in Location."
    )
    headers = {"Location": address_of(submission), "Retry-After": RETRY_SECONDS}
    return Refusal(409, "TaskBuilder.0409", message, headers=headers)


@for_programs("POST")
def validate_task(request: ProgramRequest, service_id: str) -> HttpResponse:
    """Says what is wrong with a request. Nothing is recorded, so that everyone who may read here may ask."""
    service = find_service(request, service_id)
    is_strict = read_preferences(request.headers.get("Prefer", "")).is_strict
    try:
        problems = judge(read_request(read_body(request)), service=service, now=timezone.now())
    except Unacceptable as error:
        problems = error.problems
    verdict = {
        "is_acceptable": is_acceptable(problems, strict=is_strict),
        "problems": [problem.as_json() for problem in problems],
    }
    return answer(200, verdict)


@for_programs("GET", "HEAD")
def show_submission(request: ProgramRequest, submission_id: UUID) -> HttpResponse:
    """How far a submission of the token's project has come; secrets are masked."""
    submission = find_submission(request, submission_id)
    headers = {} if submission.is_settled else {"Retry-After": RETRY_SECONDS}
    return answer(200, describe(submission), headers)


@for_programs("POST")
def cancel_submission(request: ProgramRequest, submission_id: UUID) -> HttpResponse:
    """Cancels what was not sent yet, by the rule of the page's own cancel; asked again, it answers again."""
    if not request.bearer.may_create:
        message = "The token's owner may read this project, but not cancel in it."
        raise Refusal(403, "ModelArts.0112", message)
    if request.bearer.project.submissions.filter(pk=submission_id).exists():
        with suppress(TooLate):
            cancel(submission_id, by=request.bearer.person, now=timezone.now())
    submission = find_submission(request, submission_id)
    if submission.state != State.CANCELLED:
        message = "Not cancelled: it is already being sent or has finished. Check the address in Location."
        raise Refusal(409, "TaskBuilder.0409", message, headers={"Location": address_of(submission)})
    return answer(200, describe(submission))


def find_submission(request: ProgramRequest, submission_id: UUID) -> Submission:
    """The submission with its service, attempts and tasks. Raises Refusal."""
    try:
        return get_outcome(project=request.bearer.project, submission_id=submission_id)
    except Submission.DoesNotExist:
        raise Refusal(404, "APIG.0101", "Submission not found in this project.") from None


@for_readers
def show_document(request: HttpRequest) -> JsonResponse:
    """The OpenAPI document, for programs and their makers; it tells nothing of any project."""
    response = JsonResponse(make_document(request.build_absolute_uri("/").rstrip("/")))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@for_readers
def show_reference(request: ReaderRequest) -> HttpResponse:
    """The same document as a page for people. Who comes from a `project` of theirs keeps its navigation."""
    slug = request.GET.get("project", "")
    if slug and (member := find_membership(person=request.user, slug=slug)):
        request.project, request.member = member.project, member
    document = make_document(request.build_absolute_uri("/").rstrip("/"))
    return render(request, "api/reference.html", describe_document(document))


@csrf_exempt
def refuse_unknown(request: HttpRequest) -> JsonResponse:
    """Whatever else is asked for under the endpoint's root."""
    message = "The API does not exist or has not been published."
    return Refusal(404, "APIG.0101", message).as_response()
