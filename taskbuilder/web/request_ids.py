"""An id for each request, which its log lines and its answer carry."""

from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

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
