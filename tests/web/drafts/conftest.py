"""A draft for each test, and a walker at its first step."""

import pytest
from django.test import Client

from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.taskspec.json_value import JsonObject
from tests.support.walker import Walker

SCHEMA: JsonObject = {
    "type": "object",
    "required": ["mode"],
    "properties": {"mode": {"enum": ["enter", "linger"]}, "access_token": {"type": "string", "minLength": 8}},
}


@pytest.fixture
def ief(project: Project) -> Service:
    return Service.objects.create(project=project, service_id="ief-1", name="Watching", platform="ief")


@pytest.fixture
def demanding(project: Project) -> Service:
    """A service that needs a config, by a schema, and a node id."""
    return Service.objects.create(
        project=project,
        service_id="ief-2",
        name="Demanding",
        platform="ief",
        requires_config=True,
        config_schema=SCHEMA,
        requires_node_id=True,
    )


@pytest.fixture
def walker(as_operator: Client, service: Service) -> Walker:
    """At the service step of a new draft."""
    return Walker(as_operator).see(as_operator.post("/projects/gate/drafts/new/", follow=True))


def choose(walker: Walker, service: Service) -> Walker:
    """On to the details of a task for that service."""
    return walker.put("service", str(service.pk)).press("continue")


def the_draft() -> Draft:
    return Draft.objects.get()
