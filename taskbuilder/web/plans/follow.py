"""Where a part of a plan's page asks again: at the page's own address, with what narrows it."""

from urllib.parse import urlencode

from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.http.access import ProjectRequest

PER_PAGE = 50
NARROWING = ("show", "from")


def write_query(request: ProjectRequest, **changed: str) -> str:
    """The address with some of what narrows it changed; what is empty is left out."""
    kept = {name: request.GET.get(name, "") for name in NARROWING} | changed
    return f"?{urlencode({name: value for name, value in kept.items() if value})}"


def read_start(request: ProjectRequest) -> int:
    """How many rows come before those of the page that the address asks for."""
    return max(0, (read_number(request.GET.get("from", "")) or 1) - 1)


def link_pages(request: ProjectRequest, start: int, *, has_more: bool) -> dict[str, str]:
    """The neighbouring pages, each empty where there is none."""
    before = max(0, start - PER_PAGE)
    earlier = write_query(request, **{"from": str(before + 1) if before else ""}) if start else ""
    later = write_query(request, **{"from": str(start + PER_PAGE + 1)}) if has_more else ""
    return {"earlier": earlier, "later": later}
