"""Whom and what a list of submissions can be narrowed by: services, people and tokens, by their names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import ApiToken, Project, Service, Submission
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.filters import Projects

SERVICE, PERSON, TOKEN = "service", "person", "token"
NamedRow = tuple[str, str, str, str]
"""The members of Named."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """One that has a name; `platform` of a service alone."""

    kind: str
    key: str
    name: str
    platform: str = ""


@dataclass(frozen=True)
class FilterChoices:
    """Everything that has a name in some projects; several may have the same."""

    named: tuple[Named, ...] = ()

    def list_names(self, kind: str) -> list[str]:
        """Each name once, in order."""
        return sorted({each.name for each in self.named if each.kind == kind}, key=str.lower)

    def find_services(self, name: str, platform: str) -> tuple[int, ...]:
        """The keys of the services of that name on that platform; empty for any."""
        return tuple(
            int(each.key)
            for each in self.named
            if each.kind == SERVICE and name in ("", each.name) and platform in ("", each.platform)
        )

    def find_person(self, name: str) -> int | None:
        keys = (int(each.key) for each in self.named if each.kind == PERSON and each.name == name)
        return next(keys, None)

    def find_tokens(self, name: str) -> tuple[UUID, ...]:
        return tuple(UUID(each.key) for each in self.named if each.kind == TOKEN and each.name == name)


def find_choices(projects: Projects) -> FilterChoices:
    """Of those projects: all services and tokens, and everybody who has created something. One query."""
    if projects is None or len(projects) != 1:
        own = {} if projects is None else {"project__in": projects}
        return make_choices(select_named(own))
    return make_choices(NAMED_OF_ONE.ask(project=projects[0]))


def make_choices(rows: Iterable[NamedRow]) -> FilterChoices:
    return FilterChoices(tuple(Named(kind=a, key=b, name=c, platform=d) for a, b, c, d in rows))


def select_named(own: Mapping[str, object]) -> "QuerySet[Service, NamedRow]":
    made = Submission.objects.filter(created_by=OuterRef("pk"), **own)
    return name_rows(Service.objects.filter(**own), SERVICE, "name", "platform").union(
        name_rows(ApiToken.objects.filter(**own), TOKEN, "label"),
        name_rows(User.objects.filter(Exists(made)), PERSON, "username"),
        all=True,
    )


NAMED_OF_ONE = Prepared(lambda: select_named({"project": Parameter("project", fields_of(Project)["id"])}))


def name_rows(
    rows: "QuerySet[Service] | QuerySet[ApiToken] | QuerySet[User]", kind: str, name: str, platform: str = ""
) -> "QuerySet[Service, NamedRow]":
    """Rows of any table as those of Named."""
    columns = {
        "of_kind": Value(kind),
        "key": Cast("pk", CharField()),
        "called": Cast(name, CharField()),
        "runs_on": Cast(platform, CharField()) if platform else Value(""),
    }
    return rows.order_by().values_list(*columns.values())  # type: ignore[return-value]
