"""What is beside a step: it follows typing, marks what changed, shows no secret, and judges nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.preview import AROUND, MOST_LINES, Line, find_kept, fold, list_lines
from tests.support.samples import make_request
from tests.support.walker import HTMX, Document, Walker, fill_request
from tests.web.drafts.conftest import choose

JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda below: st.lists(below) | st.dictionaries(st.text(max_size=3), below),
)


def read_open(document: Document) -> list[tuple[str, str]]:
    """The links of what is still open: words and address."""
    start = next(i for i, each in enumerate(document.elements) if each.attrs.get("id") == "preview-open")
    end = next(i for i, each in enumerate(document.elements[start:], start) if each.tag == "details")
    return [
        (" ".join(each.text.split()), each.attrs["href"])
        for each in document.elements[start:end]
        if each.tag == "a"
    ]


def read_sentence(document: Document) -> str:
    (sentence,) = document.find("p", id="preview-sentence")
    return sentence.text


def test_a_new_draft_says_what_is_open_by_step(walker: Walker, service: Service) -> None:
    choose(walker, service)
    draft = walker.address.removesuffix("details/")
    assert read_open(walker.document) == [
        ("Enter “Task name”.", "#id_name"),
        ("Input", f"{draft}input/"),
        ("Output", f"{draft}output/"),
        ("Schedule", f"{draft}schedule/"),
        ("Resources", f"{draft}resources/"),
    ]
    assert read_sentence(walker.document) == ""


def test_it_follows_typing_and_marks_what_changed(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "gate").press("save", **HTMX)
    assert [each.text for each in walker.document.find("mark")] == ['  "name": "gate",']
    assert ("Enter “Task name”.", "#id_name") not in read_open(walker.document)
    assert walker.document.find("form") == []


def test_saving_what_is_saved_changes_nothing_beside_the_form(walker: Walker, service: Service) -> None:
    address = choose(walker, service).put("name", "gate").address
    form = dict(walker.values) | {"press": ["save"]}
    assert [walker.client.post(address, form, headers=HTMX).status_code for _ in range(2)] == [200, 204]


def test_half_typed_values_are_not_judged_before_they_are_left(walker: Walker, service: Service) -> None:
    choose(walker, service).open(walker.address.replace("details", "input"))
    walker.put("input-type", "url").press("reshape").put("input-type-url-data-r1-url", "rt")
    others, typed = ["Output", "Schedule", "Resources"], dict(walker.values)
    walker.values["typing"] = ["input-type-url-data-r1-url"]
    walker.press("save", **HTMX)
    assert [title for title, _href in read_open(walker.document)] == ["Details", "Input", *others]
    walker.values = typed | {"left": ["input-type-url-data-r1-url"]}
    walker.press("save", **HTMX)
    assert [title for title, _href in read_open(walker.document)] == ["Details", *walker.messages, *others]


def test_a_judged_step_lists_its_problems(walker: Walker, service: Service) -> None:
    choose(walker, service).press("continue")
    assert read_open(walker.document)[0] == ("Enter “Task name”.", "#id_name")


def test_another_steps_problem_leads_to_its_control(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "?").press("continue")
    (told,) = walker.summary
    draft = walker.address.removesuffix("details/")
    walker.open(f"{draft}input/")
    assert read_open(walker.document)[0] == (told, f"{draft}details/#id_name")


def test_nothing_is_open_in_a_finished_draft(walker: Walker, service: Service) -> None:
    choose(walker, service)
    fill_request(walker, make_request(Platform.MODELARTS_EDGE))
    assert walker.step == "review"
    walker.open(walker.address.replace("review", "details"))
    assert read_open(walker.document) == [("Review task", walker.address.replace("details", "review"))]


def test_secrets_are_masked(walker: Walker, ief: Service) -> None:
    choose(walker, ief).open(walker.address.replace("details", "input"))
    walker.put("input-type", "url").press("reshape")
    walker.put("input-type-url-data-r1-url", "rtsp://someone:canary-7@camera.example.com/1").press(
        "save", **HTMX
    )
    page = walker.response.content.decode()
    assert "canary-7" not in page
    (mark,) = walker.document.find("mark")
    assert json.loads(mark.text) == {"url": "rtsp://••••••@camera.example.com/1"}


@given(JSON, JSON)
def test_the_lines_are_the_request_and_what_is_unmarked_was_there(shown: Any, before: Any) -> None:
    lines = list_lines({"a": shown}, {"a": before})
    assert all(not line.is_changed for line in list_lines({"a": shown}, {"a": shown}))
    was = list_lines({"a": before}, {"a": before})
    known = {line.text.removesuffix(",") for line in was}
    assert {line.text.removesuffix(",") for line in lines if not line.is_changed} <= known


def test_a_comma_alone_is_no_change() -> None:
    lines = list_lines({"a": 1, "b": 2}, {"a": 1})
    assert [line.text for line in lines if line.is_changed] == ['  "b": 2']


@pytest.mark.parametrize("changed", [None, 0, 100, 399])
def test_a_long_request_is_folded_around_what_changed(changed: int | None) -> None:
    lines = [Line(text=str(number), is_changed=number == changed) for number in range(400)]
    folded = list(fold(lines))
    drawn = [number for line in folded if not line.skipped for number in line.text.split("\n")]
    assert (len(drawn) + sum(line.skipped for line in folded), len(drawn) <= MOST_LINES) == (400, True)
    assert [line.text for line in folded if line.is_changed] == ([] if changed is None else [str(changed)])
    if changed is not None:
        assert {number for number in (changed - AROUND, changed, changed + AROUND) if 0 <= number < 400} <= (
            find_kept(lines)
        )
