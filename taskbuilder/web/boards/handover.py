"""The handover of a shift: what happened since a time, in plain sentences, and what waits for whom."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.boards.handover import note_read, read_handover
from taskbuilder.records.models import ActionBatch, ProjectEvent, Role
from taskbuilder.records.notifications.kinds import KINDS, REFUSED
from taskbuilder.records.notifications.sentences import find_actor, find_path
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.taskspec.messages import gettext_noop
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post

SHIFT, LONGEST = timedelta(hours=8), timedelta(days=31)
HOURS = (8, 24, 72)
STYLE = "%Y-%m-%dT%H:%M"
"""As the browser's control for a time writes it, in the project's zone."""
ACTIONS = {
    ActionKind.START: gettext_noop("%(by)s started %(done)d of %(count)d tasks."),
    ActionKind.STOP: gettext_noop("%(by)s stopped %(done)d of %(count)d tasks."),
    ActionKind.DELETE: gettext_noop("%(by)s deleted %(done)d of %(count)d tasks."),
}


@member_required(Role.VIEWER)
def show_handover(request: ProjectRequest) -> HttpResponse:
    """Since the time in the address, since it was last read, or of one shift. Six queries, and the page's."""
    now = timezone.now()
    zone = ZoneInfo(request.project.time_zone)
    last = request.member.handed_over_at
    since = read_time(request.GET.get("since", ""), zone, now=now) or last or now - SHIFT
    since = max(since, now - LONGEST)
    handover = read_handover(request.project, since=since)
    context = {
        "handover": handover,
        "since": since,
        "until": now,
        "typed": since.astimezone(zone).strftime(STYLE),
        "last": last,
        "last_query": write_query(last, zone) if last else "",
        "spans": [(hours, write_query(now - timedelta(hours=hours), zone)) for hours in HOURS],
        "failed": [describe(request, event) for event in handover.failed],
        "stopped": [describe(request, event) for event in handover.stopped],
        "done": [describe_action(request, batch) for batch in handover.actions],
    }
    return render(request, "boards/handover.html", context)


def read_time(text: str, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """A time of the past; None where it is none."""
    try:
        moment = datetime.strptime(text, STYLE).replace(tzinfo=zone)
        return moment if moment <= now else None
    except (ValueError, OverflowError):
        return None


def write_query(moment: datetime, zone: ZoneInfo) -> str:
    return f"?since={moment.astimezone(zone).strftime(STYLE)}"


def describe(request: ProjectRequest, event: ProjectEvent) -> tuple[str, str, datetime]:
    """What happened in a sentence, with the cloud's reason, where it happened, and when."""
    words = {"name": event.subject, "by": find_actor(event), "minutes": event.minutes}
    sentence = _(KINDS[event.kind].sentence) % words
    reason = event.submission.outcome.get("message", "") if event.kind == REFUSED and event.submission else ""
    return f"{sentence} {_(reason) if reason else ''}".strip(), find_path(event, request.project), event.at


def describe_action(request: ProjectRequest, batch: ActionBatch) -> tuple[str, str, datetime]:
    """Who had it done to how many of the tasks asked for, where that is followed, and when it was asked."""
    counted = vars(batch)
    words = {
        "by": batch.by.get_username(),
        "count": counted["task_count"],
        "done": counted["done_count"],
    }
    address = resolve_url("action", slug=request.project.slug, batch_id=batch.pk)
    return _(ACTIONS[ActionKind(batch.kind)]) % words, address, batch.asked_at


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
