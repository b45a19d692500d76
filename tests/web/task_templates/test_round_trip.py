"""A request that becomes a template with nothing asked, and a draft again, is the same request."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from taskbuilder.records.models import Project, Service, Submission, TemplateVersion
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.platforms import Service as PlatformService
from taskbuilder.taskspec.secrets.declared import declared_by
from taskbuilder.taskspec.secrets.split import split_secrets
from taskbuilder.web.drafts.answers import answers_from_request, assemble_request
from taskbuilder.web.task_templates.contents import (
    begin_answers,
    make_contents,
    read_submission,
    read_version,
)
from tests.support.samples import REQUESTS, list_cases
from tests.taskspec.strategies import valid_requests

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
"""Before any time of a sound request."""


def pass_through(request: dict[str, Any], platform: Platform) -> tuple[dict[str, Any], list[str]]:
    """The request of a draft of a template of a submission of that request, and what was left out.

    No row is written.
    """
    project, owner = Project(slug="gate", suffixes_names=True), User(username="operator")
    service = Service(pk=1, project=project, name="Counting", platform=platform.value)
    masked, secrets = split_secrets(request, declared_by(service.spec))
    submission = Submission(project=project, service=service, request=masked, secrets=secrets)
    submission.name = str(request.get("name", ""))
    contents = make_contents(read_submission(submission, owner, LONG_AGO), [])
    stored = json.loads(json.dumps(contents.answers))
    version = TemplateVersion(service=service, answers=stored, asked=contents.asked)
    answers, _name, left_out = begin_answers(read_version(project, version, owner, LONG_AGO))
    return assemble_request(answers.steps, service.spec), left_out


@pytest.mark.parametrize(("platform", "request_"), list_cases())
def test_every_kind_comes_back_whole(platform: Platform, request_: dict[str, Any]) -> None:
    assert pass_through(request_, platform) == (canonical(request_), [])


@given(st.data(), st.sampled_from(Platform))
@settings(max_examples=150, deadline=None)
def test_every_sound_request_comes_back_whole(data: st.DataObject, platform: Platform) -> None:
    request, spec = data.draw(valid_requests(platform)), PlatformService(platform=platform)
    made, left_out = pass_through(request, platform)
    assert (write_json(made), left_out) == (write_json(make_without(request, spec)), [])


def make_without(request: dict[str, Any], spec: PlatformService) -> dict[str, Any]:
    """The request of a draft that is made of it at once."""
    return assemble_request(answers_from_request(request, spec), spec)


@given(REQUESTS, st.sampled_from(Platform))
@settings(max_examples=100, deadline=None)
def test_what_is_not_sound_comes_back_too(request: dict[str, Any], platform: Platform) -> None:
    made, left_out = pass_through(request, platform)
    assume(not left_out)
    assert made == make_without(request, PlatformService(platform=platform))
