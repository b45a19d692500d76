"""The answer to a failure of ours, for people and for programs: 503 while the database is away, else 500."""

import sys

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.log import log_response

from taskbuilder.api.access import is_from_program, refuse_unrecorded
from taskbuilder.logs import read_request
from taskbuilder.records.availability import RETRY_SECONDS, is_database_away


def answer_failure(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception, whether a view, a template or a middleware raised it.

    It logs the failure itself: Django leaves the exception out of the line where an error page failed.
    """
    error = sys.exc_info()[1]
    response = choose_answer(request, error)
    log_response(
        "%s: %s", response.reason_phrase, request.path, response=response, request=request, exception=error
    )
    return response


def choose_answer(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    is_away = is_database_away(error)
    # The database took nothing: it is away, or the request's service was deleted meanwhile.
    if is_from_program(request) and (is_away or isinstance(error, IntegrityError)):
        return refuse_unrecorded().as_response()
    status, headers = (503, {"Retry-After": RETRY_SECONDS}) if is_away else (500, {})
    # The page needs no database, and shows the id that finds its line in the log.
    page = render_to_string(f"{status}.html", {"request_id": read_request()})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store", **headers})
