"""Who may call: the one place that the endpoint's views ask."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from taskbuilder.api.answers import Refusal
from taskbuilder.api.bodies import refuse_size
from taskbuilder.api.signatures import BadSignature, find_signed, is_signed
from taskbuilder.records.access.api_tokens import Bearer, Throttled, find_bearer, spend
from taskbuilder.records.availability import RETRY_SECONDS
from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Member, Project, Service
from taskbuilder.records.models.projects import check_service_id
from taskbuilder.records.prepared import Parameter, Prepared

P = ParamSpec("P")
PROGRAMS, READERS = re.compile(r"/v[12](?:/|\Z)"), "/v1/"
BEARER = re.compile(r"Bearer +(\S+) *\Z", re.IGNORECASE)


class ReaderRequest(HttpRequest):
    """A request for a page about the endpoint, with a project where somebody comes from one of theirs."""

    project: Project
    member: Member


class ProgramRequest(HttpRequest):
    """A request by a program that has signed in."""

    bearer: Bearer


View = Callable[Concatenate[ProgramRequest, P], HttpResponseBase]


def for_programs(*methods: str) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Signs the program in, into the project that the path names, and answers every Refusal as JSON.

    A token that is invalid gets 401, another project 403, one that asks too often 429.
    """

    def decorate(view: View[P]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @wraps(view)
        def guarded(
            request: ProgramRequest, project_id: str, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            try:
                with override("en"):  # programs read the reference's words, whatever their person reads
                    check_method(request, methods)
                    request.bearer = sign_in(request, project_id)
                    return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refusal.as_response()

        return guarded

    return decorate


def for_readers(view: Callable[[ReaderRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the endpoint that needs no token: read, and answered as JSON where it is not."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: ReaderRequest) -> HttpResponse:
        try:
            check_method(request, ("GET", "HEAD"))
        except Refusal as refusal:
            return refusal.as_response()
        return view(request)

    return guarded


def check_method(request: HttpRequest, methods: tuple[str, ...]) -> None:
    if request.method not in methods:
        message = f"The method {request.method} is not allowed here. Use {' or '.join(methods)}."
        raise Refusal(405, "APIG.0106", message, headers={"Allow": ", ".join(methods)})


def sign_in(request: HttpRequest, project_id: str) -> Bearer:
    """Who signed the request, or bears its token. Raises Refusal."""
    bearer = find_caller(request)
    try:
        spend(bearer.token, now=timezone.now())
    except Throttled as error:
        message = f"Too many requests. Try again in {error.retry_after} s."
        headers = {"Retry-After": str(error.retry_after)}
        raise Refusal(429, "APIG.0308", message, headers=headers) from None
    if {bearer.project.cloud_project_id, request.headers.get("X-Project-Id") or project_id} != {project_id}:
        raise Refusal(403, "ModelArts.0210", "The project differs from the project of the token.")
    return bearer


def find_caller(request: HttpRequest) -> Bearer:
    """By the signature, where there is one and no token. Raises Refusal."""
    now = timezone.now()
    if is_signed(request) and not request.headers.get("X-Auth-Token"):
        try:
            return find_signed(request, now=now)
        except BadSignature as error:
            raise refuse_sign_in(str(error)) from None
    bearer = find_bearer(read_token(request), now=now)
    if bearer is None:
        raise refuse_sign_in("The token is unknown, expired or revoked.")
    return bearer


def read_token(request: HttpRequest) -> str:
    """The token of `X-Auth-Token` or `Authorization: Bearer`. Raises Refusal."""
    text = request.headers.get("X-Auth-Token", "").strip()
    found = BEARER.match(request.headers.get("Authorization", ""))
    if not text and found is None:
        raise refuse_sign_in("Send X-Auth-Token, Authorization: Bearer or a signature.")
    return text or (found[1] if found else "")


def select_services() -> QuerySet[Service]:
    project = Parameter("project", fields_of(Project)["id"])
    return Service.objects.filter(
        project=project, service_id=Parameter("service_id", fields_of(Service)["service_id"])
    ).order_by()


SERVICES = Prepared(select_services)


def find_service(request: ProgramRequest, service_id: str) -> Service:
    """The service of the bearer's project. Raises Refusal."""
    project = request.bearer.project
    try:
        check_service_id(service_id)
        service = SERVICES.first(project=project.pk, service_id=service_id)
    except ValidationError:
        service = None
    if service is None:
        raise Refusal(404, "ModelArts.3502", f"Service {service_id[:64]} does not exist.")
    service.project = project
    return service


def refuse_sign_in(why: str) -> Refusal:
    message = f"Incorrect authentication information: {why}"
    return Refusal(401, "APIG.0301", message, headers={"WWW-Authenticate": "Bearer"})


def is_for_programs(request: HttpRequest) -> bool:
    """Whether the address is one that programs ask, so that whatever goes wrong is answered as JSON.

    By the path, since a middleware may refuse before there is a view; the page for people is apart.
    """
    return bool(PROGRAMS.match(request.path)) and request.path != READERS


def refuse_request(*, is_too_large: bool) -> Refusal:
    """What cannot be read as a request at all, or is too much to be read."""
    if is_too_large:
        return refuse_size()
    return Refusal(400, "APIG.0106", "The request cannot be read. Check its address and its headers.")


def refuse_failure() -> Refusal:
    message = "Internal error. Check the project's history before you send the request again."
    return Refusal(500, "TaskBuilder.0500", message)


def refuse_unrecorded() -> Refusal:
    message = (
        "It is uncertain whether the request was saved. Send it again with the same Idempotency-Key; without "
        "one, check the project's history first."
    )
    return Refusal(503, "TaskBuilder.0503", message, headers={"Retry-After": RETRY_SECONDS})
