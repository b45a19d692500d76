"""The tasks that an address names: some, all of some submissions, or those of a filtered list."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict

from taskbuilder.records.cloud_tasks.states import GONE, OTHER, TaskState
from taskbuilder.records.models import CreatedTask, Project
from taskbuilder.records.submissions.filter_choices import find_choices
from taskbuilder.records.submissions.filter_set import SubmissionFilterSet
from taskbuilder.records.submissions.listing import make_listing
from taskbuilder.records.task_actions.asking import MOST_TASKS, load_tasks
from taskbuilder.taskspec.numbers import read_number


class TooMany(Exception):
    """More tasks than one batch takes."""


def read_selection(project: Project, query: QueryDict) -> list[CreatedTask]:
    """The tasks, in the order in which they were asked for; raises TooMany.

    Tasks win over submissions, these over a state of tasks, and all over filters of submissions. What the
    project does not have is not there.
    """
    chosen = CreatedTask.objects.all()
    if keys := [number for text in query.getlist("task") if (number := read_number(text))]:
        return load(project, chosen.filter(pk__in=keys))
    if ids := read_ids(query.getlist("submission")):
        return load(project, chosen.filter(submission__in=ids))
    if query.getlist("task") or query.getlist("submission"):
        return []
    if query.get("now"):
        return load(project, chosen.filter(seen__state=query["now"], seen__missing_since__isnull=True))
    filters = {name: query.get(name, "") for name in query}
    return load(project, chosen.filter(pk__in=find_filtered(project, filters)))


def read_ids(texts: list[str]) -> list[UUID]:
    """Those that are ids."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def load(project: Project, rows: "QuerySet[CreatedTask]") -> list[CreatedTask]:
    found = list(load_tasks(project, rows)[: MOST_TASKS + 1])
    if len(found) > MOST_TASKS:
        raise TooMany
    return found


def find_filtered(project: Project, query: Mapping[str, str]) -> list[int]:
    """The keys of a filtered list's tasks in the cloud; of a state of tasks only the tasks in that state.

    A filter that cannot be read finds nothing: without it there would be more than was asked for.
    """
    asked = SubmissionFilterSet(query, find_choices([project.pk]))
    filters = asked.read()
    if asked.form.errors:
        return []
    keys: list[int] = []
    for rows in make_listing(filters, [project.pk]).branches:
        tasks = CreatedTask.objects.filter(submission__in=rows.order_by().values("pk"))
        tasks = tasks.filter(in_state(filters.task_state)).order_by()
        keys += tasks.values_list("pk", flat=True)[: MOST_TASKS + 1 - len(keys)]
    return keys


def in_state(state: str) -> Q:
    """Tasks that the cloud has, in a state where one is given, as filters name it."""
    if state == GONE:
        return Q(seen__missing_since__isnull=False)
    present = Q(seen__missing_since__isnull=True)
    if state == OTHER:
        return present & Q(seen__isnull=False) & ~Q(seen__state__in=[*TaskState.values])
    return present & Q(seen__state=state) if state else present
