"""A request in one plain sentence."""

from typing import Any

import pytest

from taskbuilder.taskspec.sentence import describe
from tests.taskspec.samples import EXAMPLES, GONE, SINKS, changed, task

RTSP = [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(3)]
SOON = "As soon as it is created, "
TO_THE_SINK = " and send results to the webhook sink.example.net."


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (
            changed(task(schedule="daily"), {"/input/data": RTSP}),
            "Every day 08:00 to 20:00 (+08:00), analyse 3 RTSP streams and send results to the webhook "
            "sink.example.net.",
        ),
        (
            task(),
            f"{SOON}analyse one RTSP stream{TO_THE_SINK}",
        ),
        (
            EXAMPLES["reference-url-dis-daily"],
            "Every day 08:00 to 20:00 (+08:00), analyse one stream or file and send results to the data "
            "stream “dis-test”.",
        ),
        (
            EXAMPLES["reference-restful-webhook"],
            f"{SOON}analyse one stream of a media server and send results to the webhook 100.xx.xx.xx.",
        ),
        (
            EXAMPLES["reference-edgecamera-dis"],
            f"{SOON}analyse one edge camera and send results to the data stream “dis-test”.",
        ),
        (
            changed(task("vcn", schedule="weekly"), {"/output": SINKS}),
            "Every Monday and Friday 08:00 to 20:00 (+08:00), analyse one VCN camera and send results to "
            "the bucket “site-results”, the data stream “dis-results” and the webhook sink.example.net.",
        ),
        (
            changed(task("vis", schedule="monthly"), {"/schedule/days_of_month": [31, 1, 15]}),
            "On days 1, 15 and 31 of each month 08:00 to 20:00 (+08:00), analyse one VIS stream"
            f"{TO_THE_SINK}",
        ),
        (
            changed(task(schedule="weekly"), {"/schedule/days_of_week": [5, 1, 2, 3, 4, 7]}),
            f"Monday to Friday and Sunday 08:00 to 20:00 (+08:00), analyse one RTSP stream{TO_THE_SINK}",
        ),
        (
            changed(task(schedule="weekly"), {"/schedule/days_of_week": [1, 2, 3, 4, 5, 6, 7]}),
            f"Every day 08:00 to 20:00 (+08:00), analyse one RTSP stream{TO_THE_SINK}",
        ),
        (
            changed(task(schedule="monthly"), {"/schedule/days_of_month": [1, 2, 3, 30, 31]}),
            f"On days 1 to 3, 30 and 31 of each month 08:00 to 20:00 (+08:00), analyse one RTSP stream"
            f"{TO_THE_SINK}",
        ),
        (
            task("obs"),
            f"{SOON}analyse the files in one object storage location{TO_THE_SINK}",
        ),
        (
            task(schedule="once"),
            f"Once, 2026-03-01 08:00 to 20:00 (+08:00), analyse one RTSP stream{TO_THE_SINK}",
        ),
        (
            task(schedule="frequency"),
            "Every day for 10 minutes every 60 minutes, 08:00 to 20:00 (+08:00), analyse one RTSP stream"
            f"{TO_THE_SINK}",
        ),
        (
            changed(task(), {"/output/webhook/url": "viewer:word@sink", "/output/dis": {}}),
            f"{SOON}analyse one RTSP stream and send results to the data stream (not set) and the webhook "
            "(not set).",
        ),
        ({}, ""),
        (
            changed(task(), {"/schedule": {}, "/input/type": GONE}),
            "No schedule yet · No input yet · The webhook sink.example.net",
        ),
        (
            changed(task(schedule="daily"), {"/output": GONE}),
            "Every day 08:00 to 20:00 (+08:00) · One RTSP stream · No output yet",
        ),
    ],
)
def test_it_says_when_what_and_where(request_: Any, sentence: str) -> None:
    assert describe(request_) == sentence


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://viewer:open-sesame@sink.example.net:8443/x", "sink.example.net"),
        ("https://viewer:open/sesame@sink.example.net/x", "sink.example.net"),
        ("https://[2001:db8::1]:443/", "2001:db8::1"),
        ("https://[2001:db8", "(not set)"),
        ("viewer:open-sesame@sink.example.net", "(not set)"),
    ],
)
def test_of_an_address_only_the_host_is_named(url: str, host: str) -> None:
    sentence = describe(changed(task(), {"/output/webhook/url": url}))
    assert sentence.endswith(f"send results to the webhook {host}.")


def test_every_word_is_translated() -> None:
    """Each template goes through the function: nothing English is left but what the request holds."""
    seen: list[str] = []

    def note(template: str) -> str:
        seen.append(template)
        return template

    describe(task(schedule="weekly"), note)
    assert set(seen) == {
        "%(when)s, analyse %(what)s and send results to %(where)s.",
        "%(days)s %(times)s (%(offset)s)",
        "Every %(days)s",
        "Monday",
        "Friday",
        "%(all)s and %(last)s",
        ", ",
        "%(begin)s to %(end)s",
        "one RTSP stream",
        "the webhook %(name)s",
    }
