"""One project, its people, and a submission in each state."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import (
    ActionBatch,
    Attempt,
    CreatedTask,
    Export,
    Format,
    Member,
    Project,
    Result,
    Role,
    Service,
    SignIn,
    Submission,
    TaskAction,
)
from taskbuilder.records.models.exports import SAVED_FOR
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.search.entries import note_kinds, save_entry
from taskbuilder.records.submissions.states import DUE, SETTLED, State
from taskbuilder.taskspec.json_value import JsonObject

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD = "a password of tests"
REQUEST: JsonObject = {
    "name": "gate-1",
    "input": {
        "type": "restful",
        "data": [
            {
                "url": "https://192.0.2.1/streams",
                "headers": {"X-Token": "••••••"},
                "certificate_check": False,
                "rtsp_path_in_response": "/input/url",
            }
        ],
    },
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "••••••"}}},
    "source_usage_estimate": {"cpu": 0.5, "memory": 512},
}
REFUSAL: OutcomeData = {
    "reason": "refused",
    "message": "Invalid argument. The field [input] is required and cannot be empty.",
    "code": "ModelArts.0101",
    "http_status": 400,
    "request_id": "0f4c1c8d",
    "members": {"advice": "Look at the input.", "detail": {"at": 1}},
}
CONFIRMATION = {
    "rule": "schedule.input.url",
    "path": "/input/data/0/url",
    "message": "Input 1: is this address right?",
    "by": "operator",
    "at": "2026-03-01T12:00:00+00:00",
}
MakeSubmission = Callable[..., Submission]


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(
        slug="gate",
        name="Gate",
        cloud_project_id="0a" * 16,
        base_url="http://127.0.0.1:1",
        identity_url="http://127.0.0.1:1",
        sign_in=SignIn.TOKEN,
        domain_name="domain",
        username="user",
        password="cloud-password",
        time_zone="Asia/Shanghai",
    )


@pytest.fixture
def service(project: Project) -> Service:
    return Service.objects.create(
        project=project,
        service_id="6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11",
        name="Counting",
        platform="modelarts-edge",
    )


def make_member(name: str, project: Project, role: Role) -> User:
    person = User.objects.create_user(name, password=PASSWORD)
    Member.objects.create(person=person, project=project, role=role)
    return person


def make_export(person: User, *projects: Project, **more: object) -> Export:
    """One that waits for a relay."""
    values: dict[str, object] = {
        "pk": UUID(int=3),
        "person": person,
        "projects": [project.pk for project in projects],
        "time_zone": "UTC",
        "language": "en",
        "format": Format.CSV,
        "created_at": NOW,
        "changed_at": NOW,
        "expires_at": timezone.now() + SAVED_FOR,
        "due_at": NOW,
    }
    return Export.objects.create(**(values | more))


def make_actions(*tasks: CreatedTask, batch_id: UUID, kind: str = "stop") -> ActionBatch:
    """Asked of these tasks a moment ago, and queued."""
    submission = tasks[0].submission
    batch = ActionBatch.objects.create(
        pk=batch_id, project=submission.project, kind=kind, by=submission.created_by, asked_at=NOW
    )
    TaskAction.objects.bulk_create(
        TaskAction(
            batch=batch,
            project=submission.project,
            service=submission.service,
            created=task,
            task_id=f"{task.task_id}{task.pk}",
            kind=kind,
            due_at=NOW,
            asked_at=NOW,
            changed_at=NOW,
        )
        for task in tasks
    )
    return batch


@pytest.fixture
def operator(project: Project) -> User:
    return make_member("operator", project, Role.OPERATOR)


@pytest.fixture
def viewer(project: Project) -> User:
    return make_member("reviewer", project, Role.VIEWER)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("stranger", password=PASSWORD)


@pytest.fixture
def as_operator(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def as_viewer(client: Client, viewer: User) -> Client:
    client.force_login(viewer)
    return client


@pytest.fixture
def make_submission(project: Project, service: Service, operator: User) -> MakeSubmission:
    """Makes the submission of a number, created so many seconds after NOW, in any state."""

    def make(number: int = 1, *, state: State = State.QUEUED, name: str = "gate-1") -> Submission:
        created_at = NOW + timedelta(seconds=number)
        submission = Submission.objects.create(
            id=UUID(int=number),
            draft_id=UUID(int=number),
            project=project,
            service=service,
            created_by=operator,
            created_at=created_at,
            name=name,
            description="Who comes in",
            request=REQUEST,
            secrets={"/output/webhook/headers/X-Token": "canary-token"},
            confirmations=[CONFIRMATION],
            state=state,
            due_at=created_at if state in DUE else None,
            lease_until=created_at if state == State.SENDING else None,
            settled_at=created_at if state in SETTLED else None,
            outcome=REFUSAL if state == State.REFUSED else OutcomeData(),
        )
        note_kinds(submission)
        submission.save()
        save_entry(submission)
        if state == State.CREATED:
            CreatedTask.objects.create(submission=submission, position=0, task_id="c0ffee" * 5 + "00")
            Attempt.objects.create(
                submission=submission,
                number=1,
                started_at=created_at,
                ended_at=created_at + timedelta(milliseconds=400),
                worker="worker",
                result=Result.CREATED,
                http_status=201,
            )
        return submission

    return make
