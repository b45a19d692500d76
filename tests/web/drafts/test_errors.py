"""A refused form: all as typed, one voice, each message at its control and in the summary (ux.md, 1 to 6)."""

from typing import Any

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import assemble_request
from tests.support.samples import make_request
from tests.support.walker import HTMX, Walker, fill_request, show_json
from tests.web.drafts.conftest import choose, the_draft


def at_input(walker: Walker, service: Service, kind: str = "url") -> Walker:
    choose(walker, service).put("name", "gate-1").press("continue")
    return walker.put("input-type", kind).press("reshape")


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_refused_form_comes_back_as_typed_with_its_problems(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    choose(walker, service).put("name", "gate 1").put("description", "x" * 501).press("continue", **headers)
    assert walker.response.status_code == 422
    assert (walker.values["name"], walker.values["description"]) == (["gate 1"], ["x" * 501])
    assert walker.summary == walker.messages
    assert len(walker.messages) == 2
    assert the_draft().answers["details"] == {"name": "gate 1", "description": "x" * 501}


def test_the_title_begins_with_error_and_the_summary_heads_the_page(walker: Walker) -> None:
    walker.press("continue")
    assert walker.title == "Error: Service · Gate · Task Builder"
    assert walker.summary == ["Choose a service."]
    ids = [element.attrs.get("id", element.tag) for element in walker.document.elements]
    assert ids.index("problem-summary") < ids.index("h1")


def test_each_entry_leads_to_the_control_that_is_marked_and_described(
    walker: Walker, service: Service
) -> None:
    at_input(walker, service, "restful").press("continue")
    anchors = [each.attrs.get("href", "") for each in walker.document.find("a")]
    links = [each.removeprefix("#") for each in dict.fromkeys(anchors) if each.startswith("#id_")]
    assert links == [
        "id_input-type-restful-data-r1-url",
        "id_input-type-restful-data-r1-certificate_check_0",
        "id_input-type-restful-data-r1-rtsp_path_in_response",
    ]
    ids = {element.attrs["id"] for element in walker.document.elements if "id" in element.attrs}
    for link in links:
        (control,) = [each for each in walker.document.elements if each.attrs.get("id") == link]
        assert control.attrs["aria-invalid"] == "true"
        described = control.attrs["aria-describedby"].split()
        assert any(each.endswith("_error") for each in described)
        assert set(described) <= ids


def test_each_message_names_its_row_and_its_field(walker: Walker, service: Service) -> None:
    at_input(walker, service).press("add:input-type-url-data").press("continue")
    assert walker.summary == ["Input 1: Enter “Stream or file URL”.", "Input 2: Enter “Stream or file URL”."]
    assert walker.messages == walker.summary


def test_no_control_is_required_and_the_form_judges_nothing(walker: Walker, service: Service) -> None:
    at_input(walker, service, "vcn")
    assert [each.tag for each in walker.document.elements if "required" in each.attrs] == []
    (form,) = walker.document.find("form", id="step-form")
    assert "novalidate" in form.attrs


def test_a_problem_without_a_control_on_the_page_is_in_the_summary(walker: Walker, service: Service) -> None:
    at_input(walker, service).put("input-type-url-data-r1-url", "https://cam.example.com/1").press("continue")
    walker.put("output-sinks", "dis").press("reshape").put("output-sinks-dis-stream_name", "d").press(
        "continue"
    )
    walker.put("schedule-type", "daily").press("reshape").put("schedule-type-daily-timezone", "+08:00")
    row = "schedule-type-daily-execution_mode-period-periods-r1"
    walker.put("schedule-type-daily-execution_mode", "period")
    walker.put(f"{row}-begin_at", "08:00:00").put(f"{row}-end_at", "20:00:00").press("continue")
    assert walker.response.status_code == 422
    (entry,) = walker.summary
    assert entry.startswith("Input 1: ")
    anchors = [each.attrs.get("href", "") for each in walker.document.find("a")]
    (link,) = {each for each in anchors if "show=problems" in each}
    name = "input-type-url-data-r1-url"
    address = f"/projects/gate/drafts/{the_draft().pk}/input/"
    assert link == f"{address}?show=problems&focus={name}#id_{name}"
    walker.open(link)
    assert walker.messages == [entry]


def test_a_problem_is_asked_about_again_on_coming_back(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "gate 1").press("continue")
    address = walker.address
    walker.open(address.replace("details", "output"))
    assert walker.summary == []
    walker.open(address)
    assert len(walker.summary) == 1


def test_a_shape_that_changes_is_not_judged_until_it_is_continued(walker: Walker, service: Service) -> None:
    at_input(walker, service).press("continue")
    assert len(walker.messages) == 1
    walker.press("add:input-type-url-data")
    assert walker.messages == []


def test_the_steps_tell_their_states_in_words(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "gate 1").press("continue")
    entries = [
        " ".join(each.text.split())
        for each in walker.document.find("li")
        if each.attrs.get("class") == "step"
    ]
    assert entries == [
        "Service Complete",
        "! Details 1 problem",
        "3 Input Not started",
        "4 Output Not started",
        "5 Schedule Not started",
        "6 Resources Not started",
        "7 Review Not ready yet",
    ]
    (current,) = [each for each in walker.document.find("a") if each.attrs.get("aria-current") == "step"]
    assert "Details" in current.text


def states(walker: Walker) -> list[str]:
    """What the list of steps says of each but the first."""
    marks = [
        each for each in walker.document.find("span") if "step-state" in each.attrs.get("class", "").split()
    ]
    return [" ".join(each.text.split()) for each in marks][1:]


def test_a_step_that_need_not_be_taken_says_so_and_the_review_when_all_is_right(
    walker: Walker, ief: Service
) -> None:
    choose(walker, ief)
    waiting = ["Not started", "Not started", "Not started", "Optional", "Not ready yet"]
    assert states(walker) == ["Not started", *waiting]
    fill_request(walker, make_request(Platform.IEF))
    assert states(walker)[-1] == "Ready"


def test_the_list_of_steps_follows_what_is_typed(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "gate-1").press("save", **HTMX)
    assert states(walker)[0] == "In progress"
    details = walker.address
    walker.open(details).put("name", "gate 3").values["typing"] = ["name"]
    walker.press("save", **HTMX)
    assert states(walker)[0] == "In progress"
    walker.open(details).values["left"] = ["name"]
    walker.press("save", **HTMX)
    assert states(walker)[0] == "1 problem"
    walker.open(details).put("name", "gate-3").press("continue")
    walker.open(details).put("name", "gate 3").press("save", **HTMX)
    assert states(walker)[0] == "1 problem"


def test_config_messages_name_their_place(walker: Walker, demanding: Service) -> None:
    choose(walker, demanding)
    walker.open(walker.address.replace("details", "resources"))
    show_json(walker).put("config", '{"mode": "fly"}').press("continue")
    (message,) = walker.messages
    assert "mode" in message
    walker.put("config", '{"mode": "enter",}').press("continue")
    (message,) = walker.messages
    assert message == (
        "“Configuration” cannot be read. Remove the comma at line 1, column 17: nothing comes after it."
    )
    assert walker.values["config"] == ['{"mode": "enter",}']


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_blank_config_is_missing_and_not_unreadable(walker: Walker, demanding: Service, text: str) -> None:
    choose(walker, demanding)
    walker.open(walker.address.replace("details", "resources"))
    missing = ["“Configuration” is required by this service. Enter it as a JSON object."]
    show_json(walker).put("config", text).press("continue")
    assert walker.messages == missing
    walker.open(f"{walker.address}?show=problems")
    assert walker.messages == missing


@pytest.mark.parametrize("kind", ["vcn", "restful"])
def test_the_summary_has_the_order_of_the_page(walker: Walker, service: Service, kind: str) -> None:
    at_input(walker, service, kind).press("continue")
    assert walker.summary == walker.messages
    assert len(walker.messages) > 2


def test_a_schedules_problems_are_told_in_the_order_of_the_page(walker: Walker, ief: Service) -> None:
    choose(walker, ief)
    walker.open(walker.address.replace("details", "schedule"))
    walker.put("schedule-type", "weekly").press("reshape").press("continue")
    assert walker.messages == [
        "Enter “Offset from UTC”.",
        "Choose at least one day under “Days of the week”.",
        "Choose “Execution mode”.",
    ]
    assert walker.summary == walker.messages


def at_headers(walker: Walker, service: Service, *names: str) -> tuple[Walker, str]:
    """A webhook with these header names, the first row left empty."""
    choose(walker, service)
    walker.open(walker.address.replace("details", "output"))
    headers = "output-sinks-webhook-headers"
    walker.put("output-sinks", "webhook").press("reshape")
    walker.put("output-sinks-webhook-url", "https://sink.example.net/")
    for number, name in enumerate(names, start=2):
        walker.press(f"add:{headers}").put(f"{headers}-r{number}-name", name)
        walker.put(f"{headers}-r{number}-value", "gate")
    return walker.press("continue"), headers


def test_a_name_that_stands_again_is_told_at_the_later_one(walker: Walker, service: Service) -> None:
    _walker, headers = at_headers(walker, service, "X-Site", "X-Site")
    assert walker.messages == [
        "Header “X-Site”: Row 3: the name “X-Site” is already used. Change it, or remove the row."
    ]
    (control,) = walker.document.find("input", name=f"{headers}-r3-name")
    assert control.attrs["aria-invalid"] == "true"


def test_a_header_without_a_name_is_numbered_as_on_the_page(walker: Walker, service: Service) -> None:
    at_headers(walker, service, "", "")
    assert walker.messages == [
        "Header 2 has no name. Enter its name: letters, digits and hyphens.",
        "“Webhook headers”: row 3 has no name. Enter a name, or remove the row.",
    ]


def test_a_short_time_is_sent_and_drawn_whole(walker: Walker, service: Service) -> None:
    choose(walker, service)
    walker.open(walker.address.replace("details", "schedule"))
    walker.put("schedule-type", "daily").press("reshape").put("schedule-type-daily-timezone", "+8")
    mode = "schedule-type-daily-execution_mode"
    walker.put(mode, "period").press("reshape")
    typed = {f"{mode}-period-periods-r1-begin_at": "8:00", f"{mode}-period-periods-r1-end_at": "20:00"}
    for name, text in typed.items():
        walker.put(name, text)
    walker.press("continue")
    assert walker.step == "resources"
    walker.open(walker.address.replace("resources", "schedule"))
    assert {name: walker.values[name] for name in typed} == {
        name: [f"{text:0>5}:00"] for name, text in typed.items()
    }
    request: Any = assemble_request(the_draft().answers)
    sent = request["schedule"]
    assert (sent["timezone"], sent["periods"]) == (
        "+08:00",
        [{"begin_at": "08:00:00", "end_at": "20:00:00"}],
    )
