"""From the cloud's words to the step where they are fixed."""

from typing import Any

import pytest

from taskbuilder.web.submissions.refusals import find_step


@pytest.mark.parametrize(
    ("message", "step"),
    [
        ("Invalid argument. The field [input] is required and cannot be empty.", "input"),
        ("parameter [device_id] does not match ^.*$", "input"),
        ("The param [output.webhook.url] should be a URL.", "output"),
        ("The field [schedule.periods[0].begin_at] is wrong.", "schedule"),
        ("The field [days_of_week] is required.", "schedule"),
        ("The field [name] is too long.", "details"),
        ("The field [source_usage_estimate] is required.", "resources"),
        ("The field [config] must be an object.", "resources"),
        ("The field [url] is wrong.", "review"),  # an input's or a webhook's
        ("The param [state] should be one of [RUNNING].", "review"),
        ("No brackets at all: input", "review"),
        ("", "review"),
    ],
)
def test_a_named_member_leads_to_its_step(message: str, step: str) -> None:
    assert find_step(code="ModelArts.0101", message=message, request={}) == step


@pytest.mark.parametrize(
    ("request_", "step"),
    [
        ({"input": {"data": [{"stream_name": "a"}]}, "output": {"obs": {}}}, "input"),
        ({"input": {"data": [{"url": "a"}]}, "output": {"dis": {"stream_name": "b"}}}, "output"),
        ({"input": {"data": [{"stream_name": "a"}]}, "output": {"dis": {"stream_name": "b"}}}, "review"),
    ],
)
def test_a_name_of_several_steps_leads_to_the_one_that_has_it(request_: dict[str, Any], step: str) -> None:
    message = "The value of field [stream_name] does not exist in the stream service."

    assert find_step(code="ModelArts.0101", message=message, request=request_) == step


def test_a_service_that_does_not_exist_leads_to_the_choice_of_one() -> None:
    assert find_step(code="ModelArts.3502", message="Service 2a does not exist.", request={}) == "service"
