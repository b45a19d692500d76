"""What a submission is found by is stored with it, without anything secret, and can be written anew."""

import pytest
from django.core.management import call_command
from django.db import connection

from taskbuilder.records.models import SearchEntry, Submission, TrigramIndex
from taskbuilder.records.search.entries import EDGE, MOST_TEXT
from taskbuilder.records.search.filling import fill
from taskbuilder.records.search.matches import list_matches, read_words
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.records.triggers import make_triggers_after_migration
from taskbuilder.taskspec.json_value import JsonValue
from tests.records.conftest import NOW, REQUEST

pytestmark = pytest.mark.django_db


def find(text: str) -> list[Submission]:
    keys = list_matches(read_words(text), project=None, limit=100)
    return list(Submission.objects.filter(pk__in=keys))


def test_it_is_found_by_each_of_its_words_in_any_letter_case(submission: Submission) -> None:
    for text in ("gate", "GATE", "Counts who", "comes", "192.0.2.1/main", "0.2.1/m", "who gate main"):
        assert find(text) == [submission], text
    for text in (
        "sink.example",
        "rtsp",
        "canary",
        "gates",
        "gate nothing",
        "*",
        '"gate"',
        "ga%e",
        "ga_e",
        "g?te",
    ):
        assert find(text) == [], text


def test_its_entry_holds_its_project_and_its_words(submission: Submission) -> None:
    project = f"{EDGE}p{submission.project_id}{EDGE}"
    assert SearchEntry.objects.get().text == f"{project}\ngate\ncounts who comes in\n192.0.2.1/main"
    assert (submission.input_type, submission.sinks, submission.schedule_type) == ("url", "webhook", "none")


def test_an_address_is_found_by_its_host_and_path_alone(submission: Submission) -> None:
    url = "rtsp://viewer:canary-a@Cam-1.example.com:554/live/main?token=canary-b&x=canary-c#canary-d"
    request = REQUEST | {"input": {"type": "url", "data": [{"url": url}]}}
    made = build_submission(
        service=submission.service, request=request, confirmations=[], by=submission.created_by, now=NOW
    )
    enqueue(made)
    assert made.search_entry.text.splitlines()[-1] == "cam-1.example.com/live/main"


def test_words_of_other_letters_are_found(submission: Submission) -> None:
    request = REQUEST | {"description": "在码头北门数人 ÄRGER"}
    made = build_submission(
        service=submission.service, request=request, confirmations=[], by=submission.created_by, now=NOW
    )
    enqueue(made)
    assert find("码头北门") == find("ärger") == find("北门数 门数人") == [made]


def test_what_is_deleted_or_changed_is_found_no_more(submission: Submission) -> None:
    SearchEntry.objects.update(text="other words")
    assert (find("gate"), find("other")) == ([], [submission])
    submission.attempts.all().delete()
    submission.delete()
    assert (find("other"), SearchEntry.objects.count()) == ([], 0)


def test_so_much_of_a_long_request_is_searched(submission: Submission) -> None:
    data: list[JsonValue] = [
        {"url": f"rtsp://camera-{number}.example.com/{'x' * 900}"} for number in range(200)
    ]
    made = build_submission(
        service=submission.service,
        request=REQUEST | {"input": {"type": "url", "data": data}},
        confirmations=[],
        by=submission.created_by,
        now=NOW,
    )
    enqueue(made)
    assert len(made.search_entry.text) == MOST_TEXT
    assert find("camera-99.example") == [made]


def test_it_is_filled_for_what_was_stored_before_and_written_anew(submission: Submission) -> None:
    entry = SearchEntry.objects.get().text
    SearchEntry.objects.all().delete()
    Submission.objects.update(input_type=None, sinks=None, schedule_type=None)
    assert fill(Submission.objects, SearchEntry.objects) == 1
    assert fill(Submission.objects, SearchEntry.objects) == 0
    row = Submission.objects.get()
    assert (row.input_type, row.sinks, row.schedule_type) == ("url", "webhook", "none")
    assert SearchEntry.objects.get().text == entry
    call_command("rebuild_search", verbosity=0)
    assert (find("gate"), SearchEntry.objects.get().text) == ([submission], entry)


def test_an_index_that_is_out_of_step_is_made_whole(submission: Submission) -> None:
    """SQLite's; PostgreSQL's cannot be."""
    if connection.vendor == "sqlite":
        TrigramIndex(itself="delete-all").save(force_insert=True)
        assert find("gate") == []
    call_command("rebuild_search", verbosity=0)
    assert find("gate") == [submission]


def test_a_migration_that_writes_the_table_anew_brings_its_triggers_back(submission: Submission) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for event in ("added", "changed", "removed"):
                cursor.execute(f"DROP TRIGGER records_searchentry_{event}")
    make_triggers_after_migration(using="default")
    SearchEntry.objects.update(text="changed")
    assert (find("gate"), find("changed")) == ([], [submission])


def test_words_of_less_than_three_letters_narrow_and_are_not_enough() -> None:
    words = read_words(" A  berth 9 a ")
    assert (words.long, words.short, bool(words), bool(read_words("a 9"))) == (
        ("berth",),
        ("a", "9"),
        True,
        False,
    )
