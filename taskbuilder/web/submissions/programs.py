"""A submission's request as a program that creates the same task: what people copy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import draw
from taskbuilder.records.models import Submission
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.programs.curl import write_curl
from taskbuilder.taskspec.programs.python import write_python
from taskbuilder.web.drafts.review.parts import MOST_KEPT
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.kept import Kept

PROGRAMS: dict[str, Callable[[JsonObject, str], str]] = {"curl": write_curl, "python": write_python}
MOST_SHOWN = 20_000
"""Characters of a program that the page holds; a longer one has a page to itself."""
DRAWN: Kept[SafeString] = Kept(256)


@dataclass(frozen=True)
class Program:
    """A program as the page offers it; `text` is empty where it is too long for that."""

    name: str
    title: str
    text: str


def write_program(request: HttpRequest, submission: Submission, name: str) -> str:
    """The program of that name, for this installation's own create call; secrets are variables of it."""
    return PROGRAMS[name](submission.request, find_create(request, submission))


def find_create(request: HttpRequest, submission: Submission) -> str:
    """The address of the call that creates such a task, with this installation's host."""
    path = find_address("api-create", submission.project.cloud_project_id, submission.service.service_id)
    return request.build_absolute_uri(path)


def list_programs(request: HttpRequest, submission: Submission) -> Iterator[Program]:
    titles = {"curl": _("Copy as cURL"), "python": _("Copy as Python")}
    for name, title in titles.items():
        text = write_program(request, submission, name)
        yield Program(name, title, text if len(text) <= MOST_SHOWN else "")


def draw_programs(request: HttpRequest, submission: Submission, text: str) -> SafeString:
    """All of them as the submission's page offers them. `text`: the request as JSON, secrets masked.

    Drawn once, as the request's parts are: they stay the same whenever the page is opened.
    """
    if len(text) > MOST_KEPT:
        return _draw_programs(request, submission)
    key = (get_language(), find_create(request, submission), text)
    return DRAWN.find(key, lambda: _draw_programs(request, submission))


def _draw_programs(request: HttpRequest, submission: Submission) -> SafeString:
    return draw("programs", {"programs": list(list_programs(request, submission))})
