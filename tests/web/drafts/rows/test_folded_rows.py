"""Rows fold to one line each: what it says, what opens them, and that they stay as they are (ux.md, 34)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.forms.hidden_rows import weave
from taskbuilder.forms.render import shown_rows
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import answers_from_request
from tests.support.samples import make_request
from tests.support.walker import HTMX, Document, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.rows.conftest import request_of
from tests.web.drafts.rows.test_hidden_rows import BOTH, find_links, inputs_now, read_ranges
from tests.web.drafts.rows.test_rows import DATA, read_focus

JsonObject = dict[str, Any]
CAMERAS = [{"url": f"rtsp://operator:canary-{number}@camera-{number}/live"} for number in range(1, 13)]


def at_rows(walker: Walker, service: Service, rows: list[JsonObject], input_type: str = "url") -> Walker:
    """At the inputs of a draft that has them already."""
    request = make_request(Platform.MODELARTS_EDGE, input_type=input_type)
    request["input"]["data"] = rows
    draft = the_draft()
    draft.answers, draft.service = answers_from_request(request, service.spec), service
    draft.save()
    return walker.open(f"/projects/gate/drafts/{draft.pk}/input/")


def read_folded(walker: Walker) -> list[str]:
    """What stands for each folded row."""
    lines = [
        each
        for each in walker.document.find("button", aria_expanded="false")
        if "row-toggle" in each.attrs["class"]
    ]
    return [" ".join(line.text.split()) for line in lines]


def read_open(walker: Walker) -> list[str]:
    """The keys of the open rows."""
    return [key for key in walker.values[DATA] if f"{DATA}-{key}" in walker.values]


def test_few_rows_are_open_and_have_nothing_to_fold(walker: Walker, service: Service) -> None:
    at_rows(walker, service, CAMERAS[:3])
    assert (read_open(walker), read_folded(walker)) == (["r1", "r2", "r3"], [])
    assert walker.document.find("button", aria_expanded="true") == []


@pytest.mark.ux(13, 34)
def test_a_folded_row_says_its_number_its_text_and_its_state(walker: Walker, service: Service) -> None:
    at_rows(walker, service, [*CAMERAS[:3], {"url": ""}])
    shown = [f"Input {number} rtsp://••••••@camera-{number}/live Filled in" for number in (1, 2, 3)]
    assert read_folded(walker) == [*shown, "Input 4 Empty"]


def test_what_tells_rows_apart_is_shown_of_each_kind(walker: Walker, service: Service) -> None:
    long = "rtsp://camera/" + "x" * 100
    cameras = [{"id": f"cam-{number}", "camera_type": "ipc", "tag": [{"a": "b"}]} for number in range(4)]
    at_rows(walker, service, cameras, "edgecamera")
    assert read_folded(walker)[0] == "Input 1 cam-0 · IP camera (ipc) Filled in"
    at_rows(walker, service, [{"url": long}, *CAMERAS[:3]])
    assert read_folded(walker)[0] == f"Input 1 {long[:40]}…{long[-40:]} Filled in"


@BOTH
def test_nothing_of_a_folded_row_is_sent_and_it_stays_as_it_was(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_rows(walker, service, CAMERAS)
    assert [name for name in walker.values if name.startswith(f"{DATA}-r")] == []
    for press in ("save", "reshape", "continue"):
        walker.client.post(walker.address, {**walker.values, "press": press}, headers=headers)
        assert inputs_now() == CAMERAS


@pytest.mark.ux(34)
def test_a_row_is_opened_alone_with_the_focus_where_it_was(walker: Walker, service: Service) -> None:
    at_rows(walker, service, CAMERAS)
    form = {**walker.values, "press": f"open:{DATA}:r7"}
    answer = walker.client.post(walker.address, form, headers=HTMX)
    part = Document(answer.text)
    assert part.elements[0].tag == "fieldset"
    assert [each.attrs["value"] for each in part.find("input", type="text")] == [
        "rtsp://••••••@camera-7/live"
    ]
    (toggle,) = part.find("button", id=f"id_{DATA}-toggle-r7")
    assert (toggle.attrs["aria-expanded"], " ".join(toggle.text.split())) == ("true", "Input 7")
    form |= {f"{DATA}-r7": "open", f"{DATA}-r7-url": "rtsp://new/7", "press": f"fold:{DATA}:r7"}
    folded = Document(walker.client.post(walker.address, form, headers=HTMX).text)
    assert [each.attrs.get("aria-expanded") for each in folded.find("button")] == ["false"]
    assert inputs_now() == [*CAMERAS[:6], {"url": "rtsp://new/7"}, *CAMERAS[7:]]


@pytest.mark.parametrize("view", [{f"{DATA}-search": "nowhere"}, {f"{DATA}-only": "1"}])
def test_a_row_that_is_folded_stays_on_the_page_whatever_is_searched_for(
    walker: Walker, service: Service, view: dict[str, str]
) -> None:
    at_rows(walker, service, CAMERAS).press(f"open:{DATA}:r7")
    form = {**walker.values, **view, "press": f"fold:{DATA}:r7"}
    part = Document(walker.client.post(walker.address, form, headers=HTMX).text)
    assert [each.attrs["value"] for each in part.find("input", name=DATA)] == ["r7"]


def test_a_row_for_which_a_page_has_no_room_is_left_as_it_is_on_it(
    walker: Walker, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_rows(walker, service, CAMERAS)
    monkeypatch.setattr(RenderContext, "is_full", True)
    form = {**walker.values, "press": f"open:{DATA}:r7"}
    answer = walker.client.post(walker.address, form, headers=HTMX)
    assert (answer.text, answer.headers["HX-Reswap"]) == ("", "none")


@pytest.mark.ux(7)
def test_a_row_is_opened_and_folded_without_scripts(walker: Walker, service: Service) -> None:
    at_rows(walker, service, CAMERAS).press(f"open:{DATA}:r7").press(f"open:{DATA}:r2")
    assert read_open(walker) == ["r2", "r7"]
    assert read_focus(walker) == f"id_{DATA}-toggle-r2"
    walker.put(f"{DATA}-r7-url", "rtsp://new/7").press(f"fold:{DATA}:r7")
    assert read_open(walker) == ["r2"]
    assert inputs_now() == [*CAMERAS[:6], {"url": "rtsp://new/7"}, *CAMERAS[7:]]


@BOTH
@pytest.mark.ux(34)
def test_an_open_tag_set_stays_open_while_another_is_added(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    tags = [{f"side-{number}": "east", "gate": "1"} for number in range(5)]
    at_rows(walker, service, [{"id": "cam-1", "camera_type": "ipc", "tag": tags}], "edgecamera")
    name = "input-type-edgecamera-data-r1-tag"
    walker.press(f"open:{name}:r2").press(f"add:{name}", **headers)
    assert [key for key in walker.values[name] if f"{name}-{key}" in walker.values] == ["r2", "r6"]
    assert inputs_now()[0]["tag"][:5] == tags


@BOTH
@pytest.mark.ux(14, 34)
def test_a_row_that_was_just_added_or_copied_is_open_and_open_ones_stay_open(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_rows(walker, service, CAMERAS).press(f"open:{DATA}:r2").press(f"add:{DATA}", **headers)
    assert read_open(walker) == ["r2", "r13"]
    assert read_focus(walker) == f"id_{DATA}-r13-url"
    walker.press(f"copy:{DATA}:r2", **headers)
    assert inputs_now()[:3] == [CAMERAS[0], CAMERAS[1], CAMERAS[1]]
    assert read_focus(walker) == f"id_{DATA}-r14-url"
    walker.press(f"down:{DATA}:r14", **headers)
    assert read_open(walker) == ["r2", "r14", "r13"]


@BOTH
def test_folded_rows_are_removed_together(walker: Walker, service: Service, headers: dict[str, str]) -> None:
    at_rows(walker, service, CAMERAS)
    walker.values[f"{DATA}-pick"] = ["r1", "r12"]
    walker.press(f"drop:{DATA}", **headers)
    assert inputs_now() == CAMERAS[1:11]


@BOTH
@pytest.mark.ux(1, 2, 3, 36)
def test_more_than_ten_rows_go_once_their_number_is_typed(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_rows(walker, service, CAMERAS)
    walker.values[f"{DATA}-pick"] = [f"r{number}" for number in range(1, 12)]
    walker.press(f"drop:{DATA}", **headers)
    assert "Remove 11 rows?" in {each.text for each in walker.document.find("h3")}
    assert (walker.response.status_code, walker.summary, inputs_now()) == (200, [], CAMERAS)
    assert len(walker.values[f"{DATA}-pick"]) == 11  # ticked still
    walker.put(f"{DATA}-typed", "12").press(f"drop:{DATA}", **headers)
    assert (walker.response.status_code, inputs_now()) == (422, CAMERAS)
    assert set(find_links(walker, "To confirm, type 11.")) == {f"#id_{DATA}-typed"}
    assert walker.messages == ["To confirm, type 11."]
    (box,) = walker.document.find("input", name=f"{DATA}-typed")
    assert (box.attrs["value"], box.attrs["aria-invalid"]) == ("12", "true")
    walker.put(f"{DATA}-typed", "11").press(f"drop:{DATA}", **headers)
    assert (walker.response.status_code, inputs_now()) == (200, CAMERAS[11:])
    assert walker.document.find("input", name=f"{DATA}-typed") == []


WRONG = [*CAMERAS[:4], {"url": "gate"}, *CAMERAS[5:9], {"url": "ftp://b/2"}, *CAMERAS[10:]]


@pytest.mark.ux(5, 34)
def test_rows_with_problems_are_open(walker: Walker, service: Service) -> None:
    at_rows(walker, service, WRONG)
    assert read_open(walker) == ["r5", "r10"]
    walker.press("continue")
    assert read_open(walker) == ["r5", "r10"]
    assert set(find_links(walker, "Input 5:")) == {f"#id_{DATA}-r5-url"}


def test_of_many_rows_with_problems_the_first_opens_and_the_others_say_so(
    walker: Walker, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_rows, "MOST_OPENED", 1)
    at_rows(walker, service, WRONG).press("continue")
    assert read_open(walker) == ["r5"]
    assert "Input 10 ftp://b/2 1 problem" in read_folded(walker)
    name = f"{DATA}-r10-url"
    assert find_links(walker, "Input 10:")[0] == f"{walker.address}?show=problems&focus={name}#id_{name}"
    walker.put(f"{DATA}-r5-url", "rtsp://a/5").post(f"open:{name}", **HTMX)
    assert read_open(walker) == ["r5", "r10"]
    assert read_focus(walker) == f"id_{name}"
    assert inputs_now()[4] == {"url": "rtsp://a/5"}


@BOTH
@pytest.mark.ux(34)
def test_the_next_problem_is_led_to_on_whichever_part_of_the_list(
    walker: Walker, service: Service, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown_rows, "MOST_WHOLE", 3)
    monkeypatch.setattr(shown_rows, "WINDOW_SIZE", 3)
    at_rows(walker, service, WRONG).press("continue")
    assert read_open(walker) == []
    walker.press(f"next:{DATA}:", **headers)
    assert (read_ranges(walker), read_open(walker)) == (["Rows 4 to 6 of 12"], ["r5"])
    assert read_focus(walker) == f"id_{DATA}-r5-url"
    walker.press(f"next:{DATA}:r5", **headers)
    assert (read_ranges(walker), read_open(walker)) == (["Rows 10 to 12 of 12"], ["r10"])
    walker.press(f"next:{DATA}:r10", **headers)
    assert read_open(walker) == ["r5"]
    walker.put(f"{DATA}-r5-url", "rtsp://a/5").press(f"next:{DATA}:r5", **headers)
    walker.put(f"{DATA}-r10-url", "rtsp://b/2").post(f"next:{DATA}:r10", **headers)
    assert read_focus(walker) == f"id_{DATA}"


@BOTH
@pytest.mark.ux(34)
def test_a_list_is_searched_and_what_does_not_fit_stays(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_rows(walker, service, CAMERAS).put(f"{DATA}-search", "CAMERA-1").press(f"search:{DATA}", **headers)
    assert [line.split()[1] for line in read_folded(walker)] == ["1", "10", "11", "12"]
    assert read_ranges(walker) == ["4 of 12 rows"]
    assert read_focus(walker) == f"id_{DATA}-search"
    walker.press(f"open:{DATA}:r11")
    walker.put(f"{DATA}-r11-url", "rtsp://new/11").put(f"{DATA}-search", "").press(
        f"search:{DATA}", **headers
    )
    assert inputs_now() == [*CAMERAS[:10], {"url": "rtsp://new/11"}, CAMERAS[11]]
    assert len(walker.values[DATA]) == 12
    walker.put(f"{DATA}-search", "12").press(f"search:{DATA}", **headers)
    walker.press(f"add:{DATA}", **headers)
    assert (len(walker.values[DATA]), walker.values[f"{DATA}-search"]) == (13, [""])


def test_only_rows_with_problems_are_shown_where_that_is_asked_for(walker: Walker, service: Service) -> None:
    at_rows(walker, service, WRONG).press("continue")
    (label,) = [each for each in walker.document.find("label") if each.attrs["for"] == f"id_{DATA}-only"]
    assert label.text == "Only show rows with problems (2)"
    walker.put(f"{DATA}-only", "1").press(f"search:{DATA}")
    assert walker.values[DATA] == ["r5", "r10"]
    assert read_ranges(walker) == ["2 of 12 rows"]
    assert inputs_now() == WRONG


@pytest.mark.ux(34)
def test_two_hundred_inputs_are_drawn_in_less_than_150_kilobytes(walker: Walker, service: Service) -> None:
    rows = [{"url": f"rtsp://camera-{number:03}.gate.example.com/live"} for number in range(200)]
    at_rows(walker, service, rows)
    assert len(walker.response.content) < 150_000
    assert len(read_folded(walker)) == 200


@pytest.mark.ux(5, 34)
def test_two_hundred_wrong_inputs_too_each_named_or_counted(walker: Walker, service: Service) -> None:
    rows = [{"url": f"camera-{number:03}.gate.example.com/live"} for number in range(200)]
    at_rows(walker, service, rows).press("continue")
    assert len(walker.response.content) < 150_000
    counted = [line for line in read_folded(walker) if line.endswith(" 1 problem")]
    assert (len(read_open(walker)), len(counted)) == (1, 199)
    assert len(walker.summary) == 20
    assert "181 more problems are marked below." in walker.response.content.decode()


def test_two_hundred_inputs_to_confirm_too_with_one_box(walker: Walker, service: Service) -> None:
    rows = [{"url": f"rtsp://<ip>/cam-{number:03}"} for number in range(200)]
    at_rows(walker, service, rows).press("continue")
    assert len(walker.response.content) < 150_000
    boxes = [box.attrs["value"].split() for box in walker.document.find("input", name="confirm")]
    assert [len(keys) for keys in boxes] == [1, 200]
    walker.put("confirm", " ".join(boxes[1])).press("save")
    rules = [one["rule"] for one in the_draft().confirmations]
    assert rules == ["url.placeholder"] * 200
    walker.open(walker.address)
    checked = [box.attrs.get("checked") for box in walker.document.find("input", name="confirm")]
    assert checked == [None, ""]
    walker.put("confirm", " ".join(boxes[0])).press("continue")
    assert the_draft().confirmations[0]["rule"] != "url.placeholder"
    assert len(the_draft().confirmations) == 1


@pytest.mark.parametrize("press", ["open", "fold", "search", "window", "next"])
@pytest.mark.parametrize(
    "what", ["", ":", "name", f"{DATA}:r77", f"{DATA}:x", f"{DATA}-r77-url", "-".join("a" * 30)]
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_made_up_buttons_change_nothing(
    walker: Walker, service: Service, press: str, what: str, headers: dict[str, str]
) -> None:
    at_rows(walker, service, CAMERAS)
    walker.post(f"{press}:{what}", **headers)
    assert walker.response.status_code == 200
    assert inputs_now() == CAMERAS


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "x"])
def test_a_number_that_no_part_of_a_list_can_have_is_passed_over(
    walker: Walker, service: Service, number: str
) -> None:
    at_rows(walker, service, CAMERAS)
    assert walker.client.get(walker.address, {f"{DATA}-window": number}).status_code == 200
    walker.post(f"window:{DATA}:{number}")
    assert walker.response.status_code == 200
    assert inputs_now() == CAMERAS


def test_no_address_has_what_was_typed(walker: Walker, service: Service) -> None:
    """An address keeps which part of a list is shown, and nothing of what has the same name elsewhere."""
    at_rows(walker, service, CAMERAS).press(f"open:{DATA}:r7")
    form = {**walker.values, "press": f"open:{DATA}:r2", "input-search": "canary", "name-r1": "canary"}
    form |= {f"{DATA}-r7-url": "rtsp://canary"}
    assert "canary" not in walker.client.post(walker.address.partition("?")[0], form)["Location"]


def test_a_draft_that_is_drawn_has_no_secret_in_its_folded_rows(walker: Walker, service: Service) -> None:
    at_rows(walker, service, CAMERAS)
    assert "canary" not in walker.response.text
    assert request_of(the_draft())["input"]["data"] == CAMERAS


KEYS = st.lists(st.integers(1, 30).map("r{}".format), max_size=12, unique=True)


@given(saved=KEYS, drawn=st.sets(st.integers(1, 30).map("r{}".format)), removed=st.sets(st.integers(1, 30)))
def test_hidden_rows_keep_their_places(saved: list[str], drawn: set[str], removed: set[int]) -> None:
    shown = [key for key in saved if key in drawn]
    posted = [key for key in shown if int(key[1:]) not in removed]
    expected = [key for key in saved if key not in drawn or key in posted]
    assert weave(saved, frozenset(shown), posted) == expected


@given(saved=KEYS, posted=KEYS, drawn=KEYS)
def test_no_row_is_lost_or_doubled(saved: list[str], posted: list[str], drawn: list[str]) -> None:
    woven = weave(saved, frozenset(drawn), posted)
    assert sorted(woven) == sorted(set(posted) | (set(saved) - set(drawn)))
    assert [key for key in woven if key in set(posted)] == posted
