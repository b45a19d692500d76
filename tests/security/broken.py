"""The site, with one page that fails while it holds everything that a page can hold."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from taskbuilder.records.models import Draft


class Failed(Exception):
    """What went wrong."""


def fail(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    draft = Draft.objects.get(pk=draft_id)
    answers, password = draft.answers, draft.project.password
    typed = request.POST.dict()
    raise Failed(len(answers) + len(password) + len(typed))


urlpatterns = [path("broken/<uuid:draft_id>/", fail), path("", include("taskbuilder.urls"))]
