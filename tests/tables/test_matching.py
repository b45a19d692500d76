"""Columns are matched with the questions that they can answer."""

import pytest

from taskbuilder.tables.contents import Content
from taskbuilder.tables.matching import Wanted, match_columns

WEBHOOK = Wanted(
    key="webhook", names=("Webhook URL", "url"), content=Content.ADDRESS, begins=("http://", "https://")
)
CAMERA = Wanted(key="camera", names=("Stream or file URL", "url"), content=Content.ADDRESS)


@pytest.mark.parametrize("header", ["Address", "RTSP", "Webhook URL", "A"])
def test_a_stream_is_no_web_address(header: str) -> None:
    rows = [["rtsp://192.0.2.1/1"], [""], ["rtsp://192.0.2.1/2"]]
    assert match_columns([header], rows, [WEBHOOK]) == {}
    assert match_columns([header], rows, [WEBHOOK, CAMERA]) == {0: "camera"}


def test_a_web_address_is_one_with_wrong_rows_among_others_too() -> None:
    rows = [["HTTPS://sink.example.net/results"], ["rtsp://192.0.2.1/2"]]
    assert match_columns(["Webhook URL"], rows, [WEBHOOK]) == {0: "webhook"}


def test_an_empty_column_is_matched_by_its_name() -> None:
    assert match_columns(["Webhook URL"], [[""], [""]], [WEBHOOK]) == {0: "webhook"}


@pytest.mark.parametrize("wrong", ["nowhere", "10.0.0.5", "07:00"])
def test_one_wrong_row_of_few_does_not_hide_what_a_column_is(wrong: str) -> None:
    wanted = [Wanted(key="/input/data/0/url", names=("url", "Stream URL"), content=Content.ADDRESS)]
    rows = [["rtsp://192.0.2.1/1"], [wrong]]
    assert match_columns(["Stream URL"], rows, wanted) == {0: "/input/data/0/url"}
    assert match_columns(["Stream URL"], [[wrong], [wrong]], wanted) == {}
