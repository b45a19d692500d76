"""Each submission's own page, which is also its result page."""

import csv
import json
from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taskbuilder.forms.render.templates import draw
from taskbuilder.records.cloud_tasks.queries import follow_all
from taskbuilder.records.models import Role, Submission
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.related.lineage import list_related
from taskbuilder.records.submissions.queries import Progress, find_progress, get_submission, read_progress
from taskbuilder.records.submissions.states import CANCELLABLE, State
from taskbuilder.records.task_actions.replacements import list_replacements
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.cloud_tasks.part import describe_tasks
from taskbuilder.web.drafts.review.parts import draw_parts
from taskbuilder.web.drafts.review.summary import cut_text
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.polling import LIVELY, Poll, answer_unchanged, back_off, draw_followed, make_poll
from taskbuilder.web.submissions.code_meanings import explain_answer
from taskbuilder.web.submissions.comment_form import draw_new
from taskbuilder.web.submissions.meanings import find_words, is_refused_as_a_whole
from taskbuilder.web.submissions.neighbours import find_way, repeat_way
from taskbuilder.web.submissions.next_run import find_next_run
from taskbuilder.web.submissions.programs import PROGRAMS, draw_programs, write_program
from taskbuilder.web.submissions.refusals import find_step
from taskbuilder.web.submissions.resolution_form import ResolutionForm, describe_resolution
from taskbuilder.web.submissions.timeline import Event, list_events
from taskbuilder.web.templatetags.pieces import moment
from taskbuilder.web.templatetags.submissions import state_of

REPLACING = 5.0
"""Seconds until the page asks again how far a replacement is."""
UNDER_WAY = (State.QUEUED, State.SENDING, State.CANCELLED)
"""The outcome of the attempt before says nothing about these."""


@member_required(Role.VIEWER)
def show_submission(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """The submission's page, or, when htmx asks, the part that follows its progress."""
    if request.htmx and (unchanged := answer_poll(request, submission_id)):
        return unchanged
    submission = find(request, submission_id)
    if request.GET.get("as") == "json":
        return HttpResponse(write_request(submission), content_type="application/json; charset=utf-8")
    if request.GET.get("as") == "ids":
        return send_ids(submission)
    if (name := request.GET.get("as")) in PROGRAMS and submission.has_request:
        return HttpResponse(
            write_program(request, submission, name), content_type="text/plain; charset=utf-8"
        )
    return draw_page(request, submission)


def draw_page(request: ProjectRequest, submission: Submission) -> HttpResponse:
    """The page, or the part that follows its progress."""
    context = describe_page(request, submission)
    poll = context["poll"]
    assert isinstance(poll, Poll)
    return draw_followed(request, "submissions/submission.html", "progress", context, poll)


def answer_poll(request: ProjectRequest, submission_id: UUID) -> HttpResponse | None:
    """304 where nothing happened since the page was drawn. One query.

    What has ended is followed for a replacement alone, which is drawn anew.
    """
    progress = read_progress(project=request.project, submission_id=submission_id)
    if progress is None or progress.is_settled:
        return None
    return answer_unchanged(request, follow(progress, now=timezone.now()))


def follow(progress: Progress, *, now: datetime, is_replacing: bool = False) -> Poll:
    """How the page follows what is under way: to its end, and to that of a replacement."""
    at_end = REPLACING if is_replacing else 0
    seconds = at_end if progress.is_settled else back_off(progress.changed_at, now=now, pace=LIVELY)
    return make_poll(seconds, progress)


def write_request(submission: Submission) -> str:
    """The request as pages show it, secrets masked."""
    return write_json(submission.request)


def send_ids(submission: Submission) -> HttpResponse:
    """The ids of its tasks as a file that spreadsheets read."""
    lines = ["task_id", *(task.task_id for task in submission.tasks.all())]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    csv.writer(response).writerows([line] for line in lines)
    response["Content-Disposition"] = f'attachment; filename="task-ids-{submission.pk}.csv"'
    return response


def find(request: ProjectRequest, submission_id: UUID) -> Submission:
    try:
        return get_submission(project=request.project, submission_id=submission_id)
    except Submission.DoesNotExist:
        raise Http404(_("Submission not found in this project.")) from None


def describe_page(
    request: ProjectRequest, submission: Submission, form: ResolutionForm | None = None
) -> dict[str, object]:
    """Everything that the submission's template draws; the whole page alone calls the callables.

    `form`: a decision that was filled in; without one it is empty, where there is something to decide.
    """
    outcome, now, followed = submission.outcome or {}, timezone.now(), find_tasks(submission)
    is_gone = bool(followed.get("is_gone"))
    state_words = find_words(submission, is_gone=is_gone)
    events = list_events(submission, has_actions=bool(followed.get("acted_at")))
    replacements = list_replacements(submission)
    is_replacing = any(each.due_at for each in replacements)
    text, token = write_request(submission), get_token(request)
    slug = request.project.slug
    words: dict[str, object] = {
        "csrf_token": token,
        "slug": slug,
        "here": find_address("submission", slug, submission.pk),
        "may_create": request.may_create,
        "submission": submission,
        "icon": State(submission.state).icon,
        "meaning": state_words.meaning,
        "next_step": state_words.choose_next_step(may_create=request.may_create),
        "sentence": describe(submission.request, _),
        "exact_request": lambda: cut_text(text),
        "parts": partial(
            draw_parts, submission.request, text, submission.service.spec, request.GET.get("rows", "")
        ),
        "programs": partial(draw_programs, request, submission, text),
        "find_related": partial(list_related, submission),
        "is_cancellable": submission.state in CANCELLABLE and request.may_create,
        "next_run": None
        if followed.get("has_ended")
        else find_next_run(submission, zone=request.zone, now=now),
        "poll": follow(find_progress(submission), now=now, is_replacing=is_replacing),
        "confirmations": [
            each | {"at": datetime.fromisoformat(each["at"])} for each in submission.confirmations
        ],
        "outcome": {} if submission.state in UNDER_WAY else outcome,
        "is_the_clouds": is_the_clouds(outcome),
        "code_meaning": explain_answer(outcome.get("http_status"), outcome.get("code")),
        "unexpected_members": list_members(outcome),
        "fix_step": find_step_to_fix(submission),
        "followed": followed,
        "replacements": replacements,
        "events": events,
        "is_reviewed": any(each.is_review_by(request.user) for each in events),
        "way": repeat_way(request),
        "neighbours": partial(find_way, request, submission),
        "comment_form": None,
        "new_comment": partial(draw_comment_form, request, submission, events, token),
        **describe_resolution(submission, form or make_form(request, submission)),
    }
    return words | list_drawn(words)


def make_form(request: ProjectRequest, submission: Submission) -> ResolutionForm | None:
    """An empty one where the page asks for a decision."""
    if submission.state != State.UNKNOWN or not request.may_create:
        return None
    return ResolutionForm(address=find_address("settle", request.project.slug, submission.pk))


def list_drawn(words: dict[str, object]) -> dict[str, object]:
    """The parts that Jinja draws, in a fifth of the time, each once the page's template asks for it."""
    words = words | {"address": find_address, "moment": moment, "state_of": state_of, "name_ids": name_ids}
    return {
        "heading": partial(draw_heading, words),
        "verdict": partial(draw, "verdict", words),
        "use_again": partial(draw_use_again, words, is_beside=True),
        "facts": partial(draw, "submission_facts", words),
        "related": partial(draw, "related", words),
    }


def name_ids(count: int) -> str:
    """What the ids of so many tasks are called."""
    return ngettext("Task ID", "%(counter)s task IDs", count) % {"counter": count}


def draw_heading(words: dict[str, object]) -> SafeString:
    submission = words["submission"]
    assert isinstance(submission, Submission)
    said = {"title": submission.name, "lead": submission.description}
    return draw("page_header", said | {"actions": draw_use_again(words)})


def draw_use_again(words: dict[str, object], *, is_beside: bool = False) -> SafeString:
    """What the submission can be used for again; `is_beside`: drawn with a part that follows it."""
    return draw("use_again", words | {"is_beside": is_beside})


def draw_comment_form(
    request: ProjectRequest, submission: Submission, events: list[Event], token: str
) -> SafeString:
    """Of a new comment. `token`: the page's own against forgery."""
    is_reviewed = any(each.is_review_by(request.user) for each in events)
    way = repeat_way(request)
    return draw_new(submission, token=token, way=way, is_reviewed=is_reviewed)


def find_tasks(submission: Submission) -> dict[str, object]:
    """What is known of its tasks in the cloud, if it has any; it was read with them."""
    found = list(submission.tasks.all())
    return describe_tasks(follow_all(found)) if found else {}


def is_the_clouds(outcome: OutcomeData) -> bool:
    """Whether the message of an outcome is the cloud's own, and not ours about its silence."""
    said = outcome.get("members", {}).values()
    return bool(outcome.get("code")) or any(outcome.get("message") == each for each in said)


def find_step_to_fix(submission: Submission) -> str:
    """The step of a new draft where a refusal is fixed; empty if no draft can fix it."""
    if submission.state != State.REFUSED or not submission.has_request or is_refused_as_a_whole(submission):
        return ""
    outcome = submission.outcome
    return find_step(
        code=outcome.get("code") or "", message=outcome.get("message") or "", request=submission.request
    )


def list_members(outcome: OutcomeData) -> list[tuple[str, str]]:
    """What the cloud said besides code, message and its id: text as it came, anything else as JSON."""
    shown = [outcome.get(name) for name in ("code", "message", "request_id")]
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in outcome.get("members", {}).items()
        if value not in shown
    ]
