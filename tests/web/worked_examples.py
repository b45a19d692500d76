"""What the worked examples of docs/architecture.md do once they are in the tree; run by test_architecture."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.api.document import make_document
from taskbuilder.records.models import Project, Service
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_schema import json_schema
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.rules.catalogue import RULES
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from tests.support.walker import Walker, walker_fill

EDGE, IEF = Platform.MODELARTS_EDGE, Platform.IEF
CAMERA = {"host": "192.0.2.10", "channel": 2, "password": "canary-camera"}
KAFKA = {"host": "broker.example.net", "port": 9093, "topic": "gate-1", "password": "canary-broker"}
NOTIFICATION = {"email": "gate@example.com", "on_failure_only": True}
REQUEST: dict[str, Any] = {
    "name": "gate-1",
    "input": {"type": "onvif", "data": [CAMERA]},
    "output": {"kafka": KAFKA},
    "notification": NOTIFICATION,
}
SERVER = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "canary-vcn"}
VCN = REQUEST | {
    "input": {"type": "vcn", "data": [{"device_id": "d-1", "frame_rate": 25}], "vcn": SERVER},
}


def find(request: JsonValue, platform: Platform = IEF) -> list[tuple[str, str, str]]:
    return [(each.path, each.rule, each.message) for each in find_problems(request, platform=platform)]


@pytest.fixture
def ief(project: Project) -> Service:
    return Service.objects.create(project=project, service_id="ief-1", name="Watching", platform="ief")


@pytest.fixture
def walker(as_operator: Client, ief: Service) -> Walker:
    """At the details of a new draft."""
    new = Walker(as_operator).see(as_operator.post("/projects/gate/drafts/new/", follow=True))
    return new.put("service", str(ief.pk)).press("continue")


def go(walker: Walker, step: str) -> Walker:
    return walker.open(f"{walker.address.rstrip('/').rpartition('/')[0]}/{step}/")


def fill_up(walker: Walker, request: dict[str, Any]) -> Walker:
    """Types the whole request, up to its review."""
    walker.put("name", request["name"]).press("continue")
    kind = request["input"]["type"]
    walker.put("input-type", kind).press("reshape")
    members = {name: value for name, value in request["input"].items() if name != "type"}
    walker_fill(walker, f"input-type-{kind}", members)
    walker.press("continue").put("output-sinks", "kafka").press("reshape")
    walker_fill(walker, "output-sinks-kafka", request["output"]["kafka"])
    walker.press("continue").put("schedule-type", "none").press("continue")
    walker_fill(walker, "notification", request["notification"])
    walker.press("continue").press("continue")
    assert walker.step == "review"
    return walker


def page_of(walker: Walker) -> str:
    return str(walker.response.content.decode())


def test_the_field_is_asked_checked_described_and_reviewed(walker: Walker) -> None:
    page = page_of(fill_up(walker, VCN))

    assert "Frames per second" in page
    assert find(VCN) == []
    wrong = json.loads(json.dumps(VCN))
    wrong["input"]["data"][0]["frame_rate"] = 61
    assert find(wrong) == [
        (
            "/input/data/0/frame_rate",
            "member.type",
            "Input 1: “Frames per second” is too large. Enter 60 or less.",
        )
    ]
    for platform in Platform:
        field = json_schema(platform)["$defs"]["VcnData"]["properties"]["frame_rate"]
        assert (field["minimum"], field["maximum"]) == (1, 60)
        assert "frame_rate" not in json_schema(platform)["$defs"]["VcnData"]["required"]


def test_the_field_has_its_translation(walker: Walker) -> None:
    walker.client.cookies["taskbuilder_language"] = "zh-hans"
    go(walker, "input").put("input-type", "vcn").press("reshape")

    [label] = [each for each in walker.document.find("label") if "每秒帧数" in each.text]
    assert label.attrs["for"].endswith("-frame_rate")


def test_the_input_kind_and_the_sink_are_asked_and_their_secrets_hidden(walker: Walker) -> None:
    go(walker, "input").put("input-type", "onvif").press("reshape")
    types = {
        each.attrs["name"].rpartition("-")[2]: each.attrs["type"]
        for each in walker.document.find("input")
        if each.attrs.get("name", "").startswith("input-type-onvif-data-r1-")
    }
    assert types == {"host": "text", "channel": "text", "password": "password"}
    page = page_of(fill_up(go(walker, "details"), REQUEST))
    for shown in ("ONVIF camera", "192.0.2.10", "Kafka topic", "broker.example.net", "Notification"):
        assert shown in page, shown
    for step in ("input", "output", "review", "json"):
        assert re.findall("canary-[a-z]+", page_of(go(walker, step))) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_draft")
        assert re.findall("canary-[a-z]+", str(cursor.fetchall())) == []


def test_their_secrets_are_found_by_the_marks() -> None:
    masked, secrets = split_secrets(REQUEST)

    assert masked["input"]["data"] == [CAMERA | {"password": MASK}]
    assert masked["output"] == {"kafka": KAFKA | {"password": MASK}}
    assert join_secrets(masked, secrets) == REQUEST


def test_the_same_input_is_known_by_its_marks() -> None:
    cameras = [CAMERA, CAMERA | {"password": "another"}, CAMERA | {"channel": 3}]
    request = REQUEST | {"input": {"type": "onvif", "data": cameras}}
    digests = [digest for _number, digest in identify_inputs(request)]

    assert [digests.index(each) for each in digests] == [0, 0, 2]


def test_they_are_checked_and_the_sentence_speaks_of_them() -> None:
    assert find(REQUEST) == []
    wrong = json.loads(json.dumps(REQUEST))
    wrong["input"]["data"] = [{"host": "192.0.2.10", "channel": 65, "url": "rtsp://192.0.2.1/a"}]
    wrong["output"]["kafka"] |= {"port": 65536, "topic": ".."}
    wrong["notification"] = {"email": "nobody"}
    assert [(path, rule) for path, rule, _message in find(wrong)] == [
        ("/input/data/0/channel", "member.type"),
        ("/input/data/0/password", "input.field.required"),
        ("/input/data/0/url", "input.field.unexpected"),
        ("/output/kafka/port", "member.type"),
        ("/output/kafka/topic", "output.kafka.topic"),
        ("/notification/email", "notification.email"),
    ]
    assert "output.kafka.platform" in [rule for _path, rule, _message in find(REQUEST, EDGE)]
    assert describe(REQUEST) == (
        "As soon as it is created, analyse one ONVIF camera and send results to the Kafka topic “gate-1”. "
        "Then notify gate@example.com."
    )


def test_programs_see_them() -> None:
    schema = json_schema(IEF)["$defs"]
    assert schema["OnvifData"]["required"] == ["host", "channel", "password"]
    assert schema["KafkaSink"]["required"] == ["host", "port", "topic", "password"]
    assert schema["Notification"]["required"] == ["email"]
    assert "KafkaSink" not in json_schema(EDGE)["$defs"]
    schemas = make_document("http://127.0.0.1")["components"]["schemas"]
    assert {"IefTask.OnvifData", "IefTask.KafkaSink", "IefTask.Notification"} <= set(schemas)


def test_the_step_is_in_the_list_and_checked(walker: Walker) -> None:
    go(walker, "notification").put("notification-email", "nobody").press("continue")

    assert walker.step == "notification"
    assert walker.messages == ["Enter “Email address” as an email address, such as gate@example.com."]
    walker_fill(walker, "notification", NOTIFICATION)
    walker.press("continue")
    assert walker.step == "resources"
    [link] = [
        each for each in walker.document.find("a") if each.attrs.get("href", "").endswith("/notification/")
    ]
    assert "Notification" in link.text


def test_their_rules_are_listed(client: Client, db: None) -> None:
    page = client.get("/rules/").content.decode()

    assert [rule for rule in RULES if f'id="{rule}"' not in page] == []
    assert {"output.kafka.platform", "output.kafka.topic", "notification.email"} <= set(RULES)


def test_the_page_answers(
    as_operator: Client, service: Service, stranger: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        response = as_operator.get("/projects/gate/services/")
    assert response.status_code == 200
    assert service.name in response.content.decode()
    as_operator.force_login(stranger)
    assert as_operator.get("/projects/gate/services/").status_code == 404
