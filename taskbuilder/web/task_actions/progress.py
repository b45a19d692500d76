"""How far actions are: a batch with each of its tasks, and all batches of a project."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import ActionBatch, Role
from taskbuilder.records.task_actions.asking import cancel_queued
from taskbuilder.records.task_actions.queries import (
    MOST_SHOWN,
    NOTHING,
    Progress,
    find_batch,
    list_actions,
    list_batches,
    measure,
)
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.pager import link_neighbours
from taskbuilder.web.http.polling import LIVELY, Poll, answer_unchanged, back_off, draw_followed, make_poll
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.task_actions.queue import count_queued
from taskbuilder.web.task_actions.words import write_button

PER_PAGE = 50


@member_required(Role.VIEWER)
def show_action(request: ProjectRequest, batch_id: UUID) -> HttpResponse:
    """A batch; htmx asks for its progress alone, and gets 304 where the page has it already."""
    batch = find(request, batch_id)
    progress = measure([batch]).get(batch.pk, NOTHING)
    poll = follow(batch, progress)
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    context = {
        "batch": batch,
        "title": write_button(ActionKind(batch.kind), progress.total),
        "progress": progress,
        "rows": list_actions(batch),
        "more": max(0, progress.total - MOST_SHOWN),
        "is_cancellable": bool(progress.queued) and request.may_create,
    }
    return draw_followed(request, "task_actions/action.html", "progress", context, poll)


def follow(batch: ActionBatch, progress: Progress) -> Poll:
    """Until all have ended."""
    changed_at = progress.changed_at or batch.asked_at
    seconds = back_off(changed_at, now=timezone.now(), pace=LIVELY) if progress.is_open else 0
    return make_poll(seconds, progress.sorted_counts, progress.changed_at)


@member_required(Role.VIEWER)
def show_actions(request: ProjectRequest) -> HttpResponse:
    """What people have asked of the project's tasks, the newest first."""
    place = {name: request.GET.get(name) for name in ("before", "after")}
    page, progress = list_batches(request.project, **place, limit=PER_PAGE)
    rows = [
        (batch, write_button(ActionKind(batch.kind), found.total), found)
        for batch in page.rows
        if (found := progress.get(batch.pk, NOTHING)).total
    ]
    queued = count_queued(request.project, until=timezone.now())
    context = {"rows": rows, "queued": queued, "is_cancellable": bool(queued) and request.may_create}
    return render(request, "task_actions/list.html", context | link_neighbours(page))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def cancel_action(request: ProjectRequest, batch_id: UUID) -> HttpResponse:
    """Cancels what is queued of a batch."""
    batch = find(request, batch_id)
    address = resolve_url("action", slug=request.project.slug, batch_id=batch.pk)
    if request.method != "POST":  # where signing in leads back to
        return redirect(address)
    report(request, cancel_queued(request.project, now=timezone.now(), batches=[batch.pk]))
    return redirect_after_post(address)


def report(request: ProjectRequest, count: int) -> None:
    if count:
        words = ngettext("%(counter)s action was cancelled.", "%(counter)s actions were cancelled.", count)
        messages.success(request, words % {"counter": count})
    else:
        messages.info(request, _("Nothing was cancelled: nothing is queued any more."))


def find(request: ProjectRequest, batch_id: UUID) -> ActionBatch:
    try:
        return find_batch(request.project, batch_id)
    except ActionBatch.DoesNotExist:
        raise Http404(_("Action not found in this project.")) from None
