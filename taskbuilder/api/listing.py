"""What there is in a token's project: its submissions, page by page, and its services."""

from django.http import HttpResponse

from taskbuilder.api.access import ProgramRequest, for_programs
from taskbuilder.api.answers import Refusal, answer, describe_service, summarize
from taskbuilder.records.submissions.pagination import read_cursor
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.records.submissions.states import State

USUAL_LIMIT, MOST_LISTED = 50, 100


@for_programs("GET", "HEAD")
def show_submissions(request: ProgramRequest) -> HttpResponse:
    """A page of submissions, the newest first."""
    query = request.GET
    state = query.get("state", "")
    if state and state not in State.values:
        raise refuse_parameter("state", f"should be one of {', '.join(State.values)}")
    for name in ("before", "after"):
        if query.get(name) and read_cursor(query[name]) is None:
            raise refuse_parameter(name, "is no place that a page told")
    page = list_submissions(
        project=request.bearer.project,
        before=query.get("before"),
        after=query.get("after"),
        limit=read_limit(query.get("limit", "")),
        state=state,
        words=query.get("q", ""),
    )
    listed = {
        "submissions": [summarize(each) for each in page.rows],
        "before": page.older or None,
        "after": page.newer or None,
    }
    return answer(200, listed)


def read_limit(text: str) -> int:
    """Raises Refusal."""
    if not text:
        return USUAL_LIMIT
    limit = int(text) if text.isascii() and text.isdigit() and len(text) < len(str(MOST_LISTED)) + 1 else 0
    if not 1 <= limit <= MOST_LISTED:
        raise refuse_parameter("limit", f"should be a number from 1 to {MOST_LISTED}")
    return limit


def refuse_parameter(name: str, why: str) -> Refusal:
    return Refusal(400, "ModelArts.0101", f"Invalid argument. The param [{name}] {why}.")


@for_programs("GET", "HEAD")
def show_services(request: ProgramRequest) -> HttpResponse:
    """Every service of the project, by name."""
    services = request.bearer.project.services.order_by("name", "pk")
    return answer(200, {"services": [describe_service(each) for each in services]})
