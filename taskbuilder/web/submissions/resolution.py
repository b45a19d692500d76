"""Resolving an unknown outcome by hand: search the cloud, then decide; nothing typed is lost on the way."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.cloud import CloudError
from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import CreatedTask, Role, Submission
from taskbuilder.records.models.decisions import NOTE_LENGTH
from taskbuilder.records.resolution.decisions import (
    BadIds,
    LongNote,
    NotUnknown,
    SearchFirst,
    TakenIds,
    check_ids,
    decide_found,
    decide_not_sure,
    decide_send_again,
    skip_search,
)
from taskbuilder.records.resolution.search import search_cloud
from taskbuilder.records.submissions.queries import get_submission, list_unknown
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.messages import one_line, write_list
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.http.saved_form import find_form, forget_form
from taskbuilder.web.submissions.resolution_page import (
    LOOK,
    Posted,
    Refusal,
    describe_resolution,
    read_posted,
)
from taskbuilder.web.submissions.views import describe_submission, find

MOST_ROWS = 100
MOST_NAMED = 20


@member_required(Role.VIEWER)
def show_unknown(request: ProjectRequest) -> HttpResponse:
    """The queue: what waits longest for a decision first."""
    rows = list_unknown(project=request.project, limit=MOST_ROWS)
    context = {
        "rows": [describe_row(row) for row in rows],
        "more": max(0, request.unknown_count - len(rows)),
    }
    return render(request, "history/unknown.html", context)


def describe_row(submission: Submission) -> dict[str, Any]:
    attempts, decisions = list(submission.attempts.all()), list(submission.decisions.all())
    return {
        "submission": submission,
        "sentence": describe(submission.request, _),
        "attempt": attempts[-1] if attempts else None,
        "decision": decisions[-1] if decisions else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def settle_submission(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """One press of the form; what cannot be done is said where it was asked, with all that was typed."""
    submission = find(request, submission_id)
    if request.method != "POST":  # where signing in leads back to
        return show_kept(request, submission)
    posted = read_posted(request.POST)
    act = ACTS.get(posted.do, ask_again)
    back = redirect_after_post(
        resolve_url("submission", slug=request.project.slug, submission_id=submission.pk)
    )
    try:
        refusal = act(request, submission, posted)
    except NotUnknown:
        messages.info(request, _("Nothing was changed: the outcome has become known in the meantime."))
        return back
    except LongNote:
        refusal = refuse_long_note(posted)
    if refusal is None and not (posted.do == LOOK and posted.is_filled_in):
        return back
    fresh = get_submission(project=request.project, submission_id=submission.pk)
    context = describe_submission(request, fresh) | describe_resolution(fresh, posted, refusal)
    return render(request, "history/submission.html", context, status=422 if refusal else 200)


def refuse_long_note(posted: Posted) -> Refusal:
    message = _("Note has %(count)d characters, and may have %(limit)d. Shorten it.")
    return Refusal(message % {"count": len(posted.note), "limit": NOTE_LENGTH}, "note")


def show_kept(request: ProjectRequest, submission: Submission) -> HttpResponse:
    """What was typed when the session had ended, to be decided now; where nothing was, the page itself."""
    kept = find_form(request)
    forget_form(request)
    if kept is None or submission.state != State.UNKNOWN:
        return redirect("submission", slug=request.project.slug, submission_id=submission.pk)
    messages.success(
        request, _("What you had typed before you signed in again was kept. Nothing was decided yet.")
    )
    context = describe_submission(request, submission) | describe_resolution(submission, read_posted(kept))
    return render(request, "history/submission.html", context)


def look_in_the_cloud(request: ProjectRequest, submission: Submission, posted: Posted) -> Refusal | None:
    if submission.state != State.UNKNOWN:
        raise NotUnknown
    try:
        search_cloud(submission, by=request.user, now=timezone.now())
    except CloudError as error:
        message = _("The cloud could not be asked: %(message)s Try again, or press “Go on without a look”.")
        return Refusal(message % {"message": error.message}, "look")
    except UnreadableSecret:
        return Refusal(_("The project's credentials cannot be read. Ask an administrator."), "look")
    return None


def skip(request: ProjectRequest, submission: Submission, posted: Posted) -> Refusal | None:
    if not posted.note:
        return Refusal(_("Note is missing. Say why you go on without a look."), "note")
    skip_search(submission.pk, by=request.user, note=posted.note, now=timezone.now())
    return None


def found_it(request: ProjectRequest, submission: Submission, posted: Posted) -> Refusal | None:
    try:
        check_ids(posted.task_ids)
        if not posted.note:
            return Refusal(_("Note is missing. Say how you know that these are its tasks."), "note")
        decide_found(
            submission.pk, task_ids=posted.task_ids, by=request.user, note=posted.note, now=timezone.now()
        )
    except BadIds as error:
        return refuse_ids(error.ids)
    except TakenIds as error:
        return refuse_taken(request, error.tasks)
    messages.success(request, _("Recorded as created, with its task IDs."))
    return None


def refuse_ids(wrong: list[str]) -> Refusal:
    """Names each that is no id; where none was given, asks for some."""
    if not wrong:
        return Refusal(_("Tick the tasks that are this submission's, or type their IDs."), "ids")
    message = _("Not a task ID: %(ids)s. A task ID has 32 characters, each 0 to 9 or a to f. Correct it.")
    return Refusal(message % {"ids": quote(wrong)}, "ids")


def refuse_taken(request: ProjectRequest, tasks: list[CreatedTask]) -> Refusal:
    """Names who has the tasks, where it is a submission that the person may see."""
    seen = set(projects_of(request.user).values_list("pk", flat=True))
    owners: dict[Submission | None, list[str]] = {}
    for task in tasks:
        owner = task.submission if task.submission.project_id in seen else None
        owners.setdefault(owner, []).append(task.task_id)
    sentences = [name_owner(owner, ids) for owner, ids in list(owners.items())[:MOST_NAMED]]
    return Refusal(" ".join([*sentences, _("Remove these IDs.")]), "ids")


def name_owner(owner: Submission | None, ids: list[str]) -> str:
    if owner is None:
        return _("Already recorded in another project: %(ids)s.") % {"ids": quote(ids)}
    message = _("Already recorded for “%(name)s” in the project “%(project)s”: %(ids)s.")
    return message % {"name": owner.name, "project": owner.project.name, "ids": quote(ids)}


def quote(ids: list[str]) -> str:
    """ "“a”, “b”", and after a good many "…"."""
    shown = [f"“{one_line(each)}”" for each in ids[:MOST_NAMED]]
    return write_list([*shown, *["…"] * (len(ids) > MOST_NAMED)], _)


def send_again(request: ProjectRequest, submission: Submission, posted: Posted) -> Refusal | None:
    if not posted.note:
        return Refusal(_("Note is missing. Say how you know that it does not exist."), "note")
    if posted.task_ids and submission.state == State.UNKNOWN:
        return Refusal(
            _("Task IDs are ticked or typed, but it is to be sent again. Remove them, or press “Found it”."),
            "ids",
        )
    try:
        decide_send_again(submission.pk, by=request.user, note=posted.note, now=timezone.now())
    except SearchFirst:
        return Refusal(_("Look in the cloud first, or press “Go on without a look”."), "look")
    messages.success(request, _("The request is sent again."))
    return None


def not_sure(request: ProjectRequest, submission: Submission, posted: Posted) -> Refusal | None:
    if not posted.note:
        return Refusal(_("Note is missing. Say what is still to be found out."), "note")
    decide_not_sure(submission.pk, by=request.user, note=posted.note, now=timezone.now())
    messages.info(request, _("Noted. It stays among the unknown outcomes."))
    return None


def ask_again(request: ProjectRequest, submission: Submission, posted: Posted) -> Refusal | None:
    return Refusal(_("Press one of the buttons to say what became of it."), "look")


Act = Callable[[ProjectRequest, Submission, Posted], Refusal | None]
ACTS: dict[str, Act] = {
    LOOK: look_in_the_cloud,
    "skip": skip,
    "found": found_it,
    "again": send_again,
    "not-sure": not_sure,
}
