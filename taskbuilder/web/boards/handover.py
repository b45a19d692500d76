"""The handover of a shift: what happened since a time, in plain sentences, and what waits for whom."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.records.boards.handover import note_read, read_handover
from taskbuilder.records.boards.handover_words import describe_action, describe_event
from taskbuilder.records.models import ActionBatch, ProjectEvent, Role
from taskbuilder.records.notifications.sentences import STYLE, find_path, write_link_time
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post

SHIFT, LONGEST = timedelta(hours=8), timedelta(days=31)
HOURS, MOST_SHOWN = (8, 24, 72), 40


@member_required(Role.VIEWER)
def show_handover(request: ProjectRequest) -> HttpResponse:
    """Since the time in the address, since it was last read, or of one shift. Six queries, and the page's."""
    now, last = timezone.now(), request.member.handed_over_at
    asked = request.GET.get("since", "")
    read = read_time(asked, request.zone, now=now)
    problems = find_problems(asked) if asked and read is None else []
    since = max(read or last or now - SHIFT, now - LONGEST)
    handover = read_handover(request.project, since=since, until=now)
    context = {
        "handover": handover,
        "since": since,
        "until": now,
        "problems": problems,
        "is_long": read is not None and read < since,
        "typed": asked if problems else since.astimezone(request.zone).strftime(STYLE),
        "last": last,
        "last_query": write_query(last) if last else "",
        "spans": [(hours, write_query(now - timedelta(hours=hours))) for hours in HOURS],
        "failed": [describe(request, event) for event in handover.failed],
        "stopped": [describe(request, event) for event in handover.stopped],
        "done": [link_action(request, batch) for batch in handover.actions],
        "may_manage": request.role.includes(Role.MANAGER),
    }
    return render(request, "boards/handover.html", context, status=422 if problems else 200)


def find_problems(asked: str) -> list[PageProblem]:
    """Of a time that cannot be read, or is still to come."""
    message = _("Since: “%(text)s” is not a past time. Enter one such as 2026-11-30T08:00.")
    return [PageProblem(message=message % {"text": asked[:MOST_SHOWN]}, href="#since")]


def read_time(text: str, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """A time of the past, as it was typed in the zone or is in a link; None where it is none."""
    try:
        zone = ZoneInfo("UTC") if text.endswith("Z") else zone
        moment = datetime.strptime(text.removesuffix("Z"), STYLE).replace(tzinfo=zone)
        return moment if moment <= now else None
    except (ValueError, OverflowError):
        return None


def write_query(moment: datetime) -> str:
    return f"?since={write_link_time(moment)}"


def describe(request: ProjectRequest, event: ProjectEvent) -> tuple[str, str, datetime]:
    """What happened in a sentence, where, and when."""
    return describe_event(event), find_path(event, request.project), event.at


def link_action(request: ProjectRequest, batch: ActionBatch) -> tuple[str, str, datetime]:
    """What was asked in a sentence, its page, and when."""
    address = resolve_url("action", slug=request.project.slug, batch_id=batch.pk)
    return describe_action(batch), address, batch.asked_at


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.VIEWER)
def mark_handover(request: ProjectRequest) -> HttpResponse:
    """Notes up to when one has read: the time at which the page was drawn, not that of the button."""
    if request.method != "POST":
        return redirect("tasks-handover", slug=request.project.slug)
    now = timezone.now()
    until = read_until(request.POST.get("until", ""), now=now)
    note_read(request.member, until=until)
    messages.success(request, _("Marked as read. The next handover starts here."))
    return redirect_after_post(resolve_url("tasks-handover", slug=request.project.slug))


def read_until(text: str, *, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return now
    return moment if moment.tzinfo and now - LONGEST < moment <= now else now
