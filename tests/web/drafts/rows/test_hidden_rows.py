"""Saving a page leaves alone what the page does not show (ux.md, 5, 15 and 34)."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from taskbuilder.forms import fields as shapes
from taskbuilder.forms.convert import from_json
from taskbuilder.forms.fields import MOST_KEY, MOST_ROWS, next_key
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.forms.posted import DEEPEST, KEY, MOST_POSTED
from taskbuilder.forms.render import context as sheet
from taskbuilder.forms.walk import Node, walk
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.json_editor.request_text import find_misfit
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import list_steps
from tests.support.samples import make_request
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.json_editor.test_json_page import at_json, write
from tests.web.drafts.rows.test_long_lists import add_pasted
from tests.web.drafts.rows.test_rows import DATA, urls
from tests.web.drafts.saving.test_kept import sign_in

BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
FEW, ALL = 3, 8
"""Rows that a page shows in most of these tests (hundreds take long to draw), and rows that are saved."""
JsonObject = dict[str, Any]


def make_inputs(count: int) -> JsonObject:
    request = make_request(Platform.MODELARTS_EDGE)
    return request | {
        "input": {"type": "url", "data": [{"url": f"rtsp://camera/{number}"} for number in range(count)]}
    }


LONG = make_inputs(ALL)
ROWS = LONG["input"]["data"]


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_ROWS", FEW)


def at_inputs(walker: Walker, service: Service, request: JsonObject = LONG) -> Walker:
    """At the inputs of a request that was written as JSON."""
    write(at_json(walker, service), request).press("check")
    return walker.open(walker.address.replace("/json/", "/input/"))


def request_of(draft: Draft) -> JsonObject:
    return DraftState.of(draft, timezone.now()).request


def inputs_now() -> list[JsonObject]:
    inputs: list[JsonObject] = request_of(the_draft())["input"]["data"]
    return inputs


def read_notes(walker: Walker) -> list[str]:
    """What the lists say of the rows that they do not show."""
    paragraphs = [each for each in walker.document.find("p") if each.attrs.get("id", "").endswith("-more")]
    return [" ".join(each.text.split()) for each in paragraphs]


def find_links(walker: Walker, text: str) -> list[str]:
    return [each.attrs["href"] for each in walker.document.find("a") if each.text.startswith(text)]


def test_a_page_of_1200_inputs_shows_500_and_saves_all(walker: Walker, service: Service) -> None:
    request = make_inputs(1_200)
    at_inputs(walker, service, request)
    assert read_notes(walker) == ["700 more rows are saved and not shown here. Edit on the JSON page"]
    assert find_links(walker, "Edit on the JSON page") == [walker.address.replace("/input/", "/json/")]
    assert len(urls(walker)) == MOST_ROWS
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
    assert read_notes(walker) == ["4 more rows are saved and not shown here. Edit on the JSON page"]
    walker.values[f"{DATA}-pick"] = ["r3", "r2", "r4"]
    walker.press(f"drop:{DATA}", **headers)
    assert inputs_now() == ROWS[4:]
    assert read_notes(walker) == ["1 more row is saved and not shown here. Edit on the JSON page"]


@pytest.mark.usefixtures("few_rows")
def test_the_last_shown_row_is_not_moved_below_hidden_ones(walker: Walker, service: Service) -> None:
    at_inputs(walker, service)
    buttons = {each.attrs.get("value") for each in walker.document.find("button")}
    assert (f"down:{DATA}:r2" in buttons, f"down:{DATA}:r3" in buttons) == (True, False)
    walker.post(f"down:{DATA}:r3")
    assert inputs_now() == ROWS


@BOTH
@pytest.mark.ux(15)
@pytest.mark.parametrize("press", [f"add:{DATA}", f"copy:{DATA}:r1"])
@pytest.mark.usefixtures("few_rows")
def test_a_row_that_would_be_hidden_is_refused(
    walker: Walker, service: Service, headers: dict[str, str], press: str
) -> None:
    at_inputs(walker, service).press(press, **headers)
    assert walker.response.status_code == 422
    assert walker.messages == ["This page cannot show more of “Inputs”. Add more on the JSON page."]
    assert inputs_now() == ROWS


@BOTH
@pytest.mark.usefixtures("few_rows")
def test_pasted_lines_that_would_be_hidden_are_refused_and_stay_in_the_box(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    add_pasted(at_inputs(walker, service), "rtsp://more/1", **headers)
    assert walker.response.status_code == 422
    assert walker.messages == [
        "This page cannot show more of “Inputs”: nothing in the box was added. "
        "Add it on the JSON page, and empty the box."
    ]
    assert walker.values[f"{DATA}-paste"] == ["rtsp://more/1"]
    assert inputs_now() == ROWS


@pytest.mark.ux(2, 5)
@pytest.mark.usefixtures("few_rows")
def test_a_problem_in_a_hidden_row_is_counted_and_leads_to_the_note(walker: Walker, service: Service) -> None:
    wrong = LONG | {"input": {"type": "url", "data": [*ROWS, {"url": "x"}]}}
    at_inputs(walker, service, wrong)
    note = f"#id_{DATA}-more"
    assert find_links(walker, "Input 9:") == [note]
    assert [each.tag for each in walker.document.elements if each.attrs.get("id") == note[1:]] == ["p"]
    (title,) = walker.document.find("h2", id=f"id_{DATA}")
    assert title.text == "Inputs 1 problem"
    address = walker.address
    walker.open(address.replace("/input/", "/review/"))
    assert set(find_links(walker, "Input 9:")) == {f"{address}?show=problems{note}"}


@pytest.mark.usefixtures("few_rows")
def test_a_header_that_is_there_twice_in_a_hidden_row_leads_to_the_note(
    walker: Walker, service: Service
) -> None:
    request = make_request(Platform.MODELARTS_EDGE, input_type="restful")
    request["input"]["data"] *= 2
    at_inputs(walker, service, request)
    draft = the_draft()
    row = draft.answers["input"]["input"]["type"]["kinds"]["restful"]["data"][3]["row"]
    row["headers"] = [{"key": f"r{number}", "name": "A", "value": "x"} for number in (1, 2)]
    draft.save()
    findings = DraftState.of(draft, timezone.now()).findings
    found = [each.field for each in findings if each.problem.rule == "name.twice"]
    assert found == ["input-type-restful-data-more"]


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
    monkeypatch.setattr(sheet, "MOST_POSTED", 12)
    request = make_request(Platform.MODELARTS_EDGE, input_type="edgecamera")
    tags = [{f"name-{number}": "x"} for number in range(6)]
    request["input"]["data"] = [
        {"id": f"camera-{number}", "camera_type": "ipc", "tag": tags} for number in (1, 2, 3)
    ]
    request["input"]["data"][2]["camera_type"] = "usb"
    at_inputs(walker, service, request)
    name = "input-type-edgecamera-data"
    assert walker.values[name] == ["r1"]
    assert walker.values[f"{name}-r1-tag"] == ["r1", "r2", "r3"]
    assert [each.partition(" more")[0] for each in read_notes(walker)] == ["2", "3"]
    assert find_links(walker, "Input 3") == [f"#id_{name}-more"]
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


SCHEMA: JsonObject = {
    "properties": {
        "title": {"type": "string"},
        "zones": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "points": {"type": "array", "items": {"type": "integer"}},
                    "gates": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"name": {"type": "string"}}},
                    },
                },
            },
        },
        "passwords": {"type": "array", "items": {"type": "string"}},
        "kinds": {"type": "array", "items": {"enum": ["car", "bus", "van"]}},
        "labels": {"type": "array", "items": {"type": "string"}},
    }
}
TEXTS = st.text("ab •<&\"'\n\r\té", min_size=1, max_size=5)
LINES = st.lists(st.text("ab •<", min_size=1, max_size=4), min_size=1, max_size=6)
ANY = st.integers(1, 2 * FEW)


def pairs() -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=2 * FEW)


def rows_of(row: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(row, min_size=1, max_size=2 * FEW)


ADDRESSES = st.builds("rtsp://{}@camera/{}".format, st.sampled_from(["u:p", "u", "a:b@c"]), TEXTS)
INPUTS = {
    "restful": rows_of(st.fixed_dictionaries({"url": ADDRESSES}, optional={"headers": pairs()})),
    "url": rows_of(st.fixed_dictionaries({"url": ADDRESSES})),
    "edgecamera": rows_of(
        st.fixed_dictionaries(
            {"id": TEXTS},
            optional={"camera_type": st.just("ipc") | TEXTS | ADDRESSES, "tag": rows_of(pairs())},
        )
    ),
    "vcn": rows_of(st.fixed_dictionaries({"device_id": TEXTS}, optional={"node_id": TEXTS})),
    "obs": rows_of(st.fixed_dictionaries({"bucket": TEXTS, "path": TEXTS})),
    "vis": rows_of(st.fixed_dictionaries({"stream_name": TEXTS})),
}
SINKS = st.fixed_dictionaries(
    {},
    optional={
        "obs": st.fixed_dictionaries({"bucket": TEXTS, "data_category": LINES}),
        "dis": st.fixed_dictionaries({"stream_name": TEXTS, "data_category": LINES}),
        "webhook": st.fixed_dictionaries({"url": ADDRESSES, "headers": pairs()}),
    },
)
CONFIGS = st.fixed_dictionaries(
    {"title": TEXTS},
    optional={
        "zones": rows_of(
            st.fixed_dictionaries(
                {"name": TEXTS},
                optional={
                    "points": st.lists(st.integers(0, 9), min_size=1, max_size=6),
                    "gates": rows_of(st.fixed_dictionaries({"name": TEXTS})),
                },
            )
        ),
        "passwords": LINES,
        "kinds": st.lists(st.sampled_from(["car", "bus", "van", "tram"]), min_size=1, max_size=4),
        "labels": LINES,
    },
)


@st.composite
def schedules(draw: st.DrawFn) -> JsonObject:
    kind = draw(st.sampled_from(["daily", "weekly", "monthly"]))
    days = {"weekly": "days_of_week", "monthly": "days_of_month"}
    schedule: JsonObject = {"type": kind, "timezone": "+08:00", "execution_mode": "period"}
    if kind in days:
        of_week = st.integers(1, 7) | st.sampled_from(["Monday", "a • b"])
        schedule[days[kind]] = draw(st.lists(of_week, min_size=1, max_size=8))
    period = {"begin_at": "08:00:00", "end_at": "12:00:00"}
    return schedule | {"periods": [period] * draw(ANY)}


@st.composite
def requests(draw: st.DrawFn) -> JsonObject:
    kind = draw(st.sampled_from(sorted(INPUTS)))
    request: JsonObject = {"name": draw(TEXTS), "description": draw(TEXTS)}
    request["input"] = {"type": kind, "data": draw(INPUTS[kind])}
    if kind == "vcn":
        request["input"]["vcn"] = {"ip": "192.0.2.1", "port": 99, "username": "u", "password": "p"}
    return request | {"output": draw(SINKS), "schedule": draw(schedules()), "config": draw(CONFIGS)}


@pytest.fixture
def posting(walker: Walker, few_rows: None, ief: Service) -> Walker:
    ief.config_schema = SCHEMA
    ief.save()
    return walker


@given(request=requests(), platform=st.sampled_from(Platform), headers=st.sampled_from([{}, HTMX]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_that_is_posted_as_it_was_drawn_changes_nothing(
    posting: Walker, service: Service, ief: Service, request: JsonObject, platform: Platform, headers: Any
) -> None:
    """For every list of every step, and any number of rows in it."""
    chosen = service if platform is Platform.MODELARTS_EDGE else ief
    assume(platform is Platform.IEF or request["input"]["type"] not in ("obs", "vis"))
    request = {name: part for name, part in request.items() if platform is Platform.IEF or name != "config"}
    assume(find_misfit(request, chosen.spec) is None)
    draft = start_draft(
        project=Project.objects.get(),
        owner=User.objects.get(username="operator"),
        service=chosen,
        answers=answers_from_request(request, chosen.spec),
        now=timezone.now(),
    )
    before = request_of(draft)
    for step in list_steps()[1:]:
        for press in ("save", "continue"):
            posting.open(f"/projects/gate/drafts/{draft.pk}/{step.slug}/")
            posting.client.post(posting.address, {**posting.values, "press": press}, headers=headers)
            now = request_of(Draft.objects.get(pk=draft.pk))
            assert now == before
            assert repr(now) == repr(before)
