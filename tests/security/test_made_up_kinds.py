"""An input type, a sink and a section registered at run time work in every room: no list is kept by hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from taskbuilder.api.document import make_document
from taskbuilder.records.models import Project, Submission
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.json_schema import json_schema
from taskbuilder.taskspec.json_value import as_object
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.rules.catalogue import RULES
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, split_anywhere, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.json_editor.request_text import show_text
from taskbuilder.web.drafts.steps import list_steps
from taskbuilder.web.submissions.refusals import find_step
from tests.api.conftest import issue
from tests.made_up import BROKER, FEED, NOTIFICATION, made_up_kinds
from tests.security.canaries import Canaries
from tests.security.conftest import deliver_all, sign_in
from tests.security.evidence import Ear, Recorder
from tests.security.tasks import make_restful, start_task, wander
from tests.security.test_canary import (
    find_at_rest,
    find_in_answers,
    find_in_logs,
    open_admin,
    open_submissions,
)
from tests.support.walker import Walker, fill_input, show_json, walker_fill

JsonObject = dict[str, Any]
SINK, NOTICE = f"output-sinks-{BROKER}", NOTIFICATION
EDGE, IEF = Platform.MODELARTS_EDGE, Platform.IEF


def test_nothing_of_them_is_left_when_they_are_gone() -> None:
    before = json.dumps(json_schema(IEF)), list(RULES), [step.slug for step in list_steps()]
    with made_up_kinds():
        assert before != (json.dumps(json_schema(IEF)), list(RULES), [step.slug for step in list_steps()])
    assert before == (json.dumps(json_schema(IEF)), list(RULES), [step.slug for step in list_steps()])


@pytest.fixture
def registered() -> Iterator[None]:
    with made_up_kinds():
        yield


def make_request(canaries: Canaries) -> JsonObject:
    """A task whose results go to the broker, and of which somebody is notified."""
    broker = {
        "host": "broker.example.net",
        "port": 9092,
        "topic": "gate-1",
        "watchword": canaries.rich("watchword"),
        "extras": {"X-Extra": canaries.rich("extra")},
    }
    notification = {
        "email": "gate@example.com",
        "on_failure_only": True,
        "countersign": canaries.rich("countersign"),
    }
    return make_restful(canaries) | {"output": {BROKER: broker}, NOTIFICATION: notification}


def fill(walker: Walker, request: JsonObject) -> Walker:
    """Types the whole task, up to its review."""
    walker.put("name", request["name"]).press("continue")
    fill_input(walker, request["input"])
    walker.put("output-sinks", BROKER).press("reshape")
    broker = request["output"][BROKER]
    walker_fill(walker, SINK, {name: value for name, value in broker.items() if name != "extras"})
    walker.press(f"add:{SINK}-extras")
    for name, value in broker["extras"].items():
        walker.put(f"{SINK}-extras-r1-name", name).put(f"{SINK}-extras-r1-value", value)
    walker.press("continue")
    walker.put("schedule-type", "none").press("continue")
    assert walker.step == NOTICE
    walker_fill(walker, NOTICE, request[NOTIFICATION])
    walker.press("continue")
    show_json(walker).put("config", json.dumps(request["config"])).press("continue")
    assert walker.step == "review"
    return walker


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_they_go_through_every_room_and_their_secrets_through_none(
    cloud: Simulator, canaries: Canaries, operator: Recorder, ear: Ear
) -> None:
    request = make_request(canaries)
    walker = fill(start_task(operator, "harbour", "Gate number plates"), request)
    page = walker.response.content.decode()
    address = walker.address
    wander(walker)
    operator.get(address.replace("review", NOTICE))
    operator.get(address.replace("review", "json"))
    at_rest = find_at_rest(canaries)
    walker.open(address).press("create")
    admin_client = sign_in("admin")
    open_submissions(admin_client)
    deliver_all()
    open_submissions(operator)
    open_admin(admin_client)

    [submission] = Submission.objects.all()
    assert [seen.body for seen in cloud.requests] == [request]
    assert submission.state == "created"
    assert submission.request["output"] == {
        BROKER: {
            "host": "broker.example.net",
            "port": 9092,
            "topic": "gate-1",
            "watchword": MASK,
            "extras": {"X-Extra": MASK},
        }
    }
    assert as_object(submission.request.get(NOTIFICATION))["countersign"] == MASK
    for shown in (
        "Message broker",
        "Topic name",
        "gate-1",
        "Notification",
        "Email address",
        "gate@example.com",
    ):
        assert shown in page, shown
    assert at_rest == find_at_rest(canaries) == []
    assert find_in_answers(canaries, operator) == find_in_answers(canaries, admin_client) == {}
    assert find_in_logs(canaries, ear) == set()


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_the_form_asks_for_them(cloud: Simulator, canaries: Canaries, operator: Recorder) -> None:
    walker = start_task(operator, "harbour", "Gate number plates")
    walker.open(walker.address.replace("details", "output"))
    walker.put("output-sinks", BROKER).press("reshape")
    controls = {
        each.attrs["name"].removeprefix(f"{SINK}-"): each.attrs["type"]
        for each in walker.document.find("input", class_="form-control") + walker.document.find("input")
        if each.attrs.get("name", "").startswith(f"{SINK}-") and each.attrs["type"] != "hidden"
    }

    assert controls == {"host": "text", "port": "text", "topic": "text", "watchword": "password"}
    walker.open(walker.address.replace("output", NOTICE))
    [control] = walker.document.find("input", name=f"{NOTICE}-countersign")
    assert control.attrs["type"] == "password"


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_the_other_platform_has_no_such_sink(cloud: Simulator, operator: Recorder) -> None:
    walker = start_task(operator, "harbour", "Berth occupancy")
    walker.open(walker.address.replace("details", "output"))

    offered = [each.attrs["value"] for each in walker.document.find("input", name="output-sinks")]
    assert offered == ["dis", "webhook"]
    assert "Only IEF publishes results to a broker." in walker.response.content.decode()


@pytest.mark.usefixtures("registered")
def test_they_are_checked(canaries: Canaries) -> None:
    request = make_request(canaries)
    broker, notification = request["output"][BROKER], request[NOTIFICATION]
    assert find_problems(request, platform=IEF) == []
    assert [each.rule for each in find_problems(request, platform=EDGE)] == [
        "output.broker.platform",
        "config.platform",
        "estimate.required",
    ]
    broker |= {"port": "9092", "topic": broker["host"], "colour": 1}
    del broker["watchword"]
    request[NOTIFICATION] = notification | {"on_failure_only": "yes", "email": "nobody", "e-mail": "x"}
    assert [(each.path, each.rule) for each in find_problems(request, platform=IEF)] == [
        ("/output/broker/port", "output.broker.port"),
        ("/output/broker/topic", "output.broker.topic"),
        ("/output/broker/watchword", "output.field.required"),
        ("/output/broker/colour", "unknown.member"),
        ("/notification/email", "notification.email"),
        ("/notification/on_failure_only", "member.type"),
        ("/notification/e-mail", "unknown.member"),
    ]
    request[NOTIFICATION] = []
    assert ("/notification", "member.type") in {
        (each.path, each.rule) for each in find_problems(request, platform=IEF)
    }


@pytest.mark.usefixtures("registered")
def test_a_message_names_the_pair_that_it_is_about(canaries: Canaries) -> None:
    request = make_request(canaries)
    request["output"][BROKER]["extras"] = {"X-Extra": 5}

    assert [each.message for each in find_problems(request, platform=IEF)] == [
        "Extra “X-Extra”: The value must be text, not a number. Write it in quotes."
    ]


@pytest.mark.usefixtures("registered")
def test_no_text_shows_their_secrets(canaries: Canaries) -> None:
    request = make_request(canaries)
    broken = json.dumps(request, ensure_ascii=False)[:-1]
    masked, secrets = split_secrets(request)

    assert join_secrets(masked, secrets) == request
    texts = [json.dumps(masked), json.dumps(split_anywhere([request])[0]), show_text(json.dumps(request))]
    texts += [show_text(broken), describe(request)]
    assert [canaries.find(text) for text in texts] == [[]] * len(texts)


@pytest.mark.usefixtures("registered")
def test_the_sentence_speaks_of_them(canaries: Canaries) -> None:
    request = make_request(canaries)

    assert describe(request) == (
        "As soon as it is created, analyse 2 streams of a media server and send results to the topic "
        "“gate-1”. Then notify gate@example.com."
    )


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(("platform", "has_broker"), [(EDGE, False), (IEF, True)])
def test_schema_and_openapi_have_them(platform: Platform, has_broker: bool) -> None:
    schema = json_schema(platform)
    assert schema["properties"][NOTIFICATION] == {"$ref": "#/$defs/Notification"}
    assert schema["$defs"]["Notification"]["required"] == ["email"]
    assert (BROKER in schema["$defs"]["Output"]["properties"]) is has_broker
    assert ("BrokerSink" in schema["$defs"]) is has_broker
    schemas = make_document("http://127.0.0.1")["components"]["schemas"]
    name = {EDGE: "ModelArtsEdgeTask", IEF: "IefTask"}[platform]
    assert NOTIFICATION in schemas[name]["properties"]
    assert (f"{name}.BrokerSink" in schemas) is has_broker


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    ("member", "step"),
    [
        ("watchword", "output"),
        ("output.broker.host", "output"),
        ("email", NOTIFICATION),
        ("notification", NOTIFICATION),
    ],
)
def test_what_the_cloud_complains_of_leads_to_their_step(member: str, step: str) -> None:
    assert find_step(code="ModelArts.0101", message=f"The field [{member}] is wrong.", request={}) == step


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_the_page_of_rules_lists_them_with_and_without_an_example(
    cloud: Simulator, operator: Recorder
) -> None:
    page = operator.get("/rules/").content.decode()

    assert [rule for rule in RULES if f'id="{rule}"' not in page] == []
    assert "Only IEF publishes results to a broker." in page
    assert "A notification goes to an email address." in page


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_past_values_are_offered_again(cloud: Simulator, canaries: Canaries, operator: Recorder) -> None:
    walker = fill(start_task(operator, "harbour", "Gate number plates"), make_request(canaries))
    walker.press("create")
    again = start_task(operator, "harbour", "Gate number plates")
    again.open(again.address.replace("details", "output")).put("output-sinks", BROKER).press("reshape")

    lists = [each.attrs["id"] for each in again.document.find("datalist")]
    assert lists == ["past-topic"]
    assert [each.attrs["value"] for each in again.document.find("option")][-1] == "gate-1"


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_a_program_creates_and_sees_them(cloud: Simulator, canaries: Canaries, ear: Ear) -> None:
    request = make_request(canaries)
    project = Project.objects.get(slug="harbour")
    issued = issue()
    service = project.services.get(name="Gate number plates")
    cloud.faults.add("create", Fault.answering(400, json.dumps({"error_msg": json.dumps(request)}).encode()))
    client, headers = Recorder(), {"X-Auth-Token": issued.text, "Prefer": "wait=0"}
    path = f"/v1/{project.cloud_project_id}/services/{service.service_id}/tasks"
    created = client.post(path, json.dumps(request), content_type="application/json", headers=headers)
    deliver_all()
    shown = client.get(created["Location"], headers=headers).json()
    wrong = json.dumps(request | {NOTIFICATION: {"email": 1, "countersign": canaries.core("wrong")}})
    refused = client.post(path, wrong, content_type="application/json", headers=headers)

    assert (created.status_code, refused.status_code) == (202, 400)
    assert [seen.body for seen in cloud.requests] == [request]
    assert shown["request"]["output"][BROKER]["watchword"] == MASK
    assert shown["request"][NOTIFICATION]["countersign"] == MASK
    assert find_in_answers(canaries, client) == {}
    assert find_in_logs(canaries, ear) == set()
    assert find_at_rest(canaries) == []


def make_stream(canaries: Canaries) -> JsonObject:
    """A task that reads one stream with a passphrase, and whose results go to the broker."""
    entry = {"host": "media.example.net", "port": 9000, "passphrase": canaries.rich("passphrase")}
    return make_request(canaries) | {"input": {"type": FEED, "data": [entry]}}


@pytest.mark.usefixtures("registered")
@pytest.mark.django_db(transaction=True)
def test_an_input_type_goes_through_every_room_and_its_secret_through_none(
    cloud: Simulator, canaries: Canaries, operator: Recorder, ear: Ear
) -> None:
    request = make_stream(canaries)
    walker = fill(start_task(operator, "harbour", "Gate number plates"), request)
    page, at_rest = walker.response.content.decode(), find_at_rest(canaries)
    walker.press("create")
    deliver_all()
    open_submissions(operator)

    [submission] = Submission.objects.all()
    assert [seen.body for seen in cloud.requests] == [request]
    assert as_object(submission.request.get("input"))["data"] == [
        {"host": "media.example.net", "port": 9000, "passphrase": MASK}
    ]
    assert [shown for shown in ("Made-up feed", "Feed host", "media.example.net") if shown not in page] == []
    assert at_rest == find_at_rest(canaries) == []
    assert find_in_answers(canaries, operator) == {}
    assert find_in_logs(canaries, ear) == set()


def test_a_name_is_registered_once() -> None:
    with made_up_kinds(), pytest.raises(ValueError, match=f"'{FEED}' is registered already"), made_up_kinds():
        pass


@pytest.mark.usefixtures("registered")
def test_an_input_type_is_checked_and_described(canaries: Canaries) -> None:
    request = make_stream(canaries)
    [entry] = request["input"]["data"]

    assert find_problems(request, platform=IEF) == []
    assert describe(request).startswith("As soon as it is created, analyse one made-up feed and")
    assert (
        "MadeUpFeedData" in json_schema(IEF)["$defs"],
        "MadeUpFeedData" in json_schema(EDGE)["$defs"],
    ) == (True, False)
    assert find_problems(request, platform=EDGE)[0].rule == "input.type.platform"
    assert split_anywhere([request])[0][0]["input"]["data"][0]["passphrase"] == MASK
    assert find_problems(split_secrets(request)[0], platform=IEF) == []  # no limit is for what is hidden
    entry["passphrase"] = "too-short"
    assert [each.path for each in find_problems(request, platform=IEF)] == ["/input/data/0/passphrase"]
    entry |= {"port": 0, "url": "rtsp://a/b"}
    del entry["passphrase"]
    assert [(each.path, each.rule) for each in find_problems(request, platform=IEF)] == [
        ("/input/data/0/port", "input.made_up_feed.port"),
        ("/input/data/0/passphrase", "input.made_up_feed.passphrase"),
        ("/input/data/0/url", "input.field.unexpected"),
    ]
