"""Templates to start from."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from taskbuilder.records.models import AskedField, Project, Service, Template
from taskbuilder.records.task_templates.store import add_template
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.task_templates.contents import imagine_draft, make_contents
from tests.web.conftest import NOW

MakeTemplate = Callable[..., Template]
REQUEST: JsonObject = {
    "name": "gate-1",
    "description": "Who comes in",
    "input": {"type": "url", "data": [{"url": "rtsp://camera-1.example.com/live"}]},
    "output": {"webhook": {"url": "https://sink.example.net/a", "headers": {"X-Token": "canary-token"}}},
    "source_usage_estimate": {"cpu": 0.5, "memory": 512},
}


def ask(pointer: str, question: str = "", hint: str = "") -> AskedField:
    return AskedField(pointer=pointer, question=question, hint=hint)


@pytest.fixture
def make_template(project: Project, service: Service, operator: User) -> MakeTemplate:
    """Makes a template of a request that asks these fields."""

    def make(
        *asked: AskedField, name: str = "Gate", request: JsonObject = REQUEST, of: Service = service
    ) -> Template:
        answers = DraftAnswers(steps=answers_from_request(request, of.spec))
        state = imagine_draft(project, operator, of, answers, NOW)
        return add_template(
            project=project,
            name=name,
            description="At night",
            contents=make_contents(state, [*asked]),
            by=operator,
            now=NOW,
        )

    return make
