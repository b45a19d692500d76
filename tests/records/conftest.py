"""One project with one service, its operator, and a draft, for every test of the room."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Member, Project, Role, Service, SignIn, Submission
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.json_value import JsonObject

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_project(slug: str, *, cloud_project_id: str) -> Project:
    """One whose cloud nobody answers for."""
    return Project.objects.create(
        slug=slug,
        name=slug.title(),
        cloud_project_id=cloud_project_id,
        base_url="http://127.0.0.1:1",
        identity_url="http://127.0.0.1:1",
        sign_in=SignIn.TOKEN,
        domain_name="domain",
        username="user",
        password="cloud-password",
    )


@pytest.fixture
def project(db: None) -> Project:
    return make_project("gate", cloud_project_id="0a" * 16)


@pytest.fixture
def elsewhere(db: None) -> Project:
    return make_project("elsewhere", cloud_project_id="0b" * 16)


@pytest.fixture
def service(project: Project) -> Service:
    return Service.objects.create(
        project=project,
        service_id="6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11",
        name="Counting",
        platform="modelarts-edge",
    )


@pytest.fixture
def operator(project: Project) -> User:
    person = User.objects.create_user("operator")
    Member.objects.create(person=person, project=project, role=Role.OPERATOR)
    return person


@pytest.fixture
def draft(project: Project, service: Service, operator: User) -> Draft:
    return start_draft(
        project=project,
        owner=operator,
        service=service,
        answers={"details": {"name": "Gate"}},
        title="Gate",
        now=NOW,
    )


REQUEST: JsonObject = {
    "name": "gate",
    "description": "Counts who comes in",
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "canary-token"}}},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}


@pytest.fixture
def submission(draft: Draft, operator: User) -> Submission:
    return submit(draft=draft, request=REQUEST, confirmations=[], by=operator, now=NOW)
