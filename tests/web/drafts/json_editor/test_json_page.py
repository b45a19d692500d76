"""The whole request as JSON: held by the steps without loss, or kept beside them with its problems."""

import json
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Service, Submission
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.platforms import Service as Spec
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.answers import DraftAnswers, assemble_request
from taskbuilder.web.drafts.json_editor.request_text import (
    find_misfit,
    read_posted,
    read_text,
    show_text,
    take_over,
)
from tests.support.samples import make_request
from tests.support.walker import HTMX, Walker
from tests.taskspec.strategies import valid_requests
from tests.web.drafts.conftest import choose, the_draft

BOTH = pytest.mark.parametrize("headers", [{}, HTMX])
CANARY = "canary-5c1e"
SECRETS: dict[str, Any] = {
    "name": "gate-1",
    "input": {
        "type": "restful",
        "data": [
            {
                "url": f"https://user:{CANARY}-{number}@media.example.com/{number}",
                "headers": {"X-Key": f"{CANARY}-head-{number}"},
                "certificate_check": True,
                "rtsp_path_in_response": "data/url",
            }
            for number in (1, 2)
        ],
    },
    "output": {"webhook": {"url": "https://sink.example.net/", "headers": {"X-Key": f"{CANARY}-sink"}}},
}


def at_json(walker: Walker, service: Service) -> Walker:
    choose(walker, service)
    return walker.open(walker.address.replace("details", "json"))


def write(walker: Walker, value: Any) -> Walker:
    return walker.put("text", value if isinstance(value, str) else json.dumps(value, indent=2))


def has_no_empty_part(value: Any) -> bool:
    """The steps leave out lists, objects and texts that hold nothing."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return value != "" if below is None else bool(below) and all(map(has_no_empty_part, below))


def can_be_written(request: dict[str, Any]) -> bool:
    """No text can hold half a character, whatever a request in memory may."""
    return bool(read_text(write_json(request)).value == request)


@pytest.mark.parametrize("platform", list(Platform))
@given(st.data())
def test_the_steps_hold_any_valid_request(platform: Platform, data: st.DataObject) -> None:
    request = data.draw(valid_requests(platform).filter(has_no_empty_part).filter(can_be_written))
    service = Spec(platform=platform)
    assert find_misfit(request, service) is None
    assert assemble_request(take_over(DraftAnswers(), request, service).steps, service) == canonical(request)


@BOTH
def test_a_pasted_request_is_in_the_steps_and_can_be_created(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    write(at_json(walker, service), request).press("check", **headers)
    assert (walker.response.status_code, walker.summary) == (200, [])
    walker.open(walker.address.replace("json", "review")).press("create")
    assert Submission.objects.get().full_request() == canonical(request)


def test_what_is_not_answered_yet_is_left_to_the_steps(walker: Walker, ief: Service) -> None:
    region = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    schema = {"properties": {"mode": {"type": "string"}, "region": region}, "required": ["mode", "region"]}
    Service.objects.filter(pk=ief.pk).update(config_schema=schema, requires_config=True)
    request = make_request(Platform.IEF)
    del request["config"]
    write(at_json(walker, ief), request).press("go")
    assert the_draft().answers["details"]["name"] == request["name"]
    walker.open(walker.address.replace(walker.step, "resources"))
    assert walker.values["config-form-mode"] == [""]


@BOTH
def test_each_problem_stands_at_its_line(walker: Walker, service: Service, headers: dict[str, str]) -> None:
    request = make_request(Platform.MODELARTS_EDGE) | {"name": "?"}
    write(at_json(walker, service), request).press("check", **headers)
    assert walker.response.status_code == 422
    line = json.dumps(request, indent=2).split("\n").index('  "name": "?",') + 1
    (told,) = walker.summary
    assert told.startswith(f"Line {line}: “Task name”")
    assert [each.text for each in walker.document.find("span", class_="fw-bold text-danger-emphasis")] == [
        str(line)
    ]
    assert json.loads(walker.values["text"][0])["name"] == "?"


def list_states(walker: Walker) -> list[str]:
    """What the list of steps says of each."""
    return [" ".join(each.text.split()) for each in walker.document.find("a") if "data-go" in each.attrs]


@pytest.mark.ux(30)
def test_what_is_said_of_a_text_follows_what_is_typed(walker: Walker, service: Service) -> None:
    """An opened page says what the list of steps counts, and a message goes once its cause is gone."""
    right = make_request(Platform.MODELARTS_EDGE)
    write(at_json(walker, service), right | {"name": "?"}).press("check")
    checked = walker.summary
    walker.open(walker.address)
    assert (walker.summary, len(checked)) == (checked, 1)
    assert any("Details" in each and "1 problem" in each for each in list_states(walker))
    form = walker.values

    def type_on(text: Any) -> None:
        """The box stays in the browser: the answers are without it."""
        shown = {"show": walker.values.get("show", [])}
        walker.values = {**form, **shown, "text": [text if isinstance(text, str) else json.dumps(text)]}
        walker.post("save", **HTMX)
        assert walker.document.find("textarea") == []

    type_on(right | {"name": "!", "colour": 5})
    assert (walker.response.status_code, len(walker.messages)) == (200, 2)
    type_on(right)
    assert (walker.document.find("div", id="problem-summary"), walker.messages) == ([], [])
    assert "This text is saved but not in the form yet." in walker.response.text
    assert not any("problem" in each for each in list_states(walker))
    type_on("{")
    assert walker.messages == []  # nothing was said of it: it may be half a text


@BOTH
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"name": "a",\n "name": "b"}', 2),
        ('{\n"name": NaN}', 2),
        ("nothing", 1),
        ("[" * 100, 1),
        ("[]", 1),
        ('{"name": "gate",\n\n "colour": 5}', 3),
    ],
)
def test_what_no_step_holds_is_kept_as_it_was_typed(
    walker: Walker, service: Service, headers: dict[str, str], text: str, line: int
) -> None:
    write(at_json(walker, service), text).press("check", **headers)
    assert walker.response.status_code == 422
    assert walker.summary[-1].startswith(f"Line {line}: ")
    assert walker.open(walker.address).values["text"] == [text]
    walker.open(walker.address.replace("json", "review"))
    pending = (
        "The request you entered as JSON is not in the form yet. Fix it on the JSON page, or clear that page."
    )
    assert pending in walker.response.content.decode()
    walker.press("create")
    assert (walker.response.status_code, Submission.objects.count()) == (422, 0)


def test_an_emptied_text_leaves_the_steps_alone(walker: Walker, service: Service) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    write(at_json(walker, service), request).press("check")
    write(walker, "{").press("check")
    write(walker, "").press("check")
    assert assemble_request(the_draft().answers, service.spec) == canonical(request)


def test_going_to_the_steps_saves_the_text(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), {"name": "gate-1"}).press("go")
    assert walker.step == "input"
    assert the_draft().answers["details"]["name"] == "gate-1"


def test_advice_is_told_at_its_line_and_counted_as_no_problem(walker: Walker, service: Service) -> None:
    request = SECRETS | {"output": {"dis": {"stream_name": "dis"}}, "source_usage_estimate": {"cpu": -1}}
    write(at_json(walker, service), json.dumps(request)).press("check")
    assert "DIS stream ID" in walker.response.content.decode()
    assert [each for each in walker.summary if "DIS stream ID" in each] == []
    assert walker.summary != []


@pytest.mark.ux(19)
def test_a_text_is_kept_as_it_is_typed(walker: Walker, service: Service) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    write(at_json(walker, service), request).press("check")
    address = walker.address
    form = {**walker.values, "press": "save", "text": '{"name": "half a na'}
    for sequence, status in ((2, 200), (1, 204)):
        assert walker.client.post(address, form | {"sequence": sequence}, headers=HTMX).status_code == status
        form["text"] = '{"name": "hal'
    walker.open(address)
    assert walker.values["text"] == ['{"name": "half a na']
    assert walker.messages != []
    assert assemble_request(the_draft().answers, service.spec) == canonical(request)
    write(walker, json.dumps(request)).press("save", **HTMX)
    assert "json" not in the_draft().answers


def test_a_text_that_was_kept_and_fits_is_not_in_the_steps_yet(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), make_request(Platform.MODELARTS_EDGE)).press("save", **HTMX)
    page = walker.open(walker.address).response.content.decode()
    assert "This text is saved but not in the form yet." in page
    assert walker.press("go:details").step == "details"
    assert the_draft().answers["details"]["name"] == make_request(Platform.MODELARTS_EDGE)["name"]


def test_what_a_check_says(walker: Walker, service: Service) -> None:
    walker.open(walker.address.replace("service", "json"))
    said = []
    for text in ("", json.dumps({"name": "gate-1"}), json.dumps(make_request(Platform.MODELARTS_EDGE))):
        write(walker, text).press("check")
        said.append(
            [
                "No problems. The form" in walker.response.text,
                "Choose a service to check" in walker.response.text,
            ]
        )
    assert said == [[False, False], [False, False], [False, True]]


@pytest.mark.ux(30)
def test_an_opened_page_says_what_the_list_of_steps_counts(walker: Walker, service: Service) -> None:
    choose(walker, service).put("name", "? half a name").press("save")
    walker.open(walker.address.replace("details", "json"))
    assert [each[:22] for each in walker.summary] == ["Line 2: “Task name” ca"]  # of nothing that is missing
    assert sum("1 problem" in each for each in list_states(walker)) == 1
    assert "half a name" in walker.values["text"][0]


def test_lines_stay_where_they_were_typed_and_odd_names_are_found(walker: Walker, service: Service) -> None:
    typed = '{"output": {"webhook": {"headers": {\n\n"a": "b"}}},\n "config": {"x/y": {"~": "' + MASK + '"}}}'
    write(at_json(walker, service), typed).press("check")
    lines = walker.values["text"][0].split("\n")
    assert lines[2:] == [f'"a": "{MASK}"}}}}}},', typed.split("\n")[3]]
    (told,) = [each for each in walker.summary if "No secret is stored" in each]
    assert told.startswith("Line 4: ")
    assert {"href": "#id_text", "data-line": "4"} in [each.attrs for each in walker.document.find("a")]


@BOTH
def test_a_stale_tab_is_told_what_differs_and_overwrites_nothing(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_json(walker, service)
    form = dict(walker.values)
    other = Walker(walker.client).open(walker.address.replace("json", "details"))
    other.put("name", "gate-of-another-tab").press("continue")
    walker.values = form
    write(walker, {"name": "mine"}).press("check", **headers)
    assert walker.response.status_code == (422 if headers else 409)
    assert '"name": "gate-of-another-tab"' in unescape(walker.response.content.decode())
    assert the_draft().answers["details"]["name"] == "gate-of-another-tab"
    walker.press("overwrite", **headers)
    assert the_draft().answers["details"]["name"] == "mine"
    write(walker, {"name": "mine again"}).press("check", **headers)  # the page is the draft's own now
    assert the_draft().answers["details"]["name"] == "mine again"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(text: str, saved: str) -> None:
    whole = read_posted(text, saved)
    assert isinstance(show_text(whole.text), str)
    assert find_misfit(whole.value, None) is None or isinstance(find_misfit(whole.value, None), tuple)


def test_a_draft_begins_as_json(walker: Walker, project: object) -> None:
    walker.see(walker.client.post("/projects/gate/drafts/new/", {"step": "json"}, follow=True))
    assert (walker.step, walker.values["text"]) == ("json", [""])


def test_what_it_costs(
    walker: Walker, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    at_json(walker, service)
    with django_assert_num_queries(2):
        walker.client.get(walker.address)
    form = {**walker.values, "text": '{"name": "gate-1"}', "press": "check"}
    with django_assert_num_queries(3):
        walker.client.post(walker.address, form, headers=HTMX)
