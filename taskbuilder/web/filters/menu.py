"""The menu of saved filters on a list of submissions, and the filter that the list begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest

from taskbuilder.records.models import Member, Role, SavedFilter
from taskbuilder.records.saved_filters import FilterScope, is_default, list_filters
from taskbuilder.web.http.access import PageRequest, ProjectRequest
from taskbuilder.web.http.addresses import find_address

SAVED, SHOW, ALL = "saved", "show", "all"
"""Of an address: the saved filter that was chosen, and that no filter is wanted."""


def find_scope(request: PageRequest | ProjectRequest) -> FilterScope:
    """Whose saved filters a page is about."""
    member: Member | None = getattr(request, "member", None)
    if member is None:
        return FilterScope(request.user)
    return FilterScope(request.user, member.project, is_manager=Role(member.role).includes(Role.MANAGER))


@dataclass(frozen=True)
class SavedFilters:
    """The saved filters that a person may choose in a list, and the one that its address names."""

    request: HttpRequest
    scope: FilterScope
    all: list[SavedFilter]

    @property
    def default(self) -> SavedFilter | None:
        return next((each for each in self.all if is_default(each)), None)

    @cached_property
    def chosen(self) -> SavedFilter | None:
        return next((each for each in self.all if str(each.pk) == self.request.GET.get(SAVED)), None)

    @property
    def unknown(self) -> str:
        """What the address names, where that is none of them."""
        return "" if self.chosen else self.request.GET.get(SAVED, "")

    @property
    def everything(self) -> str:
        """The query of the list without a filter: it says so where the list would begin with one."""
        return f"?{SHOW}={ALL}" if self.default else ""

    @property
    def place(self) -> dict[str, str]:
        """What addresses of the same list have beside the filters."""
        return {SAVED: str(self.chosen.pk)} if self.chosen else {}

    @property
    def hidden(self) -> dict[str, str]:
        """What the list's form sends beside the filters."""
        return self.place or ({SHOW: ALL} if self.default else {})

    def describe(self, query: Mapping[str, str]) -> dict[str, object]:
        """What the menu draws. `query`: what the list is narrowed by now."""
        chosen = self.chosen
        may_change = chosen is not None and self.scope.may_change(chosen)
        return {
            "rows": [(each, write_query(each), is_default(each)) for each in self.all],
            "chosen": chosen,
            "is_default": chosen is not None and is_default(chosen),
            "may_change": may_change,
            "is_new": bool(query) and (chosen is None or chosen.query != query),
            "query": urlencode(query),
            **self.find_addresses(),
        }

    def find_addresses(self) -> dict[str, str]:
        """Of the pages that save a filter, and that change or delete the chosen one."""
        prefix, places = ("", (self.scope.project.slug,)) if self.scope.project else ("own-", ())
        found = {"save": find_address(f"{prefix}filter-new", *places)}
        if self.chosen:
            own = (*places, str(self.chosen.pk))
            found["change"] = find_address(f"{prefix}filter", *own)
            found["delete"] = find_address(f"{prefix}filter-delete", *own)
        return found


def write_query(saved: SavedFilter) -> str:
    """The query of the address of a list that is narrowed by it."""
    return "?" + urlencode({**saved.query, SAVED: str(saved.pk)})


def read_saved_filters(request: PageRequest | ProjectRequest) -> SavedFilters:
    """One query."""
    scope = find_scope(request)
    return SavedFilters(request, scope, list_filters(scope))
