"""Middleware of every request: who calls, its id, the policy, a page for a wrong method, no NUL."""

import logging
import time
from functools import cached_property
from uuid import uuid4

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

from taskbuilder.logs import bind_request, read_request

access = logging.getLogger("taskbuilder.access")
BEGUN = "taskbuilder.begun"
"""Where a request says when it began."""
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
    """Makes the id, and writes the line of the access log.

    The id stays until the thread's next request, since Django logs after the last middleware.
    """

    def process_request(self, request: HttpRequest) -> None:
        bind_request(uuid4().hex)
        request.META[BEGUN] = time.perf_counter()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["X-Request-Id"] = read_request()
        spent = time.perf_counter() - request.META[BEGUN]
        fields = {"status": response.status_code, "ms": round(spent * 1000), **name_asker(request)}
        fields["to"] = response.get("Location")  # what was created has its id there
        access.info("%s %s", request.method, request.path, extra=fields)
        return response


def name_asker(request: HttpRequest) -> dict[str, object]:
    """Who asked, from where, in which project, as far as answering has found that out: no query is made."""
    bearer = getattr(request, "bearer", None)
    person = bearer.person if bearer else request.__dict__.get("_cached_user")
    project = bearer.project if bearer else getattr(request, "project", None)
    return {
        "user": getattr(person, "pk", None),
        "project": getattr(project, "slug", None),
        "from": request.META.get("REMOTE_ADDR"),
    }


class PolicyMiddleware(MiddlewareMixin):
    """Says what a page may load, as django-csp writes it; its own middleware writes it anew for each answer.

    No page has a policy or a nonce of its own.
    """

    @cached_property
    def policy(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault(HEADER, self.policy)
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
