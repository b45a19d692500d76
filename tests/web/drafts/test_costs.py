"""What a page of the wizard asks of the database, and that no made-up form breaks it."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Service
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import choose, the_draft

STEPS = ("service", "details", "input", "output", "schedule", "resources", "review")
LISTING = ("service", "input", "output")
"""The steps that ask for more than the draft: the services, what past tasks had."""
SIGNED_IN = 1
"""The session with the person."""


@pytest.mark.parametrize("step", STEPS)
def test_opening_a_step(
    walker: Walker, service: Service, django_assert_num_queries: DjangoAssertNumQueries, step: str
) -> None:
    choose(walker, service)
    address = walker.address.replace("details", step)
    walker.client.get(address)
    with django_assert_num_queries(SIGNED_IN + (2 if step in (*LISTING, "review") else 1)):
        walker.client.get(address)


def test_opening_a_review_of_what_has_changed(
    walker: Walker, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    choose(walker, service)
    address = walker.address.replace("details", "review")
    with django_assert_num_queries(SIGNED_IN + 3):  # what was seen before is read, what is seen now written
        walker.client.get(address)
    walker.put("name", "gate-2").press("continue")
    with django_assert_num_queries(SIGNED_IN + 4):  # whether another task has the name, too
        walker.client.get(address)


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("press", ["continue", "save", "reshape"])
@pytest.mark.parametrize("step", STEPS[:-1])
def test_posting_a_step(
    walker: Walker,
    service: Service,
    django_assert_num_queries: DjangoAssertNumQueries,
    step: str,
    press: str,
    headers: dict[str, str],
) -> None:
    choose(walker, service)
    walker.open(walker.address.replace("details", step))
    form = {**walker.values, "press": press}
    is_changed = step != "service" or press == "reshape"  # the service was continued from before
    is_drawn = press == "continue" or (press == "reshape" and bool(headers))
    is_listing = step == "service" or (step in LISTING and is_drawn)
    with django_assert_num_queries(SIGNED_IN + (2 if is_listing else 1) + is_changed):
        walker.client.post(walker.address, form, headers=headers)


NAMES = st.sampled_from(
    [
        "input-type", "input-type-url", "input-type-url-data", "input-type-url-data-r1-url", "service",
        "output-sinks", "output-sinks-webhook-headers", "schedule-type", "config", "name", "revision", "page",
        "sequence", "press", "confirm", "digest", "return", "source_usage_estimate-cpu", "-", "--", "a-b-c-d",
    ]
) | st.text(max_size=12)  # fmt: skip
VALUES = st.lists(
    st.sampled_from(
        ["url", "vcn", "r1", "r0", "r999999", "1", "continue", "save", "reshape", "add:input-type-url-data",
         "remove:input-type-url-data:r1", "put:name:x", "fix:x", "overwrite", "add:", "put:", "{", "[1]"]
    )
    | st.text(max_size=12),
    max_size=3,
)  # fmt: skip
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@given(
    step=st.sampled_from(STEPS),
    form=st.dictionaries(NAMES, VALUES, max_size=8),
    press=st.sampled_from(
        ["continue", "save", "reshape", "overwrite", "create", "add:input-type-url-data", "put:config:{"]
    ),
    headers=st.sampled_from([{}, HTMX]),
)
@FUZZ
def test_no_made_up_form_breaks_a_page(
    as_operator: Client,
    service: Service,
    step: str,
    form: dict[str, Any],
    press: str,
    headers: dict[str, str],
) -> None:
    response = as_operator.post("/projects/gate/drafts/new/")
    address = response["Location"].replace("/service/", f"/{step}/")
    form = {name: [value.replace("\x00", "") for value in values] for name, values in form.items()}
    posted = as_operator.post(
        address, {"revision": "1", "page": "p", **form, "press": press}, headers=headers
    )
    assert posted.status_code in {200, 204, 303, 409, 422}
    for each in STEPS:
        assert as_operator.get(response["Location"].replace("/service/", f"/{each}/")).status_code == 200


def test_a_made_up_row_is_not_kept(walker: Walker, service: Service) -> None:
    choose(walker, service)
    walker.open(walker.address.replace("details", "input")).put("input-type", "url").press("reshape")
    walker.values["input-type-url-data"] = ["r1", "r1", "../..", "r2", "", "r01"]
    walker.post("save")
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert [row["key"] for row in rows] == ["r1", "r2"]
