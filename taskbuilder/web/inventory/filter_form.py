"""What a list of the inventory is narrowed by: words, type, site and tag, all in its address."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from taskbuilder.records.inventory.listing import Choices, Narrowing
from taskbuilder.web.http.page_form import FilterField, FilterForm
from taskbuilder.web.inventory.lookup import Inventory

LONGEST_QUERY = 200


class EntryFilter(FilterForm):
    """The choices are those that the list has; what an address asks for beside them finds nothing."""

    q = forms.CharField(
        label=gettext_lazy("Search by name, address, node or notes"),
        required=False,
        widget=forms.SearchInput,
    )
    kind = FilterField(label=gettext_lazy("Type"), required=False)
    site = FilterField(label=gettext_lazy("Site"), required=False)
    tag = FilterField(label=gettext_lazy("Inventory tag"), required=False)

    def __init__(self, data: QueryDict, inventory: Inventory, choices: Choices) -> None:
        self.offered = {
            "kind": [(kind, inventory.name_kind(kind)) for kind in choices.kinds],
            "site": [(site, site) for site in choices.sites],
            "tag": [(tag, tag) for tag in choices.tags],
        }
        super().__init__(data)
        for name, offered in self.offered.items():
            self.offer(name, offered)

    def offer(self, name: str, offered: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        pairs = [("", gettext("Any")), *offered]
        asked = self.cleaned_data[name]
        field.choices = pairs if asked in dict(pairs) else [*pairs, (asked, asked)]

    @property
    def narrowing(self) -> Narrowing:
        asked = {name: str(self.cleaned_data[name]) for name in ("q", "kind", "site", "tag")}
        return Narrowing(**{**asked, "q": asked["q"][:LONGEST_QUERY]})


def read_narrowing(query: QueryDict) -> Narrowing:
    """What an address asks for, without the choices that are on offer."""
    asked = {name: query.get(name, "") for name in ("kind", "site", "tag")}
    return Narrowing(q=query.get("q", "")[:LONGEST_QUERY], **asked)
