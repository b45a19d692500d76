"""What only a person can answer for: ticks that repeat the message, and buttons that fix."""

import pytest
from django.test import Client

from taskbuilder.records.models import Service, Submission
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import choose, the_draft

ROW = "schedule-type-daily-execution_mode-period-periods"


def overnight(walker: Walker, service: Service) -> Walker:
    choose(walker, service)
    walker.open(walker.address.replace("details", "schedule")).put("schedule-type", "daily").press("reshape")
    walker.put("schedule-type-daily-timezone", "+08:00").put("schedule-type-daily-execution_mode", "period")
    return walker.put(f"{ROW}-r1-begin_at", "20:00:00").put(f"{ROW}-r1-end_at", "06:00:00").press("continue")


def ticks(walker: Walker) -> dict[str, str]:
    """The boxes by their values, with their labels."""
    labels = {each.attrs["for"]: " ".join(each.text.split()) for each in walker.document.find("label")}
    return {
        each.attrs["value"]: labels[each.attrs["id"]]
        for each in walker.document.find("input", name="confirm")
    }


def test_a_tick_repeats_the_message_and_lets_go_on(walker: Walker, service: Service) -> None:
    overnight(walker, service)
    ((key, label),) = ticks(walker).items()
    assert walker.summary == walker.messages == [label]
    walker.put("confirm", key).press("continue")
    assert walker.step == "resources"
    (confirmation,) = the_draft().confirmations
    assert (confirmation["rule"], confirmation["path"]) == (
        "schedule.time.overnight",
        "/schedule/periods/0/end_at",
    )
    assert (confirmation["message"], confirmation["by"]) == (label, "operator")


def test_a_changed_value_is_asked_about_again(walker: Walker, service: Service) -> None:
    overnight(walker, service)
    walker.put("confirm", *ticks(walker)).press("continue")
    walker.open(walker.address.replace("resources", "schedule")).put(f"{ROW}-r1-end_at", "05:00:00").press(
        "continue"
    )
    assert walker.response.status_code == 422
    assert len(ticks(walker)) == 1


def test_a_tick_taken_away_is_asked_about_again(walker: Walker, service: Service) -> None:
    overnight(walker, service)
    walker.put("confirm", *ticks(walker)).press("continue")
    walker.open(walker.address.replace("resources", "schedule"))
    del walker.values["confirm"]
    walker.press("continue")
    assert walker.response.status_code == 422
    assert the_draft().confirmations == []


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_fix_is_a_button_that_mends_what_was_typed(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    overnight(walker, service)
    (fix,) = [
        each for each in walker.document.find("button") if each.attrs.get("value", "").startswith("fix:")
    ]
    assert fix.text == "Split in two: up to 23:59:00 and from 00:00:00"
    walker.press(fix.attrs["value"], **headers)
    times = [
        (walker.values[f"{ROW}-{key}-begin_at"], walker.values[f"{ROW}-{key}-end_at"])
        for key in walker.values[ROW]
    ]
    assert times == [(["20:00:00"], ["23:59:00"]), (["00:00:00"], ["06:00:00"])]
    assert walker.messages == []


def livestream(walker: Walker, service: Service) -> None:
    """A scheduled task of an https address, all of it typed, up to its review."""
    choose(walker, service)
    walker.put("name", "gate-1").press("continue")
    address = walker.address
    walker.open(address).put("input-type", "url").press("reshape")
    walker.put("input-type-url-data-r1-url", "https://livestream.com/live/stream-test").press("continue")
    walker.put("output-sinks", "dis").press("reshape").put("output-sinks-dis-stream_name", "d").press(
        "continue"
    )
    walker.put("schedule-type", "daily").press("reshape").put("schedule-type-daily-timezone", "+08:00")
    walker.put("schedule-type-daily-execution_mode", "period")
    walker.put(f"{ROW}-r1-begin_at", "08:00:00").put(f"{ROW}-r1-end_at", "20:00:00").press("save")
    walker.open(address.replace("input", "resources"))
    walker.put("source_usage_estimate-cpu", "0.1").put("source_usage_estimate-memory", "32").press("continue")


def test_what_was_to_be_confirmed_goes_with_what_it_was_about(walker: Walker, service: Service) -> None:
    overnight(walker, service)
    assert len(ticks(walker)) == 1
    (driver,) = walker.document.find("fieldset", id="schedule-type")
    assert "#step-ticks" in driver.attrs["hx-select-oob"]
    walker.put("schedule-type", "none").press("reshape", **HTMX)
    (place,) = walker.document.find("div", id="step-ticks")
    assert (ticks(walker), place.text) == ({}, "")


def test_a_schedule_that_does_not_fit_the_input_leads_to_the_control_there(
    walker: Walker, ief: Service
) -> None:
    choose(walker, ief)
    walker.open(walker.address.replace("details", "input")).put("input-type", "obs").press("reshape")
    walker.put("input-type-obs-data-r1-bucket", "site").put("input-type-obs-data-r1-path", "x").press("save")
    schedule = walker.address.replace("input", "schedule")
    walker.open(schedule).press("preset:nights")
    walker.put("schedule-type-daily-timezone", "+08:00").press("continue")
    assert (walker.step, len(walker.summary), walker.messages) == ("schedule", 1, [])
    link = next(each for each in walker.document.find("a") if each.text == walker.summary[0])
    address, _sign, control = link.attrs["href"].partition("#")
    walker.open(address)
    assert (walker.step, walker.document.find("input", id=control)[0].attrs["name"]) == (
        "input",
        "input-type",
    )


def test_the_review_is_refused_and_left_in_place_for_htmx(walker: Walker, service: Service) -> None:
    livestream(walker, service)
    review = {name: walker.values[name] for name in ("revision", "digest")} | {"press": "create"}
    refused = walker.client.post(walker.address, review, headers=HTMX)
    moved = walker.client.post(walker.address, review | {"digest": "x"}, headers=HTMX)
    assert (refused.status_code, moved.status_code, Submission.objects.count()) == (422, 422, 0)
    Service.objects.filter(pk=service.pk).update(service_id="another-place")
    moved = walker.client.post(walker.address, review | {"confirm": list(ticks(walker))}, headers=HTMX)
    assert (moved.status_code, Submission.objects.count()) == (422, 0)
    Service.objects.filter(pk=service.pk).update(service_id=service.service_id)
    created = walker.client.post(walker.address, review | {"confirm": list(ticks(walker))}, headers=HTMX)
    submission = Submission.objects.get()
    assert created["HX-Redirect"] == f"/projects/gate/submissions/{submission.pk}/"


def test_the_review_takes_the_last_ticks_and_keeps_them_with_the_submission(
    walker: Walker, service: Service
) -> None:
    livestream(walker, service)
    walker.press("create")
    assert (walker.response.status_code, Submission.objects.count()) == (422, 0)
    walker.put("confirm", *ticks(walker)).press("create")
    (confirmation,) = Submission.objects.get().confirmations
    assert sorted(confirmation) == ["at", "by", "message", "path", "rule"]
    assert confirmation["rule"] == "schedule.input.url"


def test_a_tick_withdrawn_on_the_review_is_no_confirmation(walker: Walker, service: Service) -> None:
    livestream(walker, service)
    review = walker.address
    walker.open(review.replace("review", "input"))
    ((key, label),) = ticks(walker).items()
    walker.put("confirm", key).press("continue").open(review)
    assert walker.values.pop("confirm") == [key]
    walker.press("create")
    assert (walker.response.status_code, Submission.objects.count()) == (422, 0)
    assert (walker.summary, the_draft().confirmations) == ([label], [])
    links = {each.attrs["href"] for each in walker.document.find("a") if each.text == label}
    assert links == {f"#confirm-{key}"}
    walker.put("confirm", key).press("create")
    assert [one["rule"] for one in Submission.objects.get().confirmations] == ["schedule.input.url"]


def test_advice_is_shown_and_blocks_nothing(walker: Walker, service: Service) -> None:
    choose(walker, service)
    walker.open(walker.address.replace("details", "output")).put("output-sinks", "dis").press("reshape")
    walker.put("output-sinks-dis-stream_name", "dis").press("continue")
    assert walker.step == "schedule"
    walker.open(walker.address.replace("schedule", "output"))
    assert len(walker.messages) == 1
    assert walker.summary == []
    assert walker.title == "Output · Gate · Task Builder"


def test_a_confirmation_of_nothing_is_not_kept(walker: Walker, service: Service, client: Client) -> None:
    choose(walker, service).put("name", "gate-1")
    walker.values["confirm"] = ["made-up"]
    walker.press("continue")
    assert the_draft().confirmations == []
