"""The page for what cannot be read, or is too much to be read."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request


def refuse_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says what to do about a form that is too large; without the request, which nobody has looked at."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_to_string("413.html"), status=413)
    return bad_request(request, exception)
