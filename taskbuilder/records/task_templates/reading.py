"""Reading the contents of many templates and drafts, as far as that takes little time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.contrib.auth.models import User
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Length

from taskbuilder.records.drafts.store import UNTOUCHED
from taskbuilder.records.models import Draft, Project, TemplateVersion

MOST_READ, MOST_CHARACTERS = 50, 3_000_000
"""Rows of one kind, and what they hold together as it is stored: a few of thousands of inputs."""
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Read(Generic[Row]):
    """`is_all`: whether these are all that there are."""

    rows: list[Row]
    is_all: bool


def read_versions(project: Project) -> Read[TemplateVersion]:
    """The latest version of each template, the most used first, with template and service. Two queries."""
    latest = TemplateVersion.objects.filter(template__project=project, number=F("template__version"))
    latest = latest.order_by("-template__use_count", "template__name")
    return read_some(latest.select_related("template", "service"))


def read_drafts(project: Project, owner: User) -> Read[Draft]:
    """The owner's drafts, those that were changed last first, with their service. Two queries."""
    drafts = Draft.objects.filter(~UNTOUCHED, project=project, owner=owner)
    return read_some(drafts.select_related("service").order_by("-updated_at", "-pk"))


def read_some(rows: QuerySet[Row]) -> Read[Row]:
    sizes = list(rows.values_list("pk", Length("answers"))[: MOST_READ + 1])
    keys = list(choose(sizes[:MOST_READ]))
    found = rows.in_bulk(keys)
    return Read([found[key] for key in keys if key in found], is_all=len(keys) == len(sizes))


def choose(sizes: Iterable[tuple[object, int]]) -> Iterator[object]:
    """The first of these keys that are not too much together; the very first in any case."""
    total = 0
    for key, size in sizes:
        if total and total + size > MOST_CHARACTERS:
            return
        total += size
        yield key
