"""What this project's past tasks had is offered where the same is asked again, secrets never."""

from typing import Any

import pytest

from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.suggestions import MOST_VALUES, pick_values
from tests.support.walker import Walker
from tests.web.conftest import MakeSubmission
from tests.web.drafts.conftest import choose


def keep_request(submission: Submission, **parts: Any) -> None:
    """As if the submission had been made of these."""
    submission.request = submission.request | parts
    submission.save()


def offered_on(walker: Walker) -> dict[str, list[str]]:
    """The values of each list of suggestions, by its id."""
    lists: dict[str, list[str]] = {}
    for element in walker.document.elements:
        if element.tag == "datalist":
            lists[element.attrs["id"]] = []
        if element.tag == "option" and lists:
            lists[list(lists)[-1]].append(element.attrs["value"])
    return lists


def at_output(walker: Walker, service: Service) -> Walker:
    choose(walker, service).open(walker.address.replace("details", "output"))
    return walker.put("output-sinks", "dis", "webhook").press("reshape")


@pytest.mark.ux(20)
def test_names_and_addresses_of_past_tasks_are_offered_the_latest_first(
    walker: Walker, service: Service, make_submission: MakeSubmission
) -> None:
    for number, name in enumerate(("old", "new", "old"), start=1):
        keep_request(make_submission(number), output={"dis": {"stream_name": name}})
    at_output(walker, service)

    assert offered_on(walker) == {"past-stream_name": ["old", "new"]}
    [control] = walker.document.find("input", name="output-sinks-dis-stream_name")
    assert control.attrs["list"] == "past-stream_name"


def test_an_address_in_which_a_secret_stood_is_not(
    walker: Walker, service: Service, make_submission: MakeSubmission
) -> None:
    for number, user in enumerate(("", f"{MASK}@"), start=1):
        url = f"https://{user}sink.example.net/{number}"
        keep_request(make_submission(number), output={"webhook": {"url": url, "headers": {"X-Key": MASK}}})
    at_output(walker, service)

    assert offered_on(walker) == {"past-url": ["https://sink.example.net/1"]}


def test_node_ids_are_offered_to_every_input(
    walker: Walker, service: Service, make_submission: MakeSubmission
) -> None:
    data = [{"device_id": "d", "node_id": "node-1"}, {"device_id": "e", "node_id": "node-2"}]
    keep_request(make_submission(), input={"type": "vcn", "data": data})
    choose(walker, service).open(walker.address.replace("details", "input"))
    walker.put("input-type", "vcn").press("reshape").press("add:input-type-vcn-data")

    assert offered_on(walker) == {"past-node_id": ["node-1", "node-2"]}
    assert len(walker.document.find("input", list="past-node_id")) == 2


def test_tags_are_offered_their_secrets_apart(
    walker: Walker, service: Service, make_submission: MakeSubmission
) -> None:
    tags = [{"site": "gate", "side": "in"}, {"site": "quay", "password": MASK}]
    keep_request(make_submission(), input={"type": "edgecamera", "data": [{"id": "camera-1", "tag": tags}]})
    choose(walker, service).open(walker.address.replace("details", "input"))
    walker.put("input-type", "edgecamera").press("reshape")
    walker.put("input-type-edgecamera-data-r1-camera_type", "ipc").press("reshape")

    offered = offered_on(walker)
    assert offered == {
        "past-tag_name": ["site", "side", "password"],
        "past-tag_value": ["gate", "in", "quay"],
    }
    lists = [each.attrs.get("list") for each in walker.document.find("input", type="text")]
    assert lists.count("past-tag_name") == lists.count("past-tag_value") == 1


def test_nothing_of_another_project_is_offered(
    walker: Walker, service: Service, project: Project, make_submission: MakeSubmission
) -> None:
    submission = make_submission()
    project.pk, project.slug = None, "other"
    project.save()
    submission.project = project
    keep_request(submission, output={"dis": {"stream_name": "theirs"}})
    at_output(walker, service)

    assert offered_on(walker) == {}


def test_only_so_many_are_offered() -> None:
    objects = [{"bucket": f"bucket-{number}"} for number in range(MOST_VALUES + 1)]

    assert pick_values(each["bucket"] for each in objects) == [
        each["bucket"] for each in objects[:MOST_VALUES]
    ]
