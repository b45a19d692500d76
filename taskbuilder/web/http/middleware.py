"""Middleware of every request: who calls, its id, a page for a wrong method, no NUL in a query."""

from uuid import uuid4

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

from taskbuilder.logs import request_id

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class ForwardedMiddleware(MiddlewareMixin):
    """Puts the caller's address into REMOTE_ADDR where a proxy of ours tells it, and forgets what others say.

    Of several schemes the last counts, which our proxy wrote.
    """

    def process_request(self, request: HttpRequest) -> None:
        peer = request.META.get("REMOTE_ADDR", "")
        clients, schemes = (request.META.pop(name, "") for name in FORWARDED)
        if not settings.PROXIES.trusts(peer):
            return
        if clients:
            request.META["REMOTE_ADDR"] = settings.PROXIES.find_client(peer, clients.split(","))
        if schemes:
            request.META["HTTP_X_FORWARDED_PROTO"] = schemes.split(",")[-1].strip()


class RequestIdMiddleware(MiddlewareMixin):
    """Makes the id. It stays until the thread's next request, since Django logs after the last middleware."""

    def process_request(self, request: HttpRequest) -> None:
        request_id.set(uuid4().hex)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["X-Request-Id"] = request_id.get()
        return response


class NoStoreMiddleware(MiddlewareMixin):
    """Lets no browser and no proxy keep a page: most hold a project's data. Back asks the server again."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Cache-Control", "no-store")
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
