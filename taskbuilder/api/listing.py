"""What there is in a token's project: its submissions, page by page, and its services."""

from django.forms import DateField, Field
from django.http import HttpResponse, QueryDict

from taskbuilder.api.access import ProgramRequest, for_programs
from taskbuilder.api.answers import Refusal, answer, describe_service, summarize
from taskbuilder.records.submissions.filter_choices import FilterChoices, find_choices
from taskbuilder.records.submissions.filter_set import NAMED, SubmissionFilterSet
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.pagination import BY_TIME
from taskbuilder.records.submissions.queries import list_submissions

USUAL_LIMIT, MOST_LISTED = 50, 100


@for_programs("GET", "HEAD")
def show_submissions(request: ProgramRequest) -> HttpResponse:
    """A page of submissions, the newest first."""
    query, projects = request.GET, [request.bearer.project.pk]
    for name in ("before", "after"):
        if query.get(name) and BY_TIME.read_cursor(query[name]) is None:
            raise refuse_parameter(name, "should be a value that a page of this list returned")
    page = list_submissions(
        projects=projects,
        filters=read_filters(query, projects),
        before=query.get("before"),
        after=query.get("after"),
        limit=read_number("limit", query.get("limit", ""), usual=USUAL_LIMIT, least=1, most=MOST_LISTED),
    )
    listed = {
        "submissions": [summarize(each) for each in page.rows],
        "before": page.older or None,
        "after": page.newer or None,
    }
    return answer(200, listed)


def read_filters(query: QueryDict, projects: list[int]) -> SubmissionFilters:
    """The filters of the address, by the names that pages have too; raises Refusal. A query for some."""
    choices = find_choices(projects) if any(query.get(name) for name in NAMED) else FilterChoices()
    asked = SubmissionFilterSet(query, choices)
    filters = asked.read()
    for name in asked.form.errors:
        raise refuse_parameter(name, explain(asked.form.fields[name]))
    return filters


def explain(field: Field) -> str:
    """What a filter's value should have been."""
    if isinstance(field, DateField):
        return "should be a date such as 2026-03-01"
    values = [str(value) for value, _label in getattr(field, "choices", ()) if value]
    return f"should be one of {', '.join(values)}" if values else "is too long"


def read_number(name: str, text: str, *, usual: int, least: int, most: int) -> int:
    """A number of the address; raises Refusal."""
    if not text:
        return usual
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else -1
    if not least <= number <= most:
        raise refuse_parameter(name, f"should be a number from {least} to {most}")
    return number


def refuse_parameter(name: str, why: str) -> Refusal:
    return Refusal(400, "ModelArts.0101", f"Invalid argument. The param [{name}] {why}.")


@for_programs("GET", "HEAD")
def show_services(request: ProgramRequest) -> HttpResponse:
    """Every service of the project, by name."""
    services = request.bearer.project.services.order_by("name", "pk")
    return answer(200, {"services": [describe_service(each) for each in services]})
