"""The page that shows what an action is about to be done to, and asks for it once that is confirmed."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import CreatedTask, Role
from taskbuilder.records.task_actions.asking import MOST_TASKS, Asked, Choice, ask, choose
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import ConfirmationForm, Question
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.task_actions.selection import TooMany, read_selection
from taskbuilder.web.task_actions.words import write_button, write_effect, write_question

MOST_NAMED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def ask_for_action(request: ProjectRequest) -> HttpResponse:
    """Names the tasks, and asks; the answer is about exactly the tasks that were named."""
    kind = read_kind(request.POST.get("kind") or request.GET.get("kind", ""))
    if kind is None:
        return redirect("actions", slug=request.project.slug)
    try:
        tasks = read_selection(request.project, read_named(request.POST) or request.GET)
    except TooMany:
        words = _("More than %(count)d tasks match. Narrow the list first.") % {"count": MOST_TASKS}
        messages.warning(request, words)
        return redirect(find_back(request, ()))
    choice = choose(kind, tasks)
    left_out = [task for tasks in choice.left_out.values() for task in tasks]
    question = make_question(kind, choice, back=find_back(request, choice.fit or left_out))
    form = ConfirmationForm(request.POST if request.method == "POST" else None, question)
    if choice.fit and form.is_valid():
        asked = ask(kind, tasks, project=request.project, by=request.user, now=timezone.now())
        return lead_on(request, asked)
    context = {"question": question, "form": form, **describe(choice)}
    return render(request, "task_actions/ask.html", context, status=422 if form.errors else 200)


def read_kind(text: str) -> ActionKind | None:
    return ActionKind(text) if text in ActionKind.values else None


def read_named(posted: QueryDict) -> QueryDict | None:
    """The tasks that the page named, as an address names them; None where nothing was posted."""
    if not posted:
        return None
    named = QueryDict(mutable=True)
    named.setlist("task", [text for text in posted.get("tasks", "").split(",") if read_number(text)] or ["0"])
    return named


def make_question(kind: ActionKind, choice: Choice, *, back: str) -> Question:
    count = len(choice.fit)
    named = ",".join(str(task.pk) for task in choice.fit)
    return Question(
        title=str(kind.label),
        heading=write_question(kind, count),
        lead=write_effect(kind, count) if count else "",
        do=write_button(kind, count),
        keep=_("Cancel"),
        back=back,
        count=count,
        posted={"kind": kind.value, "tasks": named},
    )


def find_back(request: ProjectRequest, tasks: Sequence[CreatedTask]) -> str:
    """The submission that the tasks are of, else the list with its filters."""
    slug, query = request.project.slug, request.GET.copy()
    submissions = {task.submission_id for task in tasks}
    if len(submissions) == 1 and ("task" in query or "submission" in query):
        return resolve_url("submission", slug=slug, submission_id=submissions.pop()) + "#tasks"
    if "now" in query:
        return resolve_url("tasks-now", slug=slug)
    for name in ("kind", "task", "submission"):
        query.pop(name, None)
    address = resolve_url("submissions", slug=slug)
    return f"{address}?{query.urlencode()}" if query else address


def describe(choice: Choice) -> dict[str, object]:
    """The tasks by name, as many as can be read, and those that are left out by the reason."""
    return {
        "tasks": choice.fit[:MOST_NAMED],
        "more": max(0, len(choice.fit) - MOST_NAMED),
        "left_out": [
            (reason.label, tasks[:MOST_NAMED], len(tasks)) for reason, tasks in choice.left_out.items()
        ],
    }


def lead_on(request: ProjectRequest, asked: Asked) -> HttpResponse:
    """To where its progress is seen."""
    left = sum(len(tasks) for tasks in asked.left_out.values())
    if left:
        words = ngettext("%(counter)s task was left out.", "%(counter)s tasks were left out.", left)
        messages.info(request, words % {"counter": left})
    if asked.batch is None:
        return redirect_after_post(resolve_url("actions", slug=request.project.slug))
    return redirect_after_post(resolve_url("action", slug=request.project.slug, batch_id=asked.batch.pk))
