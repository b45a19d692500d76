"""The way on through the list that a submission was opened from, and back to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.related.neighbours import Neighbour, find_neighbours
from taskbuilder.records.submissions.filter_choices import FilterChoices, find_choices
from taskbuilder.records.submissions.filter_set import NAMED
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import make_listing
from taskbuilder.web.filters.menu import ALL, SHOW
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.submissions.filter_form import read_asked

IN, IN_ALL = "in", "in_all"
"""Of a submission's address: the query of the list that it was opened from, of its project or of all."""
PLACES = ("before", "after")


@dataclass(frozen=True, kw_only=True)
class Way:
    """`newer`, `older`: a name and an address of each neighbour there is; `back`: the list at this place."""

    newer: tuple[str, str] | None
    older: tuple[str, str] | None
    back: str


def write_way(query: Mapping[str, str], *, is_across: bool) -> str:
    """What the address of each submission of a list ends with. `query`: the list's own."""
    return "?" + urlencode({IN_ALL if is_across else IN: urlencode(query) or f"{SHOW}={ALL}"})


def repeat_way(request: HttpRequest) -> str:
    """The same of the page that is shown now; empty where it was opened from no list."""
    found = {name: request.GET[name] for name in (IN, IN_ALL) if request.GET.get(name)}
    return "?" + urlencode(found) if found else ""


def find_way(request: ProjectRequest, submission: Submission) -> Way | None:
    """None where the page was opened from no list. A query, and those that such a list takes to be found."""
    name = next((each for each in (IN, IN_ALL) if request.GET.get(each)), None)
    if name is None:
        return None
    query = QueryDict(request.GET[name])
    is_across = name == IN_ALL
    projects = list(projects_of(request.user)) if is_across else [request.project]
    found = find_neighbours(make_listing(*read_list(query, projects)), submission)
    rest = {each: query[each] for each in query if each not in PLACES}
    on = write_way(rest, is_across=is_across)
    return Way(
        newer=link(found.newer, on),
        older=link(found.older, on),
        back=find_list(request, is_across=is_across) + write_place(query, rest, found.newer),
    )


def read_list(query: QueryDict, projects: list[Project]) -> tuple[SubmissionFilters, list[int]]:
    """What a list is narrowed by, as far as it can be read, and the keys of its projects."""
    keys = [project.pk for project in projects]
    choices = find_choices(keys) if any(query.get(name) for name in NAMED) else FilterChoices()
    return read_asked(query, choices).filters, keys


def link(neighbour: Neighbour | None, on: str) -> tuple[str, str] | None:
    if neighbour is None:
        return None
    return neighbour.name, find_address("submission", neighbour.slug, neighbour.cursor.key) + on


def find_list(request: ProjectRequest, *, is_across: bool) -> str:
    return find_address("all-submissions") if is_across else find_address("submissions", request.project.slug)


def write_place(query: QueryDict, rest: Mapping[str, str], newer: Neighbour | None) -> str:
    """The page that one came from; behind a step to a neighbour, the page that begins here."""
    if any(name in query for name in PLACES):
        return "?" + query.urlencode()
    return "?" + urlencode(dict(rest) | ({"before": str(newer.cursor)} if newer else {}))
