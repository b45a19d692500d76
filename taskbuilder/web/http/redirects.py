"""The way on after a POST: by another address, so that no reload posts twice."""

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from taskbuilder.web.http.access import ProjectRequest


def redirect_after_post(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)


def lead_on(request: ProjectRequest, address: str) -> HttpResponse:
    """Leads the whole page there, also where htmx asked."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect_after_post(address)
