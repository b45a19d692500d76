"""What a submission was made from, what was made into others, and which others have its name."""

from dataclasses import dataclass

from django.db.models import QuerySet

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.queries import select_namesakes

MOST_RELATED = 3


@dataclass(frozen=True)
class Related:
    """The latest of each, newest first; a submission that was made from this one is in the first alone."""

    made_into: list[Submission]
    namesakes: list[Submission]


def select_related() -> QuerySet[Submission]:
    fields = fields_of(Submission)
    pk, name = Parameter("pk", fields["id"]), Parameter("name", fields["name"])
    made = Submission.objects.filter(made_from=pk).order_by("-created_at", "-id")
    namesakes = select_namesakes(pk=pk, project=Parameter("project", fields_of(Project)["id"]), name=name)
    # A compound of SQLite's takes no limits of its own.
    kinds = (made, namesakes)
    chosen = [Submission.objects.filter(pk__in=rows.values("pk")[:MOST_RELATED]) for rows in kinds]
    ids = chosen[0].order_by().values("pk").union(chosen[1].order_by().values("pk"))
    return Submission.objects.filter(pk__in=ids).defer(*PAYLOADS).order_by("-created_at", "-id")


RELATED = Prepared(select_related)


def list_related(submission: Submission) -> Related:
    """One query, of at most MOST_RELATED of each."""
    found = RELATED.ask(pk=submission.pk, project=submission.project_id, name=submission.name)
    return Related(
        made_into=[each for each in found if each.made_from_id == submission.pk],
        namesakes=[each for each in found if each.made_from_id != submission.pk],
    )
