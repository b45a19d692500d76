"""A page that is posted as it was drawn changes nothing, whatever a draft holds (ux.md, 34)."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.json_editor.request_text import find_misfit
from taskbuilder.web.drafts.steps import list_steps
from tests.support.walker import HTMX, Walker
from tests.web.drafts.rows.conftest import FEW, request_of

JsonObject = dict[str, Any]

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
