"""What happened last in each project."""

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.models import Project, Submission


def list_projects(person: User) -> QuerySet[Project]:
    """The person's projects with `last_activity`, the time of the latest submission or None. One query."""
    latest = Submission.objects.filter(project=OuterRef("pk")).order_by("-created_at", "-id")
    return projects_of(person).annotate(last_activity=Subquery(latest.values("created_at")[:1]))
