"""Saving a page leaves alone what the page does not show (ux.md, 5, 15 and 34)."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone

from taskbuilder.forms.convert import from_json
from taskbuilder.forms.fields import KEY, MOST_KEY, next_key
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.forms.posted import DEEPEST, MOST_POSTED
from taskbuilder.forms.render import context as sheet
from taskbuilder.forms.render import shown_rows
from taskbuilder.forms.walk import Node, walk
from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.state import DraftState
from tests.support.samples import make_request
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.json_editor.test_json_page import at_json, write
from tests.web.drafts.rows.conftest import ALL, request_of
from tests.web.drafts.rows.test_long_lists import add_pasted
from tests.web.drafts.rows.test_rows import DATA, read_focus
from tests.web.drafts.saving.test_kept import sign_in

BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
JsonObject = dict[str, Any]


def make_inputs(count: int) -> JsonObject:
    request = make_request(Platform.MODELARTS_EDGE)
    return request | {
        "input": {"type": "url", "data": [{"url": f"rtsp://camera/{number}"} for number in range(count)]}
    }


LONG = make_inputs(ALL)
ROWS = LONG["input"]["data"]


def at_inputs(walker: Walker, service: Service, request: JsonObject = LONG) -> Walker:
    """At the inputs of a request that was written as JSON."""
    write(at_json(walker, service), request).press("check")
    return walker.open(walker.address.replace("/json/", "/input/"))


def inputs_now() -> list[JsonObject]:
    inputs: list[JsonObject] = request_of(the_draft())["input"]["data"]
    return inputs


def read_notes(walker: Walker) -> list[str]:
    """What the lists say of the rows for which the page has no room."""
    notes = [" ".join(each.text.split()) for each in walker.document.find("p")]
    return [note for note in notes if note.endswith("Edit on the JSON page")]


def read_ranges(walker: Walker) -> list[str]:
    """Which of their rows the lists show."""
    return [each.text for each in walker.document.find("span") if each.attrs.get("id", "").endswith("-count")]


def find_links(walker: Walker, text: str) -> list[str]:
    return [each.attrs["href"] for each in walker.document.find("a") if each.text.startswith(text)]


@pytest.mark.ux(34)
def test_a_page_of_1200_inputs_shows_50_and_saves_all(walker: Walker, service: Service) -> None:
    request = make_inputs(1_200)
    at_inputs(walker, service, request)
    assert read_ranges(walker) == ["Rows 1 to 50 of 1200"]
    assert len(walker.values[DATA]) == shown_rows.WINDOW_SIZE
    assert walker.client.post(walker.address, {**walker.values, "press": "save"}).status_code == 204
    assert request_of(the_draft()) == request
    walker.client.post(walker.address, {**walker.values, "press": "continue"})
    assert request_of(the_draft()) == request


@BOTH
@pytest.mark.usefixtures("few_rows")
def test_shown_rows_change_and_hidden_ones_stay(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_inputs(walker, service).put(f"{DATA}-r2-url", "rtsp://new/2").press(f"down:{DATA}:r2", **headers)
    assert inputs_now() == [ROWS[0], ROWS[2], {"url": "rtsp://new/2"}, *ROWS[3:]]
    walker.press(f"remove:{DATA}:r1", **headers)
    assert inputs_now() == [ROWS[2], {"url": "rtsp://new/2"}, *ROWS[3:]]
    assert walker.values[DATA] == ["r3", "r2", "r4"]
    assert read_ranges(walker) == ["Rows 1 to 3 of 7"]
    walker.values[f"{DATA}-pick"] = ["r3", "r2", "r4"]
    walker.press(f"drop:{DATA}", **headers)
    assert inputs_now() == ROWS[4:]
    assert read_ranges(walker) == ["Rows 1 to 3 of 4"]


@BOTH
@pytest.mark.ux(34)
@pytest.mark.usefixtures("few_rows")
def test_the_parts_of_a_list_are_gone_through(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_inputs(walker, service).put(f"{DATA}-r1-url", "rtsp://new/1").press(f"window:{DATA}:2", **headers)
    assert (read_ranges(walker), walker.values[DATA]) == (["Rows 4 to 6 of 8"], ["r4", "r5", "r6"])
    assert read_focus(walker) == f"id_{DATA}"
    walker.put(f"{DATA}-r5-url", "rtsp://new/5").press(f"window:{DATA}:3", **headers)
    assert (read_ranges(walker), walker.values[DATA]) == (["Rows 7 to 8 of 8"], ["r7", "r8"])
    walker.press(f"remove:{DATA}:r7", **headers)
    assert walker.values[DATA] == ["r8"]
    walker.press(f"remove:{DATA}:r8", **headers)
    assert walker.values[DATA] == ["r4", "r5", "r6"]
    expected = [{"url": "rtsp://new/1"}, *ROWS[1:4], {"url": "rtsp://new/5"}, ROWS[5]]
    assert inputs_now() == expected


@BOTH
@pytest.mark.usefixtures("few_rows")
def test_a_row_is_moved_from_one_part_to_the_next_and_back(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_inputs(walker, service).press(f"down:{DATA}:r3", **headers)
    assert inputs_now() == [*ROWS[:2], ROWS[3], ROWS[2], *ROWS[4:]]
    assert walker.values[DATA] == ["r3", "r5", "r6"]
    walker.press(f"up:{DATA}:r3", **headers)
    assert inputs_now() == ROWS
    assert walker.values[DATA] == ["r1", "r2", "r3"]


@BOTH
@pytest.mark.ux(14)
@pytest.mark.usefixtures("few_rows")
def test_a_row_is_added_at_the_end_of_all_and_shown(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_inputs(walker, service).press(f"add:{DATA}", **headers)
    assert walker.values[DATA] == ["r7", "r8", "r9"]
    assert read_focus(walker) == f"id_{DATA}-r9-url"
    walker.put(f"{DATA}-r9-url", "rtsp://new/9").press(f"copy:{DATA}:r7", **headers)
    assert walker.values[DATA] == ["r7", "r10", "r8"]
    assert inputs_now() == [*ROWS[:7], ROWS[6], ROWS[7], {"url": "rtsp://new/9"}]


@BOTH
@pytest.mark.usefixtures("few_rows")
def test_pasted_lines_come_after_all_rows(walker: Walker, service: Service, headers: dict[str, str]) -> None:
    add_pasted(at_inputs(walker, service), "rtsp://more/1", **headers)
    assert inputs_now() == [*ROWS, {"url": "rtsp://more/1"}]


@pytest.mark.ux(2, 5)
@pytest.mark.usefixtures("few_rows")
def test_a_problem_in_a_hidden_row_is_counted_and_leads_to_its_part(walker: Walker, service: Service) -> None:
    wrong = LONG | {"input": {"type": "url", "data": [*ROWS, {"url": "x"}]}}
    at_inputs(walker, service, wrong)
    name = f"{DATA}-r9-url"
    link = f"{walker.address.partition('?')[0]}?show=problems&focus={name}#id_{name}"
    assert set(find_links(walker, "Input 9:")) == {link, link.replace("show=problems&", "")}
    (title,) = walker.document.find("h2", id=f"id_{DATA}")
    assert title.text == "Inputs 1 problem"
    address = walker.address
    walker.open(address.replace("/input/", "/review/"))
    assert set(find_links(walker, "Input 9:")) == {link}
    walker.open(link.partition("#")[0])
    assert walker.values[DATA] == ["r7", "r8", "r9"]
    assert set(find_links(walker, "Input 9:")) == {f"#id_{name}"}


@pytest.mark.usefixtures("few_rows")
def test_a_header_that_is_there_twice_in_a_hidden_row_is_found(walker: Walker, service: Service) -> None:
    request = make_request(Platform.MODELARTS_EDGE, input_type="restful")
    request["input"]["data"] *= 2
    at_inputs(walker, service, request)
    draft = the_draft()
    row = draft.answers["input"]["input"]["type"]["kinds"]["restful"]["data"][3]["row"]
    row["headers"] = [{"key": f"r{number}", "name": "A", "value": "x"} for number in (1, 2)]
    draft.save()
    findings = DraftState.of(draft, timezone.now()).findings
    found = [each.field for each in findings if each.problem.rule == "name.twice"]
    assert found == ["input-type-restful-data-r4-headers-r2-name"]


@pytest.mark.usefixtures("few_rows")
def test_overwriting_another_tab_leaves_hidden_rows_alone(walker: Walker, service: Service) -> None:
    other = Walker(at_inputs(walker, service).client).open(walker.address)
    other.press(f"remove:{DATA}:r1")
    walker.put(f"{DATA}-r2-url", "rtsp://new/2").press("continue")
    assert walker.response.status_code == 409
    walker.press("overwrite")
    assert inputs_now() == [ROWS[0], {"url": "rtsp://new/2"}, *ROWS[2:]]


@pytest.mark.usefixtures("few_rows")
def test_what_is_put_back_after_signing_in_leaves_hidden_rows_alone(walker: Walker, service: Service) -> None:
    at_inputs(walker, service).put(f"{DATA}-r2-url", "rtsp://new/2")
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "continue"})
    sign_in(walker.client)
    walker.open(walker.address)
    assert inputs_now() == [ROWS[0], {"url": "rtsp://new/2"}, *ROWS[2:]]


def test_a_page_that_is_full_hides_rows_of_every_list_after_it(
    walker: Walker, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST_POSTED", 14)
    monkeypatch.setattr(shown_rows, "FEW_ROWS", ALL)
    request = make_request(Platform.MODELARTS_EDGE, input_type="edgecamera")
    tags = [{f"name-{number}": "x"} for number in range(6)]
    request["input"]["data"] = [
        {"id": f"camera-{number}", "camera_type": "ipc", "tag": tags} for number in (1, 2, 3)
    ]
    request["input"]["data"][2]["camera_type"] = "usb"
    at_inputs(walker, service, request)
    name = "input-type-edgecamera-data"
    assert walker.values[name] == ["r1"]
    assert walker.values[f"{name}-r1-tag"] == ["r1", "r2"]
    assert [each.partition(" more")[0] for each in read_notes(walker)] == ["2", "4"]
    place = f"focus={name}-r3-camera_type#id_{name}-r3-camera_type_0"
    links = {f"{walker.address}?{before}{place}" for before in ("show=problems&", "")}
    assert set(find_links(walker, "Input 3")) == links
    walker.client.post(walker.address, {**walker.values, "press": "continue"})
    assert request_of(the_draft()) == request


def test_days_that_were_never_offered_are_shown_and_can_be_unticked(walker: Walker, ief: Service) -> None:
    request = make_request(Platform.IEF, schedule="weekly by period")
    request["schedule"]["days_of_week"] = ["Monday", 3, 1, 3]
    walker = at_inputs(walker, ief, request)
    walker.open(walker.address.replace("/input/", "/schedule/"))
    name = "schedule-type-weekly-days_of_week"
    assert walker.values[name] == ["1", "3", "Monday"]
    walker.press("save")
    assert request_of(the_draft()) == request
    walker.open(walker.response.request["PATH_INFO"]).put(name, "1", "3").press("save")
    assert request_of(the_draft())["schedule"]["days_of_week"] == [1, 3]


def test_the_highest_key_is_followed_by_one_that_can_be_posted() -> None:
    assert [next_key(keys) for keys in ([], ["r7", "r3"], ["r1", f"r{MOST_KEY}", "r2"])] == ["r1", "r8", "r3"]
    assert [bool(KEY.fullmatch(f"r{number}")) for number in (MOST_KEY, MOST_KEY + 1)] == [True, False]


def test_a_page_posts_less_than_the_server_takes() -> None:
    assert MOST_POSTED < django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def nest(depth: int) -> JsonObject:
    """A schema of lists of objects that are of one of two kinds each, so deep."""
    entry = nest(depth - 1) if depth else {"properties": {"password": {"type": "string"}}}
    members = {"by": {"const": "one"}, "list": {"type": "array", "items": entry}}
    other = {"by": {"const": "two"}, "text": {"type": "string"}}
    return {"type": "object", "oneOf": [{"properties": members}, {"properties": other}]}


def test_no_control_has_a_name_too_long_to_be_read() -> None:
    group = make_group(nest(8), is_needed=True)
    assert group is not None
    value: Any = {"password": "x"}
    for _depth in range(9):
        value = {"by": "one", "list": [value]}
    typed = from_json(group, value)
    longest = max(
        name.count("-") + 1 for name in [node.name for node in walk(Node(group, typed, "config-form"))]
    )
    assert 16 < longest < DEEPEST
