"""Sources and sinks from a table: shown as understood, with problems by row and column, then taken."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.forms.inventory_fields import list_kinds
from taskbuilder.records.inventory.imports import title_column
from taskbuilder.records.inventory.sections import MODELS
from taskbuilder.records.models import InventoryImport, Project, Source
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform
from tests.support.samples import list_requests
from tests.support.walker import Document, Walker
from tests.web.inventory.conftest import AddSink, AddSource

IMPORT = "/projects/gate/inventory/sources/import/"
LIST = "/projects/gate/inventory/sources/"
TABLE = """name,RTSP URL,Site,Tags,Remark,Colour
gate-1,rtsp://me:open-sesame@cam-1.example.com/live,North,"night; gate",Ask the porter,red
gate-2,rtsp://cam-2.example.com/live,South,,,
,rtsp://cam-3.example.com/live,,,,
gate-1,rtsp://cam-4.example.com/live,,,,
gate-5,not an address,,,,
"""


def check(client: Client, table: str | bytes, kind: str = "url", path: str = IMPORT) -> Walker:
    posted: dict[str, object] = {"kind": kind}
    if isinstance(table, bytes):
        posted["file"] = SimpleUploadedFile("cameras.xlsx", table)
    else:
        posted["text"] = table
    walker = Walker(client)
    return walker.see(client.post(path, posted, follow=True))


def list_said(walker: Walker) -> list[str]:
    """The counts, and each problem's row, column and words."""
    return [" ".join(each.text.split()) for each in walker.document.find("li") if "Row " in each.text]


def count(walker: Walker) -> str:
    found = (" ".join(each.text.split()) for each in walker.document.find("p"))
    return next(each for each in found if each.startswith("New:"))


def test_a_table_is_shown_as_understood_and_then_taken(as_operator: Client, project: Project) -> None:
    walker = check(as_operator, TABLE)
    assert count(walker) == "New: 2 · Changed: 0 · Unchanged: 0 · With problems: 3"
    assert list_said(walker) == [
        "Row 4 Name: Enter a name.",
        "Row 5 gate-1 Name: The name is already in row 2.",
        "Row 6 gate-5 Stream or file URL: Write “Stream or file URL” as scheme://host/path, a full "
        "address without spaces, such as rtsp://camera-1.example.com/live.",
    ]
    assert [walker.values[f"column-{at}"] for at in range(6) if f"column-{at}" in walker.values] == [
        ["name"],
        ["url"],
        ["site"],
        ["tags"],
        ["notes"],
    ]
    assert "open-sesame" not in walker.response.text
    assert [each for each in walker.document.find("td") if "red" in each.text.split()] == []
    assert Source.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_inventoryimport")
        assert "open-sesame" not in str(cursor.fetchall())

    as_operator.post(IMPORT, {"do": "take"})
    rows = {each.name: each for each in Source.objects.all()}
    assert sorted(rows) == ["gate-1", "gate-2"]
    assert (rows["gate-1"].site, rows["gate-1"].tags) == ("North", ["gate", "night"])
    data = {"url": "rtsp://me:open-sesame@cam-1.example.com/live"}
    assert rows["gate-1"].full_request() == {"input": {"type": "url", "data": [data]}}
    assert InventoryImport.objects.count() == 0


def test_another_column_is_chosen(as_operator: Client) -> None:
    walker = check(as_operator, "what,where\ngate-1,rtsp://cam-1.example.com/live\n")
    walker.put("column-0", "name").put("column-1", "url")
    walker.see(as_operator.post(IMPORT, {**walker.values, "do": "columns"}, follow=True))
    assert count(walker) == "New: 1 · Changed: 0 · Unchanged: 0 · With problems: 0"


def test_a_server_and_its_password_come_from_columns(as_operator: Client) -> None:
    table = (
        "name\tVCN device ID\tVCN server IP address\tVCN server port\tVCN user name\t"
        "VCN password\tStream type\n"
        "dock\td-1\t192.0.2.10\t9900\tviewer\topen-sesame\tSecondary stream 1\n"
    )
    walker = check(as_operator, table, kind="vcn")
    assert "open-sesame" not in walker.response.text
    assert count(walker) == "New: 1 · Changed: 0 · Unchanged: 0 · With problems: 0"
    as_operator.post(IMPORT, {"do": "take"})
    server: JsonObject = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}
    data: JsonObject = {"device_id": "d-1", "stream_type": 2}
    assert Source.objects.get().full_request() == {"input": {"type": "vcn", "data": [data], "vcn": server}}
    assert Source.objects.get().secrets == {"/input/vcn/password": "open-sesame"}


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("entries", ["sources", "sinks"])
def test_what_is_exported_is_imported_as_unchanged(
    as_operator: Client, add_source: AddSource, add_sink: AddSink, entries: str, ending: str
) -> None:
    known: list[JsonObject] = []
    for number, request in enumerate(list_requests(Platform.IEF) + list_requests(Platform.MODELARTS_EDGE)):
        task_input = {**request["input"], "data": request["input"]["data"][:1]}
        if entries == "sources" and task_input not in known:
            known.append(task_input)
            add_source(f"={number}", task_input=task_input, tags=("a", "b"), site="+North", notes="one\ntwo")
        for kind, sink in request["output"].items():
            if entries == "sinks" and sink not in known:
                known.append(sink)
                add_sink(f"={number} {kind}", {kind: sink})
    assert {row.kind for row in MODELS[entries].objects.all()} == set(
        list_kinds("input" if entries == "sources" else "output")
    )
    path = f"/projects/gate/inventory/{entries}/"
    text = b"".join(as_operator.get(f"{path}export/?format={ending}"))
    kind = next(iter(list_kinds("input" if entries == "sources" else "output")))
    walker = check(as_operator, text, kind=kind, path=f"{path}import/")
    assert list_said(walker) == []
    assert count(walker) == f"New: 0 · Changed: 0 · Unchanged: {len(known)} · With problems: 0"


def test_a_change_keeps_secrets_only_for_the_same_address(as_operator: Client, add_source: AddSource) -> None:
    for number in (1, 2):
        add_source(f"gate-{number}", url=f"rtsp://me:open-sesame@cam-{number}.example.com/live", site="North")
    table = (
        "name,url\n"
        "gate-1,rtsp://••••••@cam-1.example.com/other\n"
        "gate-2,rtsp://••••••@evil.example.com/live\n"
        "gate-3,rtsp://••••••@cam-3.example.com/live\n"
    )
    walker = check(as_operator, table)
    assert count(walker) == "New: 0 · Changed: 1 · Unchanged: 0 · With problems: 2"
    assert [each.partition("URL: ")[2] for each in list_said(walker)] == [
        "The saved “Stream or file URL” was for rtsp://cam-2.example.com. Enter it again for the new "
        "address.",
        "“Stream or file URL” is secret and not in the table. Enter it there.",
    ]
    as_operator.post(IMPORT, {"do": "take"})
    source = Source.objects.get(name="gate-1")
    data = {"url": "rtsp://me:open-sesame@cam-1.example.com/other"}
    assert (source.full_request()["input"], source.site) == ({"type": "url", "data": [data]}, "North")
    assert len(source.former) == 1
    assert Source.objects.count() == 2


def test_what_was_changed_meanwhile_is_compared_again(
    as_operator: Client, operator: User, add_source: AddSource
) -> None:
    check(as_operator, "name,url\ngate-1,rtsp://cam-1.example.com/live\n")
    add_source("gate-1", url="rtsp://cam-9.example.com/live")
    walker = Walker(as_operator).open(IMPORT)
    assert count(walker) == "New: 0 · Changed: 1 · Unchanged: 0 · With problems: 0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Paste a table, or choose a file."),
        ("name,url\n" + "a,b\n" * 10_001, "The table has 10001 rows."),
    ],
)
def test_what_is_not_taken_says_why(as_operator: Client, text: str, words: str) -> None:
    walker = check(as_operator, text)
    assert (walker.response.status_code, [words in each for each in walker.summary]) == (422, [True])
    assert walker.document.find("textarea")[0].text.strip() == ""


def test_an_import_is_discarded_once_that_is_confirmed(as_operator: Client) -> None:
    check(as_operator, TABLE)
    walker = Walker(as_operator).see(as_operator.post(IMPORT, {"do": "discard"}, follow=True))
    assert InventoryImport.objects.count() == 1
    as_operator.post(IMPORT, walker.values)
    assert InventoryImport.objects.count() == 0


def test_a_thousand_rows_cost_few_queries(
    as_operator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [json.dumps({"name": f"c-{n}", "url": f"rtsp://{n}.example.com/live"}) for n in range(1_000)]
    check(as_operator, "\n".join(lines))
    with django_assert_num_queries(5):
        page = as_operator.get(IMPORT)
    assert Document(page.content.decode()).find("button", value="take")[0].text.split() == [
        "Import",
        "1000",
        "rows",
    ]
    as_operator.post(IMPORT, {"do": "take"})
    assert Source.objects.count() == 1_000


def test_rows_may_name_their_types_in_place_of_the_form(as_operator: Client) -> None:
    table = "name,kind,url\ngate-1,Stream or file address,rtsp://cam-1.example.com/a\ngate-2,,rtsp://cam-2.example.com/a\n"
    walker = check(as_operator, table, kind="")
    assert count(walker) == "New: 1 · Changed: 0 · Unchanged: 0 · With problems: 1"
    assert list_said(walker) == ["Row 3 gate-2 Type: Enter a type, or choose one for rows without a type."]


def test_only_a_table_that_was_given_is_withheld(as_operator: Client) -> None:
    withheld = "It is not shown again because it may contain secrets."
    nothing, rubbish = (
        as_operator.post(IMPORT, {"text": text, "kind": kind}) for text, kind in [("", ""), ("name\na", "x")]
    )
    assert [withheld in each.content.decode() for each in (nothing, rubbish)] == [False, True]


def test_a_column_has_the_name_that_its_type_gives_it() -> None:
    titles = {kind: title_column(Source, "url", kind) for kind in ("url", "restful", "")}
    url, restful = "Stream or file URL", "Request URL"
    assert titles == {"url": url, "restful": restful, "": f"{restful} / {url}"}
    assert title_column(Source, "tags") == "Inventory tags"
