"""Lists that are filled by the hundred: pasted, copied, moved, removed together (ux.md, 13 to 15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.forms.fields import MOST_ROWS, ListOf
from taskbuilder.forms.paste.rows import list_columns, read_rows
from taskbuilder.forms.paste.table import Column
from taskbuilder.forms.task_fields import ask_input
from taskbuilder.forms.walk import find_field
from taskbuilder.records.models import Service
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.rows.test_rows import DATA, read_focus, urls
from tests.web.drafts.test_errors import at_input

BOTH = pytest.mark.parametrize("headers", [{}, HTMX])
RESTFUL = "input-type-restful-data"


def columns_of(input_type: str) -> list[Column]:
    found = find_field(ask_input(), ["input", "type", input_type, "data"])
    assert isinstance(found, ListOf)
    return list_columns(found)


def add_pasted(walker: Walker, text: str, name: str = DATA, **headers: str) -> Walker:
    """Pastes a text, and adds the rows that it is understood as."""
    walker.put(f"{name}-paste", text).press(f"preview:{name}")
    return walker.press(next(each for each in presses(walker) if each.startswith("paste:")), **headers)


def presses(walker: Walker) -> list[str]:
    return [each.attrs["value"] for each in walker.document.find("button", name="press")]


def with_addresses(walker: Walker, service: Service, *addresses: str) -> Walker:
    add_pasted(at_input(walker, service), "\n".join(addresses))
    assert urls(walker) == list(addresses)
    return walker


@BOTH
def test_pasted_lines_become_rows_in_place_of_empty_ones(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    add_pasted(at_input(walker, service), " rtsp://a/1 \r\n\r\nrtsp://b/2\n", **headers)
    assert urls(walker) == ["rtsp://a/1", "rtsp://b/2"]
    assert read_focus(walker) == f"id_{DATA}"
    assert walker.values[f"{DATA}-paste"] == [""]


@BOTH
def test_each_pasted_row_has_its_problems(walker: Walker, service: Service, headers: dict[str, str]) -> None:
    add_pasted(at_input(walker, service), "rtsp://a/1\nnothing\nftp://b/2", **headers)
    assert [message.partition(":")[0] for message in walker.messages] == ["Input 2", "Input 3"]
    rows = [each.text for each in walker.document.find("fieldset", class_="row-card")]
    assert [row.split("\n")[0] for row in rows if walker.messages[0] in row or walker.messages[1] in row] == [
        "Input 2",
        "Input 3",
    ]


def test_a_paste_goes_on_after_the_rows_that_are_there(walker: Walker, service: Service) -> None:
    with_addresses(walker, service, "rtsp://a/1")
    add_pasted(walker, "rtsp://b/2")
    assert urls(walker) == ["rtsp://a/1", "rtsp://b/2"]


@BOTH
def test_what_was_pasted_is_not_lost_by_continuing(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_input(walker, service).put(f"{DATA}-paste", "rtsp://a/1\nrtsp://b/2").press("continue", **headers)
    assert (walker.step, walker.response.status_code) == ("input", 422)
    assert "The box next to “Inputs” has pasted lines that are not added yet." in walker.summary[0]
    walker.press(next(each for each in presses(walker) if each.startswith("paste:")), **headers)
    assert urls(walker) == ["rtsp://a/1", "rtsp://b/2"]


@BOTH
def test_a_paste_is_taken_up_to_the_limit_and_the_rest_counted(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    text = "\n".join(f"rtsp://c/{number}" for number in range(MOST_ROWS + 7))
    add_pasted(at_input(walker, service), text, **headers)
    assert walker.response.status_code == 422
    assert walker.messages[0] == (
        f"Added {MOST_ROWS} of {MOST_ROWS + 7} rows: “Inputs” is limited to {MOST_ROWS}. "
        "The other 7 are still in the box. Clear it, or put them in another task."
    )
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert [row["row"]["url"] for row in rows] == [f"rtsp://c/{number}" for number in range(MOST_ROWS)]
    rest = "\n".join(f"rtsp://c/{number}" for number in range(MOST_ROWS, MOST_ROWS + 7))
    assert walker.values[f"{DATA}-paste"] == [rest]
    walker.press("go:output", **headers)
    assert the_draft().answers["pasted"] == {"input": {DATA: rest}}
    walker.open(walker.address.replace(walker.step, "review"))
    assert "The box next to “Inputs” has pasted lines" in walker.response.content.decode()


@BOTH
@pytest.mark.ux(19)
def test_what_stands_in_the_box_is_saved_and_its_secrets_are_not_drawn(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    lines = ["rtsp://u:canary-1@a/1", "rtsp://u:canary-2@a/2", "rtsp://u:canary-3@a/3"]
    at_input(walker, service)
    address, form = walker.address, {**walker.values, f"{DATA}-paste": "\n".join(lines), "press": "save"}
    assert walker.client.post(address, form, headers=headers).status_code == (200 if headers else 204)
    walker.open(address)
    assert walker.values[f"{DATA}-paste"] == ["\n".join(f"rtsp://••••••@a/{number}" for number in (1, 2, 3))]
    assert {"class": "paste mb-2", "open": ""} in [each.attrs for each in walker.document.find("details")]
    add_pasted(walker, "rtsp://••••••@a/3\nrtsp://••••••@a/2", **headers)
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert [row["row"]["url"] for row in rows] == lines[:0:-1]
    assert "pasted" not in the_draft().answers


def test_pasted_lines_of_a_kind_that_is_not_chosen_wait(walker: Walker, service: Service) -> None:
    at_input(walker, service).put(f"{DATA}-paste", "rtsp://a/1").press("reshape")
    walker.put("input-type", "vcn").press("reshape")
    assert "The box next to" not in walker.open(walker.address.replace("input", "review")).response.text
    walker.open(walker.address.replace("review", "input")).put("input-type", "url").press("reshape")
    assert walker.values[f"{DATA}-paste"] == ["rtsp://a/1"]


@BOTH
def test_nothing_to_paste_leads_to_where_it_goes(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_input(walker, service).press(f"preview:{DATA}", **headers)
    assert urls(walker) == [""]
    assert not [each for each in presses(walker) if each.startswith("paste:")]


def test_a_block_of_a_spreadsheet_fills_columns_by_their_header() -> None:
    text = (
        'Verify the certificate\tSite\turl\tnode_id\nYes\tGate\thttps://m/1\t"n ""1"""\nno\t\thttps://m/2\n'
    )
    pasted = read_rows(text, columns_of("restful"), 10)
    assert (pasted.rows, pasted.count) == (
        [
            {"certificate_check": "yes", "url": "https://m/1", "node_id": 'n "1"'},
            {"certificate_check": "no", "url": "https://m/2"},
        ],
        2,
    )
    assert pasted.columns[1] == ("Site", "")
    assert pasted.rest == "# Ignored:\tSite\n#\tGate"


@pytest.mark.parametrize(
    "text",
    [
        'Request URL;Verify the certificate\nhttps://m/1;yes\n"https://m/2;x";no',
        'url, certificate_check, Vendor\nhttps://m/1, yes\n"https://m/2;x", no, ACME',
    ],
)
def test_a_header_says_what_parts_the_cells(text: str) -> None:
    assert read_rows(text, columns_of("restful"), 10).rows == [
        {"url": "https://m/1", "certificate_check": "yes"},
        {"url": "https://m/2;x", "certificate_check": "no"},
    ]


def test_without_a_header_commas_are_part_of_an_address() -> None:
    assert read_rows("rtsp://a/1,2", columns_of("url"), 10).rows == [{"url": "rtsp://a/1,2"}]


@BOTH
def test_tags_are_pasted_and_what_was_left_out_is_named(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    camera = "input-type-edgecamera-data"
    at_input(walker, service, "edgecamera")
    block = "Camera ID,Camera type,Tags,Vendor\ncam-1,ipc,site=east; floor: 2,ACME\ncam-2,,,"
    add_pasted(walker, block, camera, **headers)
    said = "2 rows were added. Lines that were not added are still in the box."
    assert [each.text for each in walker.document.find("p") if "rows were added" in each.text] == [said]
    assert walker.values[f"{camera}-paste"] == ["# Ignored:\tVendor\n#\tACME"]
    assert "pasted lines" not in walker.press("continue").response.text
    walker.open(walker.address.replace(walker.step, "input"))
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["edgecamera"]["data"]
    first, second = (row["row"] for row in rows)
    assert (first["id"], first["camera_type"], second["id"]) == ("cam-1", "ipc", "cam-2")
    (tags,) = first["tag"]
    assert [(pair["name"], pair["value"]) for pair in tags["row"]] == [("site", "east"), ("floor", "2")]


def test_a_block_without_a_header_fills_columns_in_the_order_of_the_form() -> None:
    pasted = read_rows("bucket-1\tin/\nbucket-2", columns_of("obs"), 1)
    assert (pasted.rows, pasted.count) == ([{"bucket": "bucket-1", "path": "in/"}], 2)


@given(st.text(max_size=60), st.integers(0, 4))
def test_any_text_can_be_pasted(text: str, most: int) -> None:
    pasted = read_rows(text, columns_of("restful"), most)
    assert len(pasted.rows) == min(most, pasted.count)
    assert pasted.count <= text.count("\n") + 1
    whole = read_rows(text, columns_of("restful"), pasted.count)
    assert whole.rows[:most] == pasted.rows
    assert {each for each in whole.rest.split("\n") if not each.startswith("#")} <= set(
        pasted.rest.split("\n")
    )


def test_the_rest_of_a_block_keeps_its_header() -> None:
    assert read_rows("Bucket\na\nb\n\nc", columns_of("obs"), 1).rest == "Bucket\nb\nc"


@BOTH
def test_a_row_is_copied_with_its_secrets_right_after_itself(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_input(walker, service).put(f"{DATA}-r1-url", "rtsp://someone:canary-1@a/1").press(f"add:{DATA}")
    walker.put(f"{DATA}-r2-url", "rtsp://b/2").press(f"copy:{DATA}:r1", **headers)
    assert urls(walker) == ["rtsp://••••••@a/1", "rtsp://••••••@a/1", "rtsp://b/2"]
    assert read_focus(walker) == f"id_{DATA}-r3-url"
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert [row["row"]["url"] for row in rows] == [
        "rtsp://someone:canary-1@a/1",
        "rtsp://someone:canary-1@a/1",
        "rtsp://b/2",
    ]


def test_a_copied_row_has_the_headers_of_the_other(walker: Walker, service: Service) -> None:
    at_input(walker, service, "restful").press(f"add:{RESTFUL}-r1-headers")
    walker.put(f"{RESTFUL}-r1-headers-r1-name", "X-Key").put(f"{RESTFUL}-r1-headers-r1-value", "canary-2")
    walker.press(f"copy:{RESTFUL}:r1")
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["restful"]["data"]
    assert [row["row"]["headers"] for row in rows] == [
        [{"key": "r1", "name": "X-Key", "value": "canary-2"}],
        [{"key": "r1", "name": "X-Key", "value": "canary-2"}],
    ]


@BOTH
def test_a_row_is_moved_and_its_button_keeps_the_focus(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    with_addresses(walker, service, "rtsp://a/1", "rtsp://b/2", "rtsp://c/3")
    first, _second, last = walker.values[DATA]
    walker.press(f"up:{DATA}:{last}", **headers)
    assert urls(walker) == ["rtsp://a/1", "rtsp://c/3", "rtsp://b/2"]
    assert read_focus(walker) == f"id_{DATA}-{last}-up" if headers else True
    walker.press(f"down:{DATA}:{first}", **headers)
    assert urls(walker) == ["rtsp://c/3", "rtsp://a/1", "rtsp://b/2"]


def test_ends_cannot_be_left(walker: Walker, service: Service) -> None:
    with_addresses(walker, service, "rtsp://a/1", "rtsp://b/2")
    first, last = walker.values[DATA]
    buttons = [each.attrs.get("value") for each in walker.document.find("button", name="press")]
    assert f"up:{DATA}:{first}" not in buttons
    assert f"down:{DATA}:{last}" not in buttons
    assert urls(walker.post(f"up:{DATA}:{first}")) == ["rtsp://a/1", "rtsp://b/2"]
    assert urls(walker.post(f"down:{DATA}:{last}")) == ["rtsp://a/1", "rtsp://b/2"]


@BOTH
def test_ticked_rows_are_removed_together(walker: Walker, service: Service, headers: dict[str, str]) -> None:
    with_addresses(walker, service, "rtsp://a/1", "rtsp://b/2", "rtsp://c/3")
    first, _second, last = walker.values[DATA]
    walker.values[f"{DATA}-pick"] = [first, last, "r999"]
    walker.press(f"drop:{DATA}", **headers)
    assert urls(walker) == ["rtsp://b/2"]
    assert read_focus(walker) == f"id_{DATA}"


def test_all_rows_may_be_removed_at_once(walker: Walker, service: Service) -> None:
    with_addresses(walker, service, "rtsp://a/1", "rtsp://b/2")
    walker.values[f"{DATA}-pick"] = list(walker.values[DATA])
    assert urls(walker.press(f"drop:{DATA}")) == [""]


def test_nothing_ticked_removes_nothing(walker: Walker, service: Service) -> None:
    with_addresses(walker, service, "rtsp://a/1", "rtsp://b/2")
    walker.press(f"drop:{DATA}", **HTMX)
    assert urls(walker) == ["rtsp://a/1", "rtsp://b/2"]
    assert walker.document.find("div", id="wizard")[0].attrs["data-announce"] == (
        "Select the rows to remove."
    )


@pytest.mark.parametrize("verb", ["copy", "up", "down", "drop", "paste", "preview", "clear"])
@pytest.mark.parametrize(
    "what", ["", ":", "name", "input", f"{DATA}:r77", "input-type:r1", "-".join("a" * 30)]
)
def test_made_up_buttons_change_nothing(walker: Walker, service: Service, verb: str, what: str) -> None:
    with_addresses(walker, service, "rtsp://a/1")
    walker.post(f"{verb}:{what}")
    assert urls(walker) == ["rtsp://a/1"]


def test_two_hundred_inputs_are_one_task_that_is_asked_about(walker: Walker, service: Service) -> None:
    addresses = [f"rtsp://camera-{number}.example.com/live" for number in range(200)]
    add_pasted(at_input(walker, service), "\n".join(addresses)).press("continue")
    assert walker.summary == [
        "There are 200 inputs. The platform may accept no more than 50. Confirm, or split the task."
    ]


def test_a_box_that_was_changed_since_it_was_shown_is_shown_again(walker: Walker, service: Service) -> None:
    at_input(walker, service).put(f"{DATA}-paste", "rtsp://a/1").press(f"preview:{DATA}")
    (press,) = [each for each in presses(walker) if each.startswith("paste:")]
    walker.put(f"{DATA}-paste", "Gate 1\trtsp://b/2").press(press)
    assert urls(walker) == [""]
    (again,) = [each for each in presses(walker) if each.startswith("paste:")]
    assert again != press
    assert urls(walker.press(again)) == ["rtsp://b/2"]
    assert urls(walker.press(f"clear:{DATA}")) == ["rtsp://b/2"]
    assert walker.values[f"{DATA}-paste"] == [""]


@pytest.mark.parametrize("name", ["input-paste", "name-paste", "input-type-paste", "paste", "-paste"])
@pytest.mark.parametrize("step", ["input", "details"])
def test_a_box_of_what_is_no_list_is_passed_over(
    walker: Walker, service: Service, step: str, name: str
) -> None:
    at_input(walker, service)
    address = walker.address.replace("/input/", f"/{step}/")
    walker.open(address)
    values = {**walker.values, name: "rtsp://a/1", "press": "save"}
    assert walker.client.post(address, values).status_code in {200, 204, 302}
    for each in (step, "review"):
        assert walker.client.get(address.replace(f"/{step}/", f"/{each}/")).status_code == 200
