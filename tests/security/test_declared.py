"""Secrets that a service's schema alone declares get out nowhere, as little as those whose name says so."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.records.submissions.creation import submit
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.security.canaries import Canaries, echoes
from tests.security.conftest import deliver_all, sign_in
from tests.security.evidence import Ear, Recorder
from tests.security.tasks import start_task, wander
from tests.security.test_canary import (
    find_at_rest,
    find_in_answers,
    find_in_logs,
    open_admin,
    open_submissions,
)
from tests.support.walker import Walker, fill_request, show_json

SERVICE = "Gate number plates"
HIDDEN = {"type": "string", "writeOnly": True}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "$defs": {"dial": {"type": "string", "format": "password", "title": "Dial"}},
    "properties": {
        "mode": {"type": "string"},
        "dial": {"$ref": "#/$defs/dial"},
        "posts": {
            "type": "array",
            "items": {"type": "object", "properties": {"code": HIDDEN, "place": {"type": "string"}}},
        },
        "door": {"type": "object", "writeOnly": True, "properties": {"number": {"type": "string"}}},
    },
}
REQUEST: dict[str, Any] = {
    "name": "canary-declared",
    "input": {"type": "url", "data": [{"url": "rtsp://camera.example.net/live"}]},
    "output": {"dis": {"stream_name": "gate"}},
}


def make_config(canaries: Canaries) -> dict[str, Any]:
    return {
        "mode": "enter",
        "dial": canaries.rich("dial"),
        "posts": [
            {"code": canaries.rich("code"), "place": "a"},
            {"code": canaries.core("second"), "place": "b"},
        ],
        "door": {"number": canaries.rich("door")},
    }


@pytest.fixture
def service(cloud: Simulator) -> Service:
    """One whose schema declares secrets under names that say nothing."""
    found = Service.objects.get(name=SERVICE)
    found.config_schema, found.requires_node_id, found.requires_config = SCHEMA, False, False
    found.save()
    return found


def type_config(walker: Walker, config: dict[str, Any]) -> None:
    """Into the fields of the last step."""
    walker.put("config-form-mode", config["mode"]).put("config-form-dial", config["dial"])
    for number, post in enumerate(config["posts"], start=1):
        walker.press("add:config-form-posts")
        for name, value in post.items():
            walker.put(f"config-form-posts-r{number}-{name}", value)
    walker.put("config-form-door-number", config["door"]["number"]).press("continue")


@pytest.mark.django_db(transaction=True)
def test_they_reach_the_cloud_and_nobody_else(
    cloud: Simulator, service: Service, canaries: Canaries, operator: Recorder, ear: Ear
) -> None:
    config, admin_client = make_config(canaries), sign_in("admin")
    in_fields = start_task(operator, "harbour", SERVICE)
    fill_request(in_fields, REQUEST)
    in_fields.open(in_fields.address.replace("review", "resources"))
    type_config(in_fields, config)
    as_json = start_task(operator, "harbour", SERVICE)
    fill_request(as_json, {**REQUEST, "name": "canary-as-json", "config": config})
    for walker in (in_fields, as_json):
        review = walker.address
        wander(walker)
        operator.get(review.replace("review", "json"))
        assert find_at_rest(canaries) == []
        assert walker.open(review).press("create").response.status_code == 200
    open_submissions(admin_client)
    deliver_all()
    Service.objects.update(config_schema=None)  # what was hidden stays hidden
    open_submissions(operator)
    open_admin(admin_client)

    assert [seen.body["config"] for seen in cloud.requests] == [config, config]
    for client in (operator, admin_client):
        assert find_in_answers(canaries, client) == {}
    assert find_in_logs(canaries, ear) == set()
    assert find_at_rest(canaries) == []


@pytest.mark.django_db(transaction=True)
def test_refused_texts_tell_none(
    cloud: Simulator, service: Service, canaries: Canaries, operator: Recorder, ear: Ear
) -> None:
    walker = start_task(operator, "harbour", SERVICE)
    fill_request(walker, REQUEST)
    walker.open(walker.address.replace("review", "resources"))
    config = make_config(canaries)
    texts = [json.dumps(config)[:-1], json.dumps({**config, "dial": [config["dial"]], "mode": 1})]
    texts += [f"{json.dumps(config)[:-1]},}}", f"dial: {config['dial']}"]
    for text in texts:
        show_json(walker).put("config", text).press("continue")
        assert walker.response.status_code == 422
    page = walker.address.replace("resources", "json")
    for text in texts:
        walker.open(page).put("text", f'{{"name": "a", "config": {text}}}').press("check")
        assert walker.response.status_code == 422
        walker.open(page)
    assert find_in_answers(canaries, operator) == {}
    assert find_in_logs(canaries, ear) == set()
    assert find_at_rest(canaries) == []


@pytest.mark.django_db(transaction=True)
def test_a_cloud_that_repeats_them_is_not_repeated(
    cloud: Simulator, service: Service, canaries: Canaries, ear: Ear
) -> None:
    project, by = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    config = make_config(canaries)
    said = [form for text in (config["dial"], config["door"]["number"]) for form in echoes(text)]
    cloud.faults.add(
        "create", *(Fault.answering(400, json.dumps({"error_msg": each}).encode()) for each in said)
    )
    for _each in said:
        draft = start_draft(project=project, owner=by, service=service, now=timezone.now())
        request = {**REQUEST, "config": config}
        submit(draft=draft, request=request, confirmations=[], by=by, now=timezone.now())
    deliver_all()
    client = sign_in("admin")
    for submission in Submission.objects.all():
        client.get(f"/projects/harbour/submissions/{submission.pk}/")
    assert len(cloud.requests) == len(said)
    assert find_in_answers(canaries, client) == {}
    assert find_in_logs(canaries, ear) == set()
    assert find_at_rest(canaries) == []
