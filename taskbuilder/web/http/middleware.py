"""Middleware of every request: its id, a page for a wrong method, no NUL in a query."""

from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

from taskbuilder.logs import request_id


class RequestIdMiddleware(MiddlewareMixin):
    """Makes the id. It stays until the thread's next request, since Django logs after the last middleware."""

    def process_request(self, request: HttpRequest) -> None:
        request_id.set(uuid4().hex)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["X-Request-Id"] = request_id.get()
        return response


class MethodPageMiddleware(MiddlewareMixin):
    """Django answers 405 with a blank page, where for instance a sign-in may lead after a form was posted."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response


class StorableQueryMiddleware(MiddlewareMixin):
    """Refuses NUL in a query: PostgreSQL has no such character, and the admin's filters ask it unseen."""

    def process_request(self, request: HttpRequest) -> None:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("The query holds a NUL character.")
