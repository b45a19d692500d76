"""The answers to failures of ours and to requests that nobody can read, for people and for programs."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.log import log_response

from taskbuilder.api.access import is_for_programs, refuse_failure, refuse_unrecorded
from taskbuilder.api.access import refuse_request as refuse_call
from taskbuilder.logs import read_request
from taskbuilder.records.availability import RETRY_SECONDS, is_database_away
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.web.http import errors


def answer_failure(request: HttpRequest) -> HttpResponse:
    """503 while the database is away, 409 where a form met a change of somebody else's, else 500.

    Django calls this while it handles the exception, whether a view, a template or a middleware raised it.

    It logs the failure itself: Django leaves the exception out of the line where an error page failed.
    """
    error = sys.exc_info()[1]
    response = choose_answer(request, error)
    log_response(
        "%s: %s", response.reason_phrase, request.path, response=response, request=request, exception=error
    )
    return response


def refuse_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django calls this for a 400 that no view answered."""
    if is_for_programs(request):
        return refuse_call(is_too_large=isinstance(exception, RequestDataTooBig)).as_response()
    return errors.refuse_request(request, exception)


def choose_answer(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    is_away = is_database_away(error)
    # The database took nothing: it is away, or the request's service was deleted meanwhile.
    if is_for_programs(request):
        is_unrecorded = is_away or isinstance(error, IntegrityError)
        return (refuse_unrecorded() if is_unrecorded else refuse_failure()).as_response()
    template, status, headers = choose_page(error, is_away=is_away)
    # The page needs no database, and shows the id that finds its line in the log.
    page = render_to_string(template, {"request_id": read_request()})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store", **headers})


def choose_page(error: BaseException | None, *, is_away: bool) -> tuple[str, int, dict[str, str]]:
    """The template, the status and more headers."""
    if is_away:
        return "503.html", 503, {"Retry-After": RETRY_SECONDS}
    if isinstance(error, IntegrityError):
        return "409.html", 409, {}
    return "unreadable.html" if isinstance(error, UnreadableSecret) else "500.html", 500, {}
