"""A handover in plain sentences: those of its page, and the text that is sent by mail."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext

from taskbuilder.records.boards.handover import Handover, read_handover
from taskbuilder.records.models import ActionBatch, Project, ProjectEvent, Submission
from taskbuilder.records.notifications.kinds import KINDS, REFUSED
from taskbuilder.records.notifications.sentences import find_actor, write_time
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.taskspec.messages import gettext_noop as _

MOST_LINES = 20
"""Of one section of a mail: the page has the others."""
ACTIONS = {
    ActionKind.START: _("%(by)s started %(done)d of %(count)d tasks."),
    ActionKind.STOP: _("%(by)s stopped %(done)d of %(count)d tasks."),
    ActionKind.DELETE: _("%(by)s deleted %(done)d of %(count)d tasks."),
}


def describe_event(event: ProjectEvent) -> str:
    """What happened, with the cloud's reason."""
    words = {"name": event.subject, "by": find_actor(event), "minutes": event.minutes}
    sentence = gettext(KINDS[event.kind].sentence) % words
    reason = event.submission.outcome.get("message", "") if event.kind == REFUSED and event.submission else ""
    return f"{sentence} {gettext(reason) if reason else ''}".strip()


def describe_action(batch: ActionBatch) -> str:
    """Who had it done to how many of the tasks asked for, where that is followed."""
    counted = vars(batch)
    counts = {"count": counted["task_count"], "done": counted["done_count"]}
    return gettext(ACTIONS[ActionKind(batch.kind)]) % {"by": batch.by.get_username(), **counts}


def write_handover(project: Project, *, since: datetime, until: datetime, zone: ZoneInfo) -> str:
    """The handover as text, in the language that is on, with times in the zone. Six queries."""
    handover = read_handover(project, since=since, until=until)
    return "\n".join(
        line
        for title, lines in list_sections(handover, zone)
        if lines
        for line in (f"{title}:", *(f"- {each}" for each in cut(lines)), "")
    )


def list_sections(handover: Handover, zone: ZoneInfo) -> Iterator[tuple[str, list[str]]]:
    """Each section's title and its lines, as on the page."""
    yield gettext("Waiting"), list(describe_open(handover))
    yield gettext("Failed"), [write_event(event, zone) for event in handover.failed]
    yield gettext("Stopped or gone"), [write_event(event, zone) for event in handover.stopped]
    done = [describe_action(batch) for batch in handover.actions]
    yield gettext("Started, stopped and deleted from here"), done
    created = [
        name_created(each.by, submission) for each in handover.created for submission in each.submissions
    ]
    yield gettext("New submissions"), created


def write_event(event: ProjectEvent, zone: ZoneInfo) -> str:
    return f"{write_time(event.at, zone)} · {describe_event(event)}"


def name_created(by: str, submission: Submission) -> str:
    state = gettext("Adopted") if submission.is_adopted else submission.get_state_display()
    return f"{submission.name} · {state} · {by}"


def describe_open(handover: Handover) -> Iterator[str]:
    """What is unknown, and for whom that waits, and what waits for the cloud."""
    if handover.unknown:
        words = ngettext(
            "%(counter)s submission has an unknown outcome. It waits for one of these to resolve it: "
            "%(people)s.",
            "%(counter)s submissions have an unknown outcome. They wait for one of these to resolve them: "
            "%(people)s.",
            len(handover.unknown),
        )
        yield words % {"counter": len(handover.unknown), "people": ", ".join(handover.people)}
    if handover.waiting:
        words = ngettext(
            "%(counter)s submission waits for the cloud. Nobody has to do anything.",
            "%(counter)s submissions wait for the cloud. Nobody has to do anything.",
            len(handover.waiting),
        )
        yield words % {"counter": len(handover.waiting)}
    yield from (
        f"{each.name} · {each.get_state_display()}" for each in (*handover.unknown, *handover.waiting)
    )


def cut(lines: list[str]) -> Iterator[str]:
    """At most MOST_LINES, and how many more there are."""
    yield from lines[:MOST_LINES]
    if more := len(lines[MOST_LINES:]):
        yield ngettext("and %(counter)s more", "and %(counter)s more", more) % {"counter": more}
