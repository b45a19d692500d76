"""Which names the tasks of a project have already, and one that is free."""

import re
from uuid import UUID

from django.db.models import QuerySet

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.models.submissions import NAME_LENGTH
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.fingerprints import READING
from taskbuilder.taskspec.request import NAME_WITH_IDEOGRAPHS

SOUND = re.compile(NAME_WITH_IDEOGRAPHS)
NUMBERED = re.compile(r"(.*?)-([0-9]{1,4})", re.DOTALL)
MOST_TRIED = 100


def is_used(project: Project, name: str) -> bool:
    """Whether a task of that name may be there; where names get an ending, none is used twice.

    What cannot be a name is not looked up: an address with a password may have been typed in its place.
    """
    if project.suffixes_names or not SOUND.fullmatch(name):
        return False
    return USING.first(project=project.pk, name=name) is not None


def select_using() -> "QuerySet[Submission, UUID]":
    fields = fields_of(Submission)
    own = Submission.objects.filter(project=Parameter("project", fields_of(Project)["id"]))
    named = own.filter(name=Parameter("name", fields["name"]), state__in=READING)
    return named.order_by().values_list("pk", flat=True)[:1]


USING = Prepared(select_using)


def find_free(project: Project, name: str) -> str:
    """The name, or the first with a number after it that no task has; the name where all of them are used."""
    if not is_used(project, name):
        return name
    found = NUMBERED.fullmatch(name)
    stem, number = (found[1], int(found[2])) if found else (name, 1)
    names = [add_number(stem, number + place) for place in range(1, MOST_TRIED + 1)]
    used = Submission.objects.filter(project=project, name__in=names, state__in=READING)
    taken = set(used.values_list("name", flat=True))
    return next((each for each in names if each not in taken), name)


def add_number(stem: str, number: int) -> str:
    """The stem with a number after it, cut where the name would be too long."""
    ending = f"-{number}"
    return stem[: NAME_LENGTH - len(ending)] + ending
