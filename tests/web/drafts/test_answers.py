"""What was typed, and the request it makes: each the other's inverse."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbuilder.forms.convert import to_json
from taskbuilder.forms.fields import Control, Question, is_blank
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.schedule.kinds import MOMENT, OFFSET, TIME_OF_DAY
from taskbuilder.web.drafts.answers import answers_from_request, assemble_request, renew_step
from taskbuilder.web.drafts.steps import find_step
from tests.support.samples import REQUESTS, list_cases, make_request

EXAMPLES = sorted(Path("tests/examples").glob("*.json"))
EDGE, IEF = Service(platform=Platform.MODELARTS_EDGE), Service(platform=Platform.IEF)


@given(REQUESTS)
@settings(max_examples=200, deadline=None)
def test_assembling_undoes_taking_apart(request: dict[str, Any]) -> None:
    assert assemble_request(answers_from_request(request)) == canonical(request)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_references_examples_come_back_whole(path: Path) -> None:
    request = json.loads(path.read_text())
    assert assemble_request(answers_from_request(request), EDGE) == canonical(request)


@pytest.mark.parametrize(("platform", "request_"), list_cases())
def test_every_kind_comes_back_whole_on_its_platform(platform: Platform, request_: dict[str, Any]) -> None:
    assert assemble_request(answers_from_request(request_), Service(platform=platform)) == request_


def make_answers(**steps: Any) -> dict[str, Any]:
    return steps


def test_nothing_typed_makes_empty_sections() -> None:
    assert assemble_request({}) == {"input": {}, "output": {}}


def test_numbers_are_read_and_what_is_none_stays_text() -> None:
    typed = {"config": "", "source_usage_estimate": {"cpu": "0,5", "memory": "32"}}
    request = assemble_request(make_answers(resources=typed), EDGE)
    assert request["source_usage_estimate"] == {"cpu": "0,5", "memory": 32}


@pytest.mark.parametrize("text", ["1e999", "٣", "0x10", "1_000", "NaN", "9" * 400])
def test_no_odd_spelling_of_a_number_is_read_as_one(text: str) -> None:
    typed = {"source_usage_estimate": {"cpu": text, "memory": text}}
    request = assemble_request(make_answers(resources=typed), EDGE)
    assert request["source_usage_estimate"] == {"cpu": text, "memory": text}


def read_as(ask: Control, text: str) -> Any:
    return to_json(Question(name="x", title="", ask=ask), text)


@pytest.mark.parametrize(
    ("ask", "text", "sent"),
    [
        (Control.TIME, "08:00", "08:00:00"),
        (Control.TIME, "8:00", "08:00:00"),
        (Control.TIME, " 8:00:05 ", "08:00:05"),
        (Control.TIME, "18", "18:00:00"),
        (Control.TIME, "06", "06:00:00"),
        (Control.TIME, "0900", "09:00:00"),
        (Control.TIME, "183005", "18:30:05"),
        (Control.TIME, "6 pm", "18:00:00"),
        (Control.TIME, "6:30pm", "18:30:00"),
        (Control.TIME, "12 a.m.", "00:00:00"),
        (Control.TIME, "12:15 PM", "12:15:00"),
        (Control.TIME, "8\uff1a00", "08:00:00"),
        (Control.TIME, "2026-12-01 18", "2026-12-01T18:00:00"),
        (Control.TIME, "2026-12-01 6 pm", "2026-12-01T18:00:00"),
        (Control.TIME, "2026-12-01 08:00", "2026-12-01T08:00:00"),
        (Control.TIME, "2026-12-01t8:00:30", "2026-12-01T08:00:30"),
        (Control.OFFSET, "+8", "+08:00"),
        (Control.OFFSET, "+8:00", "+08:00"),
        (Control.OFFSET, "+0800", "+08:00"),
        (Control.OFFSET, "-330", "-03:30"),
        (Control.OFFSET, "\u22125", "-05:00"),
    ],
)
def test_a_time_or_offset_is_read_however_it_is_written(ask: Control, text: str, sent: str) -> None:
    assert read_as(ask, text) == sent


@pytest.mark.parametrize("ask", [Control.TIME, Control.OFFSET])
@pytest.mark.parametrize(
    "text",
    [
        "8",
        "8.00",
        "800",
        "8:0",
        "13 pm",
        "0 am",
        "2500",
        "1-12-2026 08:00",
        "2026-12-01",
        "UTC",
        "+08:000",
        "٨:٠٠",
    ],
)
def test_what_could_be_several_times_stays_as_typed(ask: Control, text: str) -> None:
    assert read_as(ask, text) == text


@pytest.mark.parametrize(
    ("ask", "form"), [(Control.TIME, TIME_OF_DAY), (Control.TIME, MOMENT), (Control.OFFSET, OFFSET)]
)
@given(data=st.data())
def test_what_is_well_written_is_sent_as_it_is(ask: Control, form: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(form.replace("$", r"\Z"), fullmatch=True))
    assert read_as(ask, text) == text


@given(
    st.sampled_from([Control.TIME, Control.OFFSET]), st.text(st.sampled_from("0123456789:+-T ")).filter(bool)
)
def test_reading_twice_reads_no_more(ask: Control, text: str) -> None:
    assert read_as(ask, read_as(ask, text)) == read_as(ask, text)


def test_only_the_chosen_kind_is_sent() -> None:
    answers: Any = answers_from_request(make_request(Platform.IEF, input_type="vis"))
    others: Any = answers_from_request(make_request(Platform.IEF))
    typed = answers["input"]["input"]["type"]
    typed["kinds"] |= others["input"]["input"]["type"]["kinds"]
    sent: Any = assemble_request(answers, IEF)
    assert sent["input"]["type"] == "vis"
    typed["chosen"] = "url"
    assert assemble_request(answers, IEF)["input"] == make_request(Platform.IEF)["input"]


def test_what_the_platform_lacks_is_neither_asked_nor_sent() -> None:
    request = make_request(Platform.MODELARTS_EDGE, input_type="edgecamera", sinks=("dis",))
    sent: Any = assemble_request(answers_from_request(request), IEF)
    assert sent["input"]["data"] == [{"id": "camera-1"}, {"id": "camera-2"}]
    assert "stream_id" not in sent["output"]["dis"]
    config = make_request(Platform.IEF)
    assert "config" not in assemble_request(answers_from_request(config), EDGE)


def test_schedule_words_are_read_in_any_case_and_sent_as_the_service_wants() -> None:
    request = make_request(Platform.MODELARTS_EDGE, schedule="daily by period")
    shouted = request | {"schedule": request["schedule"] | {"type": "DAILY", "execution_mode": "Period"}}
    answers = answers_from_request(shouted)
    assert assemble_request(answers, EDGE) == request
    loud = Service(platform=Platform.MODELARTS_EDGE, upper_case=True)
    sent: Any = assemble_request(answers, loud)
    assert sent["schedule"]["type"] == "DAILY"


def test_renewing_a_step_keeps_what_was_typed_for_other_kinds() -> None:
    answers = answers_from_request(make_request(Platform.IEF, input_type="vis"))
    step = find_step("input")
    assert step is not None
    renewed: Any = renew_step(answers, step, make_request(Platform.IEF, input_type="url"))
    typed = renewed["input"]["input"]["type"]
    assert (typed["chosen"], sorted(typed["kinds"])) == ("url", ["url", "vis"])


@pytest.mark.parametrize(
    ("typed", "blank"),
    [
        (None, True),
        ({"name": "", "description": ""}, True),
        (
            {
                "input": {
                    "type": {"chosen": "", "kinds": {"url": {"data": [{"key": "r1", "row": {"url": ""}}]}}}
                }
            },
            True,
        ),
        ({"name": "x"}, False),
        ({"days": ["1"]}, False),
    ],
)
def test_rows_that_stand_ready_are_no_answer(typed: Any, blank: bool) -> None:
    assert is_blank(typed) is blank
