"""Starting, stopping and deleting tasks of several projects at once, from the list of all submissions."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import list_own_projects, may_create_in
from taskbuilder.records.models import CreatedTask, Project
from taskbuilder.records.task_actions.asking import MOST_TASKS, ask, choose
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.web.http.access import PageRequest, in_zone, signed_in
from taskbuilder.web.http.confirmation import ConfirmationForm, Question
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.task_actions.asking import describe, make_question, read_kind, read_named
from taskbuilder.web.task_actions.selection import TooMany, read_selection


@dataclass(frozen=True, kw_only=True)
class Part:
    """The tasks that are asked for of one project."""

    project: Project
    tasks: list[CreatedTask]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ask_across(request: PageRequest) -> HttpResponse:
    """Names the tasks of all projects, and asks once; each project then has an action of its own."""
    projects = list(list_own_projects(request.user).order_by("name", "pk"))
    with in_zone(request, projects):  # the days of filters begin as in the list
        return ask_in(request, [each for each in projects if may_create_in(each)])


def ask_in(request: PageRequest, projects: list[Project]) -> HttpResponse:
    """`projects`: those in which the person may act."""
    back = find_back(request)
    kind = read_kind(request.POST.get("kind") or request.GET.get("kind", ""))
    if kind is None:
        return redirect(back)
    try:
        parts = read_parts(request, projects)
    except TooMany:
        words = _("More than %(count)d tasks match. Narrow the list first.") % {"count": MOST_TASKS}
        messages.warning(request, words)
        return redirect(back)
    choice = choose(kind, [task for part in parts for task in part.tasks])
    question = make_question(kind, choice, back=back)
    form = ConfirmationForm(request.POST if request.method == "POST" else None, question)
    if choice.fit and form.is_valid():
        return act(request, kind, parts, back=back)
    return draw(request, question, form, parts, describe(choice))


def draw(
    request: PageRequest,
    question: Question,
    form: ConfirmationForm,
    parts: list[Part],
    described: dict[str, object],
) -> HttpResponse:
    for part in parts:
        for task in part.tasks:
            task.submission.project = part.project
    context = {"question": question, "form": form, "is_across": True, **described}
    return render(request, "task_actions/ask.html", context, status=422 if form.errors else 200)


def find_back(request: PageRequest) -> str:
    """The list with its filters."""
    query = request.GET.copy()
    for name in ("kind", "submission"):
        query.pop(name, None)
    address = resolve_url("all-submissions")
    return f"{address}?{query.urlencode()}" if query else address


def read_parts(request: PageRequest, projects: list[Project]) -> list[Part]:
    """Of these projects those that have such tasks. Raises TooMany."""
    query = read_named(request.POST) or request.GET
    parts = [Part(project=each, tasks=read_selection(each, query)) for each in projects]
    if sum(len(part.tasks) for part in parts) > MOST_TASKS:
        raise TooMany
    return [part for part in parts if part.tasks]


def act(request: PageRequest, kind: ActionKind, parts: list[Part], *, back: str) -> HttpResponse:
    """Asks for it in each project; one action leads to its page, several to the list."""
    now = timezone.now()
    asked = [ask(kind, part.tasks, project=part.project, by=request.user, now=now) for part in parts]
    batches = [each.batch for each in asked if each.batch is not None]
    left = sum(len(tasks) for each in asked for tasks in each.left_out.values())
    if left:
        words = ngettext("%(counter)s task was left out.", "%(counter)s tasks were left out.", left)
        messages.info(request, words % {"counter": left})
    if len(batches) == 1:
        batch = batches[0]
        return redirect_after_post(resolve_url("action", slug=batch.project.slug, batch_id=batch.pk))
    count = sum(len(each.actions) for each in asked)
    words = ngettext(
        "%(counter)s action was queued, in: %(projects)s.",
        "%(counter)s actions were queued, in: %(projects)s.",
        count,
    )
    names = ", ".join(part.project.name for part in parts)
    messages.success(request, words % {"counter": count, "projects": names})
    return redirect_after_post(back)
