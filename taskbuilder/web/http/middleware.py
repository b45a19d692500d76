"""Middleware of every request: its id, a page for a wrong method, no NUL in a query."""

from collections.abc import Callable
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render

from taskbuilder.logs import request_id

HEADER = "X-Request-Id"


class RequestIdMiddleware:
    """Makes the id. It stays until the thread's next request, since Django logs after the last middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id.set(uuid4().hex)
        response = self.get_response(request)
        response[HEADER] = request_id.get()
        return response


class MethodPageMiddleware:
    """Django answers 405 with a blank page, where for instance a sign-in may lead after a form was posted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = draw_page(request).content
        return response


def draw_page(request: HttpRequest) -> HttpResponse:
    return render(request, "405.html", status=405)


class StorableQueryMiddleware:
    """Refuses NUL in a query: PostgreSQL has no such character, and the admin's filters ask it unseen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The query holds a NUL character.")
        return self.get_response(request)
