"""The create calls of the sample history, which the simulated cloud answers for as well."""

import json
from pathlib import Path

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject


def write_created(file: Path) -> None:
    """The oldest first, as `manage.py simulator --created` reads them; their secrets are masked."""
    rows = Submission.objects.filter(state=State.CREATED).select_related("service__project")
    found = rows.prefetch_related("tasks").order_by("created_at")
    file.write_text(json.dumps([*map(describe, found)]), encoding="utf-8")


def describe(submission: Submission) -> JsonObject:
    return {
        "project_id": submission.service.project.cloud_project_id,
        "service_id": submission.service.service_id,
        "created_at": submission.created_at.isoformat(),
        "task_ids": [task.task_id for task in submission.tasks.all()],
        "request": submission.request,
    }
