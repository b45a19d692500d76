"""What a project's latest tasks were made of, for its next ones."""

from typing import Any

from taskbuilder.records.models import Project, Submission

MOST_REQUESTS = 30


def list_latest_requests(project: Project) -> list[dict[str, Any]]:
    """The requests of the latest submissions, newest first, each secret in them a MASK. One query."""
    rows = Submission.objects.filter(project=project).order_by("-created_at", "-id")
    return list(rows.values_list("request", flat=True)[:MOST_REQUESTS])
