"""Finding sources and sinks: by words, type, site and tag, a page at a time in the order of their names."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Generic
from uuid import UUID

from django.db.models import Q, QuerySet

from taskbuilder.records.inventory.store import Entry
from taskbuilder.records.models import InventoryEntry, Project, Source
from taskbuilder.records.models.inventory import TAG_SEPARATOR
from taskbuilder.taskspec.secrets.split import MASK

SEARCHED = ("name", "address", "site", "tag_text", "notes")
MOST_CHOICES = 200
"""Sites, or tags, that a list is offered to be narrowed by."""


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """What a list is narrowed by; empty for what it is not."""

    q: str = ""
    kind: str = ""
    site: str = ""
    tag: str = ""


ALL = Narrowing()


@dataclass(frozen=True, kw_only=True)
class NamedPage(Generic[Entry]):
    """Entries by name. `before` and `after` are the names beside it, empty where no page follows there."""

    rows: list[Entry]
    before: str = ""
    after: str = ""


def select_entries(model: type[Entry], *, project: Project, narrowing: Narrowing = ALL) -> QuerySet[Entry]:
    """In the order of their names, without their secrets."""
    rows = model._default_manager.filter(project=project).defer("secrets")
    for word in narrowing.q.replace(MASK, " ").split():
        rows = rows.filter(match_word(model, word))
    if narrowing.kind:
        rows = rows.filter(kind=narrowing.kind)
    if narrowing.site:
        rows = rows.filter(site=narrowing.site)
    if narrowing.tag:
        rows = rows.filter(tag_text__contains=f"{TAG_SEPARATOR}{narrowing.tag}{TAG_SEPARATOR}")
    return rows.order_by("name")


def match_word(model: type[Entry], word: str) -> Q:
    """Whether any of an entry's texts has the word in it."""
    found = Q()
    for column in (*SEARCHED, "node") if issubclass(model, Source) else SEARCHED:
        found |= Q(**{f"{column}__icontains": word})
    return found


def read_page(rows: QuerySet[Entry], *, after: str, before: str, limit: int) -> NamedPage[Entry]:
    """The page that follows a name, or the one that comes before it. One query."""
    if before:
        found = list(rows.filter(name__lt=before).order_by("-name")[: limit + 1])
        shown = found[:limit][::-1]
        first = shown[0].name if shown and len(found) > limit else ""
        return NamedPage(rows=shown, before=first, after=shown[-1].name if shown else "")
    found = list((rows.filter(name__gt=after) if after else rows)[: limit + 1])
    shown = found[:limit]
    last = shown[-1].name if len(found) > limit else ""
    return NamedPage(rows=shown, before=shown[0].name if after and shown else "", after=last)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the entries of a list have, for it to be narrowed by."""

    kinds: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def list_choices(model: type[InventoryEntry], *, project: Project) -> Choices:
    """One query, which reads what differs."""
    rows = model._default_manager.filter(project=project).order_by()
    found = list(rows.values_list("kind", "site", "tag_text").distinct())
    tags = {tag for _kind, _site, text in found for tag in text.split(TAG_SEPARATOR)}
    return Choices(
        kinds=sorted({kind for kind, _site, _text in found}),
        sites=sorted({site for _kind, site, _text in found} - {""})[:MOST_CHOICES],
        tags=sorted(tags - {""})[:MOST_CHOICES],
    )


def pick_entries(model: type[Entry], *, project: Project, keys: Collection[UUID]) -> list[Entry]:
    """Those of these keys that the project has, by name, secrets unopened. One query."""
    return list(model._default_manager.filter(project=project, pk__in=list(keys)).order_by("name"))
