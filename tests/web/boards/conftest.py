"""Submissions whose tasks are in the cloud, by what they were asked to do."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from taskbuilder.records.models import CloudTask, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from tests.web.conftest import REQUEST, MakeSubmission

DAILY: JsonObject = {
    "type": "daily",
    "execution_mode": "period",
    "timezone": "+08:00",
    "periods": [{"begin_at": "08:00:00", "end_at": "18:00:00"}],
}
MakePlan = Callable[..., Submission]


@pytest.fixture
def make_plan(make_submission: MakeSubmission) -> MakePlan:
    """Makes the submission of a number, one of whose tasks is in the cloud in some state."""

    def make(
        number: int,
        *,
        schedule: JsonValue = None,
        urls: tuple[str, ...] = ("rtsp://gate/1",),
        state: str = "RUNNING",
        **members: JsonValue,
    ) -> Submission:
        submission = make_submission(number, state=State.CREATED, name=f"task-{number}")
        submission.request = {
            **REQUEST,
            **members,
            "input": {"type": "url", "data": [{"url": url} for url in urls]},
        }
        if schedule is not None:
            submission.request["schedule"] = schedule
        submission.save()
        submission.tasks.update(task_id=f"{number:032x}")
        CloudTask.objects.create(
            created=submission.tasks.get(), service=submission.service, state=state, read_at=timezone.now()
        )
        return submission

    return make
