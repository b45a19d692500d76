"""The tasks of a project by their state now."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from taskbuilder.records.boards.now import ServiceReading, list_readings, read_now
from taskbuilder.records.cloud_tasks.states import LASTING, MOVING
from taskbuilder.records.models import Role
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.polling import (
    FASTEST,
    OFTEN,
    SLOWEST,
    Poll,
    answer_unchanged,
    draw_followed,
    make_poll,
)


@member_required(Role.VIEWER)
def show_now(request: ProjectRequest) -> HttpResponse:
    """The board; htmx asks for its part that follows the tasks, and gets 304 where nothing changed."""
    readings = list_readings(request.project)
    poll = follow(readings, now=timezone.now())
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    board = read_now(request.project, readings)
    return draw_followed(request, "boards/now.html", "board", {"board": board}, poll)


def follow(readings: list[ServiceReading], *, now: datetime) -> Poll:
    """What the board shows changes with a service's counts, or with the minute of its reading."""
    states = {state for reading in readings for state in reading.counts}
    seconds = FASTEST if states & MOVING else OFTEN if states - LASTING else SLOWEST
    shown = [(each.name, cut(each.read_at), each.problem, each.counts) for each in readings]
    return make_poll(seconds, shown)


def cut(moment: datetime | None) -> datetime | None:
    """To its minute: a reading that found nothing new is shown once a minute."""
    return moment and moment.replace(second=0, microsecond=0)
