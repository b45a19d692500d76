"""All that is queued in a project, submissions and actions: named first, and cancelled once confirmed."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Project, Role
from taskbuilder.records.submissions.cancellation import cancel_all, list_cancellable
from taskbuilder.records.task_actions.asking import cancel_queued, list_queued
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import ConfirmationForm, Question
from taskbuilder.web.http.redirects import redirect_after_post

MOST_NAMED = 200


def count_queued(project: Project, *, until: datetime) -> int:
    """How much can be cancelled. Two queries."""
    actions = list_queued(project).filter(asked_at__lte=until).count()
    return actions + list_cancellable(project, until=until).count()


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def cancel_everything(request: ProjectRequest) -> HttpResponse:
    """Names what is queued, and asks; what is queued after the page was drawn is left alone."""
    now, back = timezone.now(), resolve_url("actions", slug=request.project.slug)
    until = read_time(request.POST.get("until", ""), now=now)
    count = count_queued(request.project, until=until)
    if not count:
        messages.info(request, _("Nothing was cancelled: nothing is queued any more."))
        return redirect_after_post(back)
    question = make_question(count, until=until, back=back)
    form = ConfirmationForm(request.POST if request.method == "POST" else None, question)
    if form.is_valid():
        report(request, until=until, now=now)
        return redirect_after_post(back)
    context = {"question": question, "form": form, **describe(request.project, until=until)}
    return render(request, "task_actions/queue.html", context, status=422 if form.errors else 200)


def read_time(text: str, *, now: datetime) -> datetime:
    """When the page was drawn; now, where it was not."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return now
    return moment if moment.tzinfo and moment < now else now


def make_question(count: int, *, until: datetime, back: str) -> Question:
    heading = ngettext("Cancel %(counter)s queued request?", "Cancel %(counter)s queued requests?", count)
    return Question(
        title=_("Cancel all that is queued"),
        heading=heading % {"counter": count},
        lead=_(
            "They will not be sent. This cannot be undone. What is being sent or has finished stays as it is."
        ),
        do=_("Cancel all that is queued"),
        keep=_("Keep in the queue"),
        back=back,
        count=count,
        posted={"until": until.isoformat()},
    )


def describe(project: Project, *, until: datetime) -> dict[str, object]:
    """The first by name, submissions before actions."""
    submissions = list(list_cancellable(project, until=until)[:MOST_NAMED])
    actions = list_queued(project).filter(asked_at__lte=until).select_related("created__submission")
    named = actions.only("kind", "task_id", "created__submission__name")[: MOST_NAMED - len(submissions)]
    return {"submissions": submissions, "queued_actions": named, "most_named": MOST_NAMED}


def report(request: ProjectRequest, *, until: datetime, now: datetime) -> None:
    """Cancels, and says how many."""
    submissions = cancel_all(request.project, until=until, by=request.user, now=now)
    actions = cancel_queued(request.project, now=now, until=until)
    words = [
        ngettext(
            "%(counter)s submission was cancelled.", "%(counter)s submissions were cancelled.", submissions
        )
        % {"counter": submissions},
        ngettext("%(counter)s action was cancelled.", "%(counter)s actions were cancelled.", actions)
        % {"counter": actions},
    ]
    for said, count in zip(words, (submissions, actions), strict=True):
        if count:
            messages.success(request, said)
    if not submissions and not actions:
        messages.info(request, _("Nothing was cancelled: nothing is queued any more."))
