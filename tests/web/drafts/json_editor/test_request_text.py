"""Every input type, sink and schedule of both platforms, typed as an operator would and created."""

from typing import Any

import pytest
from django.test import Client

from taskbuilder.records.models import Service, Submission
from taskbuilder.taskspec.platforms import Platform
from tests.support.samples import list_cases
from tests.support.walker import Walker, fill_request
from tests.web.drafts.conftest import choose


@pytest.mark.parametrize(("platform", "request_"), list_cases())
def test_what_was_typed_is_what_is_created(
    walker: Walker, service: Service, ief: Service, platform: Platform, request_: dict[str, Any]
) -> None:
    walker.open(walker.address)
    choose(walker, service if platform is Platform.MODELARTS_EDGE else ief)
    fill_request(walker, request_)
    assert walker.step == "review"
    walker.press("create")
    submission = Submission.objects.get()
    assert walker.address == f"/projects/gate/submissions/{submission.pk}/"
    assert submission.full_request() == request_


def test_a_url_is_walked_to_a_submission_with_nothing_asked_twice(walker: Walker, service: Service) -> None:
    steps = [walker.step]
    choose(walker, service)
    typed: list[list[tuple[str, str]]] = [
        [("name", "gate-1")],
        [("input-type", "url"), ("input-type-url-data-r1-url", "rtsp://c/1")],
        [("output-sinks", "dis"), ("output-sinks-dis-stream_name", "dis")],
        [("schedule-type", "none")],
        [("source_usage_estimate-cpu", "0.5"), ("source_usage_estimate-memory", "64")],
    ]
    for answers in typed:
        steps.append(walker.step)
        for name, value in answers:
            walker.put(name, value).post("reshape")
        walker.press("continue")
    assert [*steps, walker.step] == [
        "service",
        "details",
        "input",
        "output",
        "schedule",
        "resources",
        "review",
    ]
    assert walker.title == "Review · Gate · Task Builder"


def test_a_stranger_and_a_viewer_start_no_draft(client: Client, service: Service, viewer: Any) -> None:
    client.force_login(viewer)
    assert client.post("/projects/gate/drafts/new/").status_code == 403
