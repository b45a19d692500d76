"""What a project's latest tasks were made of, for its next ones."""

from taskbuilder.records.models import Project, Submission
from taskbuilder.taskspec.json_value import JsonObject

MOST_REQUESTS = 30


def list_latest_requests(project: Project) -> list[JsonObject]:
    """The requests of the latest submissions, newest first, each secret in them a MASK. One query."""
    rows = Submission.objects.filter(project=project).order_by("-created_at", "-id")
    return list(rows.values_list("request", flat=True)[:MOST_REQUESTS])
