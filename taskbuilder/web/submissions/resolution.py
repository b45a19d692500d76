"""Resolving an unknown outcome by hand: search the cloud, then decide; nothing typed is lost on the way."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
    check_note,
    decide_closed,
    decide_found,
    decide_not_sure,
    decide_send_again,
    has_searched,
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
from taskbuilder.web.submissions.resolution_form import SEARCH, ResolutionForm
from taskbuilder.web.submissions.views import describe_page, find

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_ROWS = 100
MOST_NAMED = 20
SKIP, FOUND, SEND_AGAIN, SEND_NOW, BACK = "skip", "found", "again", "again-now", "back"
CLOSE, NOT_SURE = "close", "not-sure"
NOTE_IS_MISSING = {
    SKIP: gettext_lazy("Note is missing. Explain why you continue without checking."),
    FOUND: gettext_lazy("Note is missing. Explain how you know that these are its tasks."),
    SEND_AGAIN: gettext_lazy("Note is missing. Explain how you know that it does not exist."),
    SEND_NOW: gettext_lazy("Note is missing. Explain how you know that it does not exist."),
    CLOSE: gettext_lazy("Note is missing. Explain how you know that it was not created."),
    NOT_SURE: gettext_lazy("Note is missing. Explain what you still need to find out."),
}
LOOK_FIRST = gettext_lazy("Check the cloud first, or select “Continue without checking”.")
AGAIN_WITH_IDS = gettext_lazy(
    "Task IDs are selected or entered, but “Send again” was chosen. Remove them, or select “Mark as created”."
)
CLOSE_WITH_IDS = gettext_lazy(
    "Task IDs are selected or entered, but “Close as not created” was chosen. Remove them, or select "
    "“Mark as created”."
)


@member_required(Role.VIEWER)
def show_unknown(request: ProjectRequest) -> HttpResponse:
    """The queue: what waits longest for a decision first."""
    rows = list_unknown(project=request.project, limit=MOST_ROWS)
    context = {"rows": [describe_row(row) for row in rows], "more": max(0, request.unknown_count - len(rows))}
    return render(request, "submissions/unknown.html", context)


def describe_row(submission: Submission) -> dict[str, object]:
    attempts, decisions = list(submission.attempts.all()), list(submission.decisions.all())
    return {
        "submission": submission,
        "sentence": describe(submission.request, _),
        "attempt": attempts[-1] if attempts else None,
        "decision": decisions[-1] if decisions else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def resolve_submission(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """One press of the form; what cannot be done is said where it was asked, with all that was typed."""
    submission = find(request, submission_id)
    if request.method != "POST":  # where signing in leads back to
        return show_saved_form(request, submission)
    form = ResolutionForm(request.POST, address=request.path)
    try:
        if form.action not in ACTIONS:
            raise ValidationError({"do": _("Select one of the buttons to resolve this submission.")})
        ACTIONS[form.action](request, submission, form)
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except NotUnknown:
        messages.info(request, _("Nothing was changed: this submission already has an outcome."))
        return go_back(request, submission)
    except LongNote:
        message = _("Note has %(count)d characters. Shorten it to at most %(limit)d.")
        form.add_error("note", message % {"count": len(form.typed_note), "limit": NOTE_LENGTH})
    is_shown_again = form.is_asking or form.action == BACK or (form.action == SEARCH and form.is_filled_in)
    if form.is_valid() and not is_shown_again:
        return go_back(request, submission)
    fresh = get_submission(project=request.project, submission_id=submission.pk)
    context = describe_page(request, fresh, form)
    return render(request, "submissions/submission.html", context, status=200 if form.is_valid() else 422)


def go_back(request: ProjectRequest, submission: Submission) -> HttpResponse:
    address = resolve_url("submission", slug=request.project.slug, submission_id=submission.pk)
    return redirect_after_post(address)


def show_saved_form(request: ProjectRequest, submission: Submission) -> HttpResponse:
    """What was typed when the session had ended, to be decided now; where nothing was, the page itself."""
    saved = find_form(request)
    forget_form(request)
    if saved is None or submission.state != State.UNKNOWN:
        return redirect("submission", slug=request.project.slug, submission_id=submission.pk)
    messages.success(
        request, _("What you entered before you signed in again was saved. Nothing has been resolved yet.")
    )
    form = ResolutionForm(saved, address=request.path)
    return render(request, "submissions/submission.html", describe_page(request, submission, form))


def search(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    if submission.state != State.UNKNOWN:
        raise NotUnknown
    try:
        search_cloud(submission, by=request.user, now=timezone.now())
    except CloudError as error:
        message = _(
            "The cloud could not be checked: %(message)s Try again, or select “Continue without checking”."
        )
        raise ValidationError({"do": message % {"message": error.message}}) from error
    except UnreadableSecret as error:
        message = _("The project's credentials cannot be read. Ask an administrator.")
        raise ValidationError({"do": message}) from error


def skip(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    skip_search(submission.pk, by=request.user, note=need_note(form), now=timezone.now())


def need_note(form: ResolutionForm) -> str:
    if not form.typed_note:
        raise ValidationError({"note": NOTE_IS_MISSING[form.action]})
    return form.typed_note


def mark_created(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    try:
        check_ids(form.task_ids)
        note = need_note(form)
        decide_found(submission.pk, task_ids=form.task_ids, by=request.user, note=note, now=timezone.now())
    except BadIds as error:
        raise ValidationError({"ids": describe_bad(error.ids)}) from error
    except TakenIds as error:
        raise ValidationError({"ids": describe_taken(request, error.tasks)}) from error
    messages.success(request, _("Marked as created, with its task IDs."))


def describe_bad(wrong: list[str]) -> str:
    """Names each that is not an id; where none was given, asks for some."""
    if not wrong:
        return _("Select this submission's tasks, or enter their IDs.")
    message = _("Not a task ID: %(ids)s. A task ID has 32 characters, each 0 to 9 or a to f. Correct it.")
    return message % {"ids": quote(wrong)}


def describe_taken(request: ProjectRequest, tasks: list[CreatedTask]) -> str:
    """Names who has the tasks, where it is a submission that the person may see."""
    seen = set(projects_of(request.user).values_list("pk", flat=True))
    owners: dict[Submission | None, list[str]] = {}
    for task in tasks:
        owner = task.submission if task.submission.project_id in seen else None
        owners.setdefault(owner, []).append(task.task_id)
    sentences = [name_owner(owner, ids) for owner, ids in list(owners.items())[:MOST_NAMED]]
    return " ".join([*sentences, _("Remove these IDs.")])


def name_owner(owner: Submission | None, ids: list[str]) -> str:
    if owner is None:
        return _("Already recorded in another project: %(ids)s.") % {"ids": quote(ids)}
    message = _("Already recorded for “%(name)s” in the project “%(project)s”: %(ids)s.")
    return message % {"name": owner.name, "project": owner.project.name, "ids": quote(ids)}


def quote(ids: list[str]) -> str:
    """ "“a”, “b”", and after a good many "…"."""
    shown = [f"“{one_line(each)}”" for each in ids[:MOST_NAMED]]
    return write_list([*shown, *["…"] * (len(ids) > MOST_NAMED)], _)


def ask_again(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    """Asks once more, when all is there that sending again needs: it may create tasks a second time."""
    if submission.state != State.UNKNOWN:
        raise NotUnknown
    check_note(need_note(form))
    refuse_ids(submission, form, AGAIN_WITH_IDS)
    if not has_searched(submission):
        raise ValidationError({"do": LOOK_FIRST})
    form.is_asking = True


def send_again(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    decide_without_tasks(decide_send_again, request, submission, form, AGAIN_WITH_IDS)
    messages.success(request, _("The request will be sent again."))


def close(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    decide_without_tasks(decide_closed, request, submission, form, CLOSE_WITH_IDS)
    messages.success(request, _("Closed as not created. It will not be sent again."))


def decide_without_tasks(
    decide: Callable[..., None],
    request: ProjectRequest,
    submission: Submission,
    form: ResolutionForm,
    with_ids: "StrOrPromise",
) -> None:
    """Decides that no task exists; `with_ids` is said where some are named all the same."""
    note = need_note(form)
    refuse_ids(submission, form, with_ids)
    try:
        decide(submission.pk, by=request.user, note=note, now=timezone.now())
    except SearchFirst as error:
        raise ValidationError({"do": LOOK_FIRST}) from error


def refuse_ids(submission: Submission, form: ResolutionForm, message: "StrOrPromise") -> None:
    if form.task_ids and submission.state == State.UNKNOWN:
        raise ValidationError({"ids": message})


def show_again(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    """Nothing is decided, and what was typed stays."""


def stay_unknown(request: ProjectRequest, submission: Submission, form: ResolutionForm) -> None:
    decide_not_sure(submission.pk, by=request.user, note=need_note(form), now=timezone.now())
    messages.info(request, _("Saved. This submission still needs review."))


Act = Callable[[ProjectRequest, Submission, ResolutionForm], None]
ACTIONS: dict[str, Act] = {
    SEARCH: search,
    SKIP: skip,
    FOUND: mark_created,
    SEND_AGAIN: ask_again,
    SEND_NOW: send_again,
    BACK: show_again,
    CLOSE: close,
    NOT_SURE: stay_unknown,
}
"""What each button does. Raises ValidationError for what is to be fixed, and what `records` raises."""
