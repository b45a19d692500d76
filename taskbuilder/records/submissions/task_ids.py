"""Task ids: how they look, and which another submission already has."""

import re
from collections.abc import Collection

from django.db.models import QuerySet

from taskbuilder.records.models import CreatedTask, Submission

TASK_ID = re.compile(r"[0-9a-f]{32}")


def find_taken(submission: Submission, *, task_ids: Collection[str]) -> QuerySet[CreatedTask]:
    """The tasks of these ids that another submission has; with its submission and project. One query.

    A task belongs to one submission, in whichever project here that reaches the same project of the cloud.
    """
    rows = CreatedTask.objects.filter(
        task_id__in=task_ids, submission__project__cloud_project_id=submission.project.cloud_project_id
    )
    return rows.exclude(submission=submission).select_related("submission__project")
