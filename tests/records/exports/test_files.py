"""What a file says: every row of the list, in each format, with nothing secret and no formula in it."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.exports import files, spreadsheets
from taskbuilder.records.exports.cells import make_inert
from taskbuilder.records.exports.columns import COLUMNS
from taskbuilder.records.exports.files import walk_chunks, write_file
from taskbuilder.records.exports.spreadsheets import TooManyRows, fit
from taskbuilder.records.models import CreatedTask, Format, Project, Service, Submission
from taskbuilder.records.models.submissions import OutcomeData
from taskbuilder.records.search.entries import note_kinds
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import Listing, make_listing
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.records.submissions.retention import STRIPPED
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import JsonObject
from tests.records.conftest import NOW

pytestmark = pytest.mark.django_db
ROWS = 600
LATER = NOW + timedelta(days=1)
REQUEST: JsonObject = {
    "name": "gate",
    "input": {
        "type": "url",
        "data": [{"url": "rtsp://••••••@192.0.2.1/main"}, {"url": "rtsp://b.example/2"}],
    },
    "output": {"webhook": {"url": "https://sink.example.net"}},
    "schedule": {"type": "daily"},
}


@pytest.fixture
def row(project: Project, service: Service, operator: User) -> Submission:
    submission = Submission(
        project=project,
        service=service,
        created_by=operator,
        created_at=NOW,
        name="gate",
        description="Who comes in",
        request=REQUEST,
        secrets={"/input/data/0/url": "rtsp://user:canary@192.0.2.1/main"},
        state=State.REFUSED,
        settled_at=NOW + timedelta(seconds=2),
        outcome=OutcomeData(code="ModelArts.0101", message="Invalid argument."),
    )
    note_kinds(submission)
    submission.save(force_insert=True)
    for position, task_id in enumerate(["b1", "a2"]):
        CreatedTask.objects.create(submission=submission, position=position, task_id=task_id)
    return submission


def write(form: Format, listing: Listing | None = None, *, language: str = "en") -> bytes:
    chunks = walk_chunks(listing or make_listing(SubmissionFilters(), None), until=LATER)
    return b"".join(write_file(chunks, form=form, language=language))


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(BytesIO(content), read_only=True).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def read_json(content: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in content.decode().splitlines()]


def as_table(row: Submission) -> list[list[str]]:
    return [
        [
            "Submission ID",
            "Project",
            "Service",
            "Service ID",
            "Platform",
            "Task name",
            "Task IDs",
            "Status",
            "Created by",
            "API token",
            "Created (UTC)",
            "Finished (UTC)",
            "Input type",
            "Inputs",
            "Outputs",
            "Schedule",
            "Description",
            "Error code",
            "Error message",
        ],
        [
            str(row.pk),
            "Gate",
            "Counting",
            "6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11",
            "ModelArts Edge",
            "gate",
            "b1; a2",
            "Refused",
            "operator",
            "",
            "2026-03-01T12:00:00Z",
            "2026-03-01T12:00:02Z",
            "Stream or file address",
            "rtsp://••••••@192.0.2.1/main; rtsp://b.example/2",
            "Webhook",
            "Daily",
            "Who comes in",
            "ModelArts.0101",
            "Invalid argument.",
        ],
    ]


def test_a_table_says_everything_in_words(row: Submission) -> None:
    assert read_csv(write(Format.CSV)) == as_table(row)
    assert read_xlsx(write(Format.XLSX)) == as_table(row)


def test_spreadsheets_take_a_csv_file_for_utf_8(row: Submission) -> None:
    assert write(Format.CSV).startswith(b"\xef\xbb\xbfSubmission ID,")


def test_json_lines_have_the_request_and_values_for_programs(row: Submission) -> None:
    assert read_json(write(Format.JSON_LINES)) == [
        {
            "id": str(row.pk),
            "project": "Gate",
            "service": "Counting",
            "service_id": "6f9bb4a0-2c9c-4d3b-8d0c-0c5d7a2f4f11",
            "platform": "modelarts-edge",
            "name": "gate",
            "task_ids": ["b1", "a2"],
            "state": "refused",
            "created_by": "operator",
            "token": None,
            "created_at": "2026-03-01T12:00:00Z",
            "settled_at": "2026-03-01T12:00:02Z",
            "input_type": "url",
            "inputs": ["rtsp://••••••@192.0.2.1/main", "rtsp://b.example/2"],
            "sinks": ["webhook"],
            "schedule_type": "daily",
            "description": "Who comes in",
            "error_code": "ModelArts.0101",
            "error_message": "Invalid argument.",
            "request": REQUEST,
        }
    ]


def test_a_table_is_in_the_language_of_its_reader(row: Submission) -> None:
    titles, cells = read_csv(write(Format.CSV, language="zh-hans"))
    assert (titles[7], cells[7]) == ("状态", "已拒绝")


def test_what_retention_removed_is_empty(row: Submission) -> None:
    Submission.objects.update(**STRIPPED)
    (line,) = read_json(write(Format.JSON_LINES))
    assert (line["request"], line["inputs"], line["input_type"]) == (None, [], "url")
    assert read_csv(write(Format.CSV))[1][13] == ""


def test_addresses_that_people_wrote_are_masked_too(row: Submission) -> None:
    address = "rtsp://viewer:canary@192.0.2.9/main"
    outcome = {"message": address, "code": address}
    Submission.objects.update(name=address, description=address, outcome=outcome)
    for form in (Format.CSV, Format.JSON_LINES):
        assert b"canary" not in write(form)
    assert "canary" not in str(read_xlsx(write(Format.XLSX)))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        " =1",
        "\u200b=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "﹢1",
    ],
)
def test_no_cell_is_a_formula(row: Submission, text: str) -> None:
    assert make_inert(text) == f"'{text}"
    Submission.objects.update(name=text, description=text)
    assert read_csv(write(Format.CSV))[1][5] == f"'{text}"
    book = openpyxl.load_workbook(BytesIO(write(Format.XLSX)))
    assert {cell.data_type for line in book.worksheets[0].iter_rows() for cell in line} <= {
        "s",
        "n",
        "inlineStr",
    }
    assert book.worksheets[0].cell(row=2, column=6).data_type == "s"


@pytest.mark.parametrize("text", ["", " ", "gate", "1-1", "a=1", "摄像头", "'=1"])
def test_other_cells_are_as_they_are(text: str) -> None:
    assert make_inert(text) == text


@pytest.mark.parametrize("text", ["x" * 32_767, "😀" * 16_383])
def test_a_cell_that_fits_is_whole(text: str) -> None:
    assert fit(text) == text


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384, "x" + "😀" * 20_000])
def test_a_longer_one_is_cut_and_says_so(text: str) -> None:
    cut = fit(text)
    begin, note, rest = cut.partition("… (cut: Excel takes at most 32,767 characters)")
    assert (text.startswith(begin), bool(note), rest) == (True, True, "")
    assert 32_765 <= len(cut.encode("utf-16-le")) // 2 <= 32_767


def test_a_spreadsheet_of_too_many_rows_is_refused(row: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 0)
    with pytest.raises(TooManyRows):
        write(Format.XLSX)


def test_half_a_character_breaks_no_file(row: Submission) -> None:
    Submission.objects.update(request={"input": {"type": "vis", "data": [{"stream_name": "a\ud800\x00b"}]}})
    assert read_csv(write(Format.CSV))[1][13] == "a?\x00b"
    assert len(read_json(write(Format.JSON_LINES))) == 1
    assert read_xlsx(write(Format.XLSX))[1][13].startswith("a?")


@pytest.fixture
def history(db: None) -> None:
    seed_history(ROWS, seed=1, now=NOW, progress=int)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(
    "filters",
    [
        SubmissionFilters(),
        SubmissionFilters(state="created"),
        SubmissionFilters(sink="dis", schedule_type="daily"),
        SubmissionFilters(input_type="vcn"),
    ],
)
@pytest.mark.parametrize("is_of_one", [True, False])
def test_a_file_has_the_rows_of_the_list_in_its_order(
    monkeypatch: pytest.MonkeyPatch, filters: SubmissionFilters, is_of_one: bool
) -> None:
    monkeypatch.setattr(files, "CHUNK", 100)
    projects = [*Project.objects.order_by("pk").values_list("pk", flat=True)][: 1 if is_of_one else None]
    listed = [str(row.pk) for row in list_submissions(projects=projects, filters=filters, limit=ROWS).rows]
    listing = make_listing(filters, projects)

    assert [line["id"] for line in read_json(write(Format.JSON_LINES, listing))] == listed
    assert [line[0] for line in read_csv(write(Format.CSV, listing))[1:]] == listed
    assert [line[0] for line in read_xlsx(write(Format.XLSX, listing))[1:]] == listed
    assert len(listed) > 0


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("form", list(Format))
def test_a_chunk_costs_three_queries(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries, form: Format
) -> None:
    monkeypatch.setattr(files, "CHUNK", 50)
    listing = make_listing(SubmissionFilters(), None)
    with django_assert_num_queries(ROWS // 50 * 3 + 1):
        write(form, listing)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("form", list(Format))
def test_no_seeded_secret_is_in_a_file(form: Format) -> None:
    content = write(form)
    text = str(read_xlsx(content)) if form is Format.XLSX else content.decode()
    assert (text.count("seeded-"), text.count("••••••") > 100) == (0, True)


def test_programs_and_people_have_names_for_every_column() -> None:
    names = [column.name for column in COLUMNS]
    titles = [str(column.title) for column in COLUMNS]
    assert (len(set(names)), len(set(titles))) == (len(names), len(titles))


def test_what_comes_later_is_not_in_it(row: Submission) -> None:
    listing = make_listing(SubmissionFilters(), None)
    assert [*walk_chunks(listing, until=NOW - timedelta(seconds=1))] == []
    assert [*walk_chunks(listing, until=NOW)] == [[row]]


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("form", list(Format))
def test_large_requests_are_not_in_memory_together(monkeypatch: pytest.MonkeyPatch, form: Format) -> None:
    """200 requests of 12 MB would take all memory there is."""
    listing = make_listing(SubmissionFilters(), None)
    whole, sizes = write(form, listing), []
    monkeypatch.setattr(files, "MOST_CHARACTERS", 1)
    for part in walk_chunks(listing, until=LATER):
        sizes.append((len(part), bool(part[0].request)))
        last = part
    assert (sizes, last[0].request) == ([(1, True)] * ROWS, {})
    if form is not Format.XLSX:  # which says when it was made
        assert write(form, listing) == whole
