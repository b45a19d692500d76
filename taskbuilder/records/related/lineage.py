"""What a submission was made from, what was made into others, and which others have its name."""

from dataclasses import dataclass

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.queries import select_namesakes

MOST_RELATED = 3


@dataclass(frozen=True)
class Related:
    """The latest of each, newest first; a submission that was made from this one is in the first alone."""

    made_into: list[Submission]
    namesakes: list[Submission]


def list_related(submission: Submission) -> Related:
    """One query, of at most MOST_RELATED of each."""
    made = Submission.objects.filter(made_from=submission.pk).order_by("-created_at", "-id")
    # A compound of SQLite's takes no limits of its own.
    kinds = (made, select_namesakes(submission))
    chosen = [Submission.objects.filter(pk__in=rows.values("pk")[:MOST_RELATED]) for rows in kinds]
    ids = chosen[0].order_by().values("pk").union(chosen[1].order_by().values("pk"))
    rows = Submission.objects.filter(pk__in=ids).defer(*PAYLOADS).order_by("-created_at", "-id")
    found = list(rows)
    return Related(
        made_into=[each for each in found if each.made_from_id == submission.pk],
        namesakes=[each for each in found if each.made_from_id != submission.pk],
    )
