"""What is exported: the list of an address, as far as one person sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import User

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.search.matches import read_words
from taskbuilder.records.submissions.filter_choices import find_choices
from taskbuilder.records.submissions.filter_set import SubmissionFilterSet
from taskbuilder.records.submissions.listing import Listing, make_listing


@dataclass(frozen=True)
class Selection:
    """The list that an address asks for, in projects given by their keys; days begin in the active zone."""

    projects: list[int]
    query: Mapping[str, str]

    @cached_property
    def asked(self) -> SubmissionFilterSet:
        """One query, for the names that filters have."""
        asked = SubmissionFilterSet(self.query, find_choices(self.projects))
        asked.form.is_valid()
        return asked

    @property
    def is_understood(self) -> bool:
        """Whether each filter is known: one that is not filters nothing, and the list is longer."""
        return not self.asked.form.errors

    @property
    def filters(self) -> dict[str, str]:
        """As an address has them. Of the search only the words that are looked for."""
        chosen = {name: str(value) for name, value in self.asked.form.cleaned_data.items() if value}
        if "q" in chosen:
            chosen["q"] = " ".join(read_words(chosen["q"]).all)
        return chosen

    @cached_property
    def listing(self) -> Listing:
        """At most three queries."""
        return make_listing(self.asked.read(), self.projects)


def sees_all(person: User, projects: Sequence[int]) -> bool:
    """Whether a person still sees every one of these projects. One query."""
    return set(projects) <= set(projects_of(person).values_list("pk", flat=True))
