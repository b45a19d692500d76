"""A page for addresses that are opened in a way that they do not know."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render


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
