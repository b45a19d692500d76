"""Rows that come and go (ux.md, 13 to 15), and kinds that do (7, 10, 11)."""

import pytest

from taskbuilder.records.models import Service
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.test_errors import at_input

DATA = "input-type-url-data"


def read_focus(walker: Walker) -> str:
    """What takes the focus: the control that says so on a page, the one that a swapped part names."""
    marked = [each.attrs["id"] for each in walker.document.elements if "autofocus" in each.attrs]
    named = [each.attrs["data-focus"] for each in walker.document.find("div") if "data-focus" in each.attrs]
    return (marked or named)[0]


def urls(walker: Walker) -> list[str]:
    return [walker.values[f"{DATA}-{key}-url"][0] for key in walker.values[DATA]]


@pytest.mark.ux(14)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_row_is_added_at_the_end_and_takes_the_focus(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_input(walker, service).put(f"{DATA}-r1-url", "rtsp://one/1").press(f"add:{DATA}", **headers)
    assert urls(walker) == ["rtsp://one/1", ""]
    assert read_focus(walker) == f"id_{DATA}-r2-url"
    assert walker.messages == []


@pytest.mark.ux(14)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_row_is_removed_and_the_others_stay_as_they_were(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_input(walker, service).press(f"add:{DATA}").press(f"add:{DATA}")
    for number in (1, 2, 3):
        walker.put(f"{DATA}-r{number}-url", f"rtsp://c/{number}")
    walker.press(f"remove:{DATA}:r2", **headers)
    assert urls(walker) == ["rtsp://c/1", "rtsp://c/3"]
    assert read_focus(walker) == f"id_{DATA}"


def test_htmx_is_told_what_changed(walker: Walker, service: Service) -> None:
    at_input(walker, service).press(f"add:{DATA}", **HTMX)
    (branch,) = walker.document.find("div", id="branch-input-type")
    assert branch.attrs["data-announce"] == "Input 2 was added."
    assert branch.attrs["data-focus"] == f"id_{DATA}-r2-url"


@pytest.mark.ux(14)
def test_a_last_needed_row_has_no_button_to_remove_it(walker: Walker, service: Service) -> None:
    at_input(walker, service)
    removing = [
        each.attrs["value"]
        for each in walker.document.find("button")
        if each.attrs.get("value", "").startswith("remove")
    ]
    assert removing == []
    walker.post(f"remove:{DATA}:r1")
    assert urls(walker) == [""]


def test_the_first_button_of_the_form_continues(walker: Walker, service: Service) -> None:
    at_input(walker, service)
    start = next(i for i, each in enumerate(walker.document.elements) if each.attrs.get("id") == "step-form")
    first = next(each for each in walker.document.elements[start:] if each.tag == "button")
    assert first.attrs["value"] == "continue"


def test_a_row_over_the_limit_is_refused_with_a_message(walker: Walker, service: Service) -> None:
    name = "input-type-restful-data-r1-headers"
    at_input(walker, service, "restful")
    for _number in range(11):
        walker.press(f"add:{name}")
    assert walker.response.status_code == 422
    assert walker.messages == [
        "Input 1: “Request headers” is limited to 10. Remove one before you add another."
    ]
    assert len(walker.values[name]) == 10


def test_each_control_of_each_row_has_a_name_of_its_own(walker: Walker, service: Service) -> None:
    at_input(walker, service, "restful").press("add:input-type-restful-data")
    for number in (1, 2):
        walker.press(f"add:input-type-restful-data-r{number}-headers")
        walker.press(f"add:input-type-restful-data-r{number}-headers")
    labels = [
        " ".join(each.text.split()) for each in walker.document.find("label") if "-r" in each.attrs["for"]
    ]
    texts = [label for label in labels if "Input" in label]
    assert len(texts) == len(set(texts)) == 2 * (3 + 2 * 2)
    of_rows = [name for name in walker.buttons if "nput 1" in name or "nput 2" in name]
    assert len(of_rows) == len(set(of_rows)) == 2 * (2 + 1 + 1 + 3)


@pytest.mark.ux(10)
def test_going_to_another_kind_and_back_restores_what_was_typed(walker: Walker, service: Service) -> None:
    at_input(walker, service).put(f"{DATA}-r1-url", "rtsp://one/1").put("input-type", "vcn").press("reshape")
    assert f"{DATA}-r1-url" not in walker.values
    walker.put("input-type-vcn-vcn-ip", "192.0.2.1").put("input-type", "url").press("reshape")
    assert urls(walker) == ["rtsp://one/1"]
    walker.put("input-type", "vcn").press("reshape")
    assert walker.values["input-type-vcn-vcn-ip"] == ["192.0.2.1"]


@pytest.mark.ux(10)
def test_unticking_the_last_box_is_kept(walker: Walker, ief: Service) -> None:
    choose(walker, ief)
    walker.open(walker.address.replace("details", "schedule")).put("schedule-type", "weekly").press("reshape")
    walker.put("schedule-type-weekly-days_of_week", "1", "5").press("save")
    walker.open(walker.response.request["PATH_INFO"])
    assert walker.values["schedule-type-weekly-days_of_week"] == ["1", "5"]
    del walker.values["schedule-type-weekly-days_of_week"]
    walker.post("reshape")
    assert "schedule-type-weekly-days_of_week" not in walker.values


@pytest.mark.parametrize(
    ("step", "name"), [("service", "service"), ("input", "input-type"), ("schedule", "schedule-type")]
)
def test_nothing_is_chosen_for_the_operator(walker: Walker, service: Service, step: str, name: str) -> None:
    if step != "service":
        choose(walker, service)
    walker.open(walker.address.replace(walker.step, step))
    assert name not in walker.values
    assert len(walker.document.find("input", name=name, type="radio")) >= 1


@pytest.mark.ux(7)
def test_every_branch_is_reachable_by_a_button(walker: Walker, service: Service) -> None:
    choose(walker, service)
    for step in ("input", "output", "schedule"):
        walker.open(walker.address.replace(walker.step, step))
        assert [each.attrs["value"] for each in walker.document.find("button", value="reshape")] == [
            "reshape"
        ]


def test_the_projects_offset_is_offered_and_not_chosen(walker: Walker, service: Service) -> None:
    choose(walker, service)
    walker.open(walker.address.replace("details", "schedule")).put("schedule-type", "daily").press("reshape")
    assert walker.values["schedule-type-daily-timezone"] == [""]
    walker.press("put:schedule-type-daily-timezone:+08:00")
    assert walker.values["schedule-type-daily-timezone"] == ["+08:00"]
    cities = {each.attrs["value"]: each.text for each in walker.document.find("option")}
    assert cities["+08:00"] == "Beijing, Singapore, Perth"


def test_changing_the_service_keeps_everything_typed(walker: Walker, service: Service, ief: Service) -> None:
    at_input(walker, service, "edgecamera").press("add:input-type-edgecamera-data-r1-tag")
    walker.put("input-type-edgecamera-data-r1-camera_type", "ipc").press("save")
    before = the_draft().answers["input"]
    walker.open(f"/projects/gate/drafts/{the_draft().pk}/service/")
    choose(walker, ief)
    assert the_draft().answers["input"] == before


@pytest.mark.ux(8)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_ip_camera_is_asked_for_its_tags_at_once(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    camera = "input-type-edgecamera-data-r1"
    at_input(walker, service, "edgecamera")
    assert f"{camera}-tag" not in walker.values
    walker.put(f"{camera}-camera_type", "ipc").post(f"reshape:{camera}-camera_type", **headers)
    assert walker.values[f"{camera}-tag"] == ["r1"]
    (driver,) = walker.document.find("fieldset", id=f"{camera}-camera_type")
    assert driver.attrs["hx-target"] == "#branch-input-type"
