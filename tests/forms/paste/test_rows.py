"""What people paste for many inputs: what is read of it, what is said, and what stays in the box."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.forms.fields import ListOf
from taskbuilder.forms.paste.preview import describe_pasted
from taskbuilder.forms.paste.rows import LONGEST, has_rows, list_columns, read_rows
from taskbuilder.forms.paste.table import Column, mask_lines
from taskbuilder.forms.task_fields import ask_input
from taskbuilder.forms.walk import find_field

URL = "Stream or file URL"
A, B = "rtsp://192.0.2.1/a", "rtsp://192.0.2.2/b"


def list_for(kind: str) -> ListOf:
    found = find_field(ask_input(), ["input", "type", kind, "data"])
    assert isinstance(found, ListOf)
    return found


def columns_for(kind: str) -> list[Column]:
    return list_columns(list_for(kind))


def urls(*addresses: str) -> list[dict[str, str]]:
    return [{"url": address} for address in addresses]


def note(*lines: str) -> str:
    """What stays in the box of cells that fill in nothing: their names, then a line for each row."""
    first, *others = lines
    return "\n".join([f"# Ignored:\t{first}", *(f"#\t{each}" for each in others)])


TEXTS = [
    # One address on each line
    ("url", f"{A}\n{B}", urls(A, B), f"2 rows found. 1 column: {URL}.", ""),
    ("url", f" {A} \n\n\t\n{B}\n", urls(A, B), f"2 rows found. 1 column: {URL}.", ""),
    ("url", f"\ufeff{A}\n{B}", urls(A, B),
     f"2 rows found. 1 column: {URL}. The byte-order mark at the beginning is ignored.", ""),
    ("url", "rtsp://a/1,2", urls("rtsp://a/1,2"), f"1 row found. 1 column: {URL}.", ""),
    ("url", "rtsp://a/1;x=2\nrtsp://b/1;x=3", urls("rtsp://a/1;x=2", "rtsp://b/1;x=3"),
     f"2 rows found. 1 column: {URL}.", ""),
    ("url", "rtsp://u:p q@a/1", urls("rtsp://u:p q@a/1"), f"1 row found. 1 column: {URL}.", ""),
    ("url", f"{A}\nnothing", urls(A, "nothing"), f"2 rows found. 1 column: {URL}.", ""),
    # Playlists and comments
    ("url", f"#EXTM3U\n#EXTINF:-1,Gate 1\n{A}\n#EXTINF:-1,Gate 2\n{B}", urls(A, B),
     f"2 rows found. 1 column: {URL}. 3 comment lines (starting with #) are ignored.", ""),
    ("url", f"\ufeff#EXTM3U\n{A}", urls(A),
     f"1 row found. 1 column: {URL}. 1 comment line (starting with #) is ignored."
     " The byte-order mark at the beginning is ignored.", ""),
    ("url", f"# the gates\n{A}", urls(A),
     f"1 row found. 1 column: {URL}. 1 comment line (starting with #) is ignored.", "# the gates"),
    # Columns without a header
    ("url", f"Gate 1\t{A}\nGate 2\t{B}", urls(A, B), f"2 rows found. 2 columns: ignored, {URL}.",
     note("Column 1", "Gate 1", "Gate 2")),
    ("url", f"Gate 1,{A}\nGate 2,{B}", urls(A, B), f"2 rows found. 2 columns: ignored, {URL}.",
     note("Column 1", "Gate 1", "Gate 2")),
    ("url", f"Gate 1;{A};x\nGate 2;{B};y", urls(A, B), f"2 rows found. 3 columns: ignored, {URL}, ignored.",
     note("Column 1\tColumn 3", "Gate 1\tx", "Gate 2\ty")),
    ("url", f"{A}\tGate 1", urls(A), f"1 row found. 2 columns: {URL}, ignored.", note("Column 2", "Gate 1")),
    ("url", f"{A},Gate 1", urls(A), f"1 row found. 2 columns: {URL}, ignored.", note("Column 2", "Gate 1")),
    ("url", f"{A},Gate\n{B},Yard", urls(A, B), f"2 rows found. 2 columns: {URL}, ignored.",
     note("Column 2", "Gate", "Yard")),
    ("url", f'"Gate, north","{A}"\n"Gate, south","{B}"', urls(A, B),
     f"2 rows found. 2 columns: ignored, {URL}.", note("Column 1", "Gate, north", "Gate, south")),
    ("url", f'"{A},1",Gate', urls(f"{A},1"), f"1 row found. 2 columns: {URL}, ignored.",
     note("Column 2", "Gate")),
    ("url", f'"{A}",\n"{B}",', urls(A, B), f"2 rows found. 1 column: {URL}.", ""),
    ("url", f'"Gate ""1"""\t{A}', urls(A), f"1 row found. 2 columns: ignored, {URL}.",
     note("Column 1", 'Gate "1"')),
    ("url", f"main;{A};{B}", urls(A), f"1 row found. 3 columns: ignored, {URL}, ignored.",
     note("Column 1\tColumn 3", f"main\t{B}")),
    ("url", f"Gate 1: {A}\nGate 2: {B}", urls(A, B), f"2 rows found. 2 columns: ignored, {URL}.",
     note("Column 1", "Gate 1:", "Gate 2:")),
    ("url", f"- {A}\n- {B}", urls(A, B), f"2 rows found. 1 column: {URL}.", ""),
    ("url", f"1. {A}\n2. {B}", urls(A, B), f"2 rows found. 2 columns: ignored, {URL}.",
     note("Column 1", "1.", "2.")),
    # Headers that name the columns, known or not
    ("url", f"URL\n{A}", urls(A), f"1 row found. 1 column: {URL}.", ""),
    ("url", f"Name,url\nGate 1,{A}", urls(A), f"1 row found. 2 columns: ignored, {URL}.",
     note("Name", "Gate 1")),
    ("url", f"Name;IP;Stream\nGate 1;192.0.2.1;{A}\nGate 2;192.0.2.2;{B}", urls(A, B),
     f"2 rows found. 3 columns: ignored, ignored, {URL}.",
     note("Name\tIP", "Gate 1\t192.0.2.1", "Gate 2\t192.0.2.2")),
    ("url", f"\ufeffName\tLink\nGate 1\t{A}", urls(A),
     f"1 row found. 2 columns: ignored, {URL}. The byte-order mark at the beginning is ignored.",
     note("Name", "Gate 1")),
    # Lines that are not rows
    ("url", f"Gate 1,{A}\nTotal,1", urls(A),
     f"1 row found. 2 columns: ignored, {URL}. 1 line has no address and stays in the box: 2.",
     note("Column 1", "Gate 1") + "\nTotal,1"),
    ("url", f"Cameras\nGate 1\t{A}\nGate 2\t{B}\nend", urls(A, B),
     f"2 rows found. 2 columns: ignored, {URL}. 2 lines have no address and stay in the box: 1, 4.",
     note("Column 1", "Gate 1", "Gate 2") + "\nCameras\nend"),
    ("url", "nothing", [], "1 line has no address and stays in the box: 1.", "nothing"),
    ("url", "Gate 1\tnone\nGate 2", [], "2 lines have no address and stay in the box: 1, 2.",
     "Gate 1\tnone\nGate 2"),
    # Requests for an address
    ("restful", "https://m/1\tyes\tdata/url\tn-1",
     [{"url": "https://m/1", "certificate_check": "yes", "rtsp_path_in_response": "data/url",
       "node_id": "n-1"}],
     "1 row found. 4 columns: Request URL, Verify the certificate, Stream address in the response, Node ID.",
     ""),
    ("restful", "Gate 1;https://m/1;no;data/url",
     [{"url": "https://m/1", "certificate_check": "no", "rtsp_path_in_response": "data/url"}],
     "1 row found. 4 columns: ignored, Request URL, Verify the certificate, Stream address in the response.",
     note("Column 1", "Gate 1")),
    ("restful", "Verify the certificate\turl\nYes, verify it\thttps://m/1",
     [{"certificate_check": "yes", "url": "https://m/1"}],
     "1 row found. 2 columns: Verify the certificate, Request URL.", ""),
    # Ids
    ("edgecamera", "cam-1\ncam-2", [{"id": "cam-1"}, {"id": "cam-2"}],
     "2 rows found. 1 column: Camera ID.", ""),
    ("edgecamera", "Gate 1\tcam-1\nGate 2\tcam-2", [{"id": "cam-1"}, {"id": "cam-2"}],
     "2 rows found. 2 columns: ignored, Camera ID.", note("Column 1", "Gate 1", "Gate 2")),
    ("edgecamera", "Gate 1;cam-1;ipc", [{"id": "cam-1", "camera_type": "ipc"}],
     "1 row found. 3 columns: ignored, Camera ID, Camera type.", note("Column 1", "Gate 1")),
    ("edgecamera", "cam-1,ipc,site=east; floor=2",
     [{"id": "cam-1", "camera_type": "ipc", "tag": "site=east; floor=2"}],
     "1 row found. 3 columns: Camera ID, Camera type, Tags.", ""),
    ("edgecamera", "cam-1\tGate 1", [{"id": "cam-1"}], "1 row found. 2 columns: Camera ID, ignored.",
     note("Column 2", "Gate 1")),
    ("edgecamera", "ID;Vendor\ncam-1;ACME\ncam-2;", [{"id": "cam-1"}, {"id": "cam-2"}],
     "2 rows found. 2 columns: Camera ID, ignored.", note("Vendor", "ACME")),
    ("vcn", "dev-1\t2\tnode-1", [{"device_id": "dev-1", "stream_type": "2", "node_id": "node-1"}],
     "1 row found. 3 columns: VCN device ID, Stream type, Node ID.", ""),
    ("vcn", "Gate,dev-1,1", [{"device_id": "dev-1", "stream_type": "1"}],
     "1 row found. 3 columns: ignored, VCN device ID, Stream type.", note("Column 1", "Gate")),
    ("vcn", "Stream type,Device\nPrimary stream,dev-1", [{"stream_type": "1"}],
     "1 row found. 2 columns: Stream type, ignored.", note("Device", "dev-1")),
    ("obs", "bucket-1\tin/\nbucket-2\tin/",
     [{"bucket": "bucket-1", "path": "in/"}, {"bucket": "bucket-2", "path": "in/"}],
     "2 rows found. 2 columns: OBS bucket, OBS path.", ""),
    ("obs", "bucket-1,in/a.mp4", [{"bucket": "bucket-1", "path": "in/a.mp4"}],
     "1 row found. 2 columns: OBS bucket, OBS path.", ""),
    ("vis", "s-1\r\ns-2", [{"stream_name": "s-1"}, {"stream_name": "s-2"}],
     "2 rows found. 1 column: VIS stream name.", ""),
    ("vis", "#1 gate\n# two", [{"stream_name": "#1 gate"}],
     "1 row found. 1 column: VIS stream name. 1 comment line (starting with #) is ignored.", "# two"),
]  # fmt: skip


@pytest.mark.ux(35)
@pytest.mark.parametrize(("kind", "text", "rows", "said", "rest"), TEXTS, ids=lambda value: repr(value)[:40])
def test_what_is_read_said_and_left(
    kind: str, text: str, rows: list[dict[str, str]], said: str, rest: str
) -> None:
    pasted, shown = read_rows(text, columns_for(kind), 10), describe_pasted(list_for(kind), text)
    assert shown is not None
    assert (pasted.rows, " ".join(shown.summary), pasted.rest) == (rows, said, rest)
    assert read_rows(pasted.rest, columns_for(kind), 10).rows == []


PIECES = re.compile(r"[^\s\",;#\ufeff]+")
WORDS = st.sampled_from(
    ["Gate 1", A, B, "cam-1", "\t", ";", ",", '"', "#", "\n", " ", "x=1", "ipc", "yes", "\ufeff"]
)


@given(st.lists(WORDS, max_size=30).map("".join), st.sampled_from(["url", "restful", "edgecamera", "obs"]))
def test_no_word_of_a_pasted_text_is_lost(text: str, kind: str) -> None:
    """Each is in a row, stays in the box, or names a column."""
    pasted = read_rows(text, columns_for(kind), 1000)
    kept = "".join([pasted.rest, *(name for name, _title in pasted.columns)])
    kept += "".join("".join(row.values()) for row in pasted.rows)
    assert [word for word in PIECES.findall(text) if word not in kept] == []


def test_a_very_long_text_is_not_read() -> None:
    text = f"{A}\n" * (LONGEST // len(A))
    shown = describe_pasted(list_for("url"), text)
    assert shown is not None
    assert (shown.summary, shown.add) == (["This is longer than 1000000 characters. Paste it in parts."], "")
    assert read_rows(text, columns_for("url"), 10).rest == text


def test_the_preview_has_the_first_rows_without_secrets_and_without_what_is_ignored() -> None:
    text = "\n".join(f"Gate {number}\trtsp://u:canary@a/{number}" for number in range(13))
    shown = describe_pasted(list_for("url"), text)
    assert shown is not None
    assert shown.titles == [("Column 1", "ignored"), ("Column 2", URL)]
    assert shown.rows == [["", f"rtsp://••••••@a/{number}"] for number in range(10)]
    assert (shown.more, shown.add) == ("3 more rows", "Add 13 rows")
    assert describe_pasted(list_for("url"), " \n") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://u:canary@a/1", "rtsp://••••••@a/1"),
        (
            f"Name,User,Password,URL\nGate,admin,canary,{A}\nYard,,,{B}",
            f"Name,User,Password,URL\nGate,••••••,••••••,{A}\nYard,,,{B}",
        ),
        (f"Password;URL\ncanary;{A}", f"Password;URL\n••••••;{A}"),
        (
            f"{note('Name	Password', 'Gate	canary')}\n{A}",
            f"{note('Name	Password', 'Gate	••••••')}\n{A}",
        ),
        (f"Gate;{A}", f"Gate;{A}"),
    ],
)
def test_secrets_of_a_box_are_hidden(text: str, shown: str) -> None:
    assert mask_lines(text) == shown


@pytest.mark.parametrize(
    ("text", "is_open"), [("", False), ("\n # x\n#EXTM3U", False), ("# x\na", True), ("#a", True)]
)
def test_comments_alone_are_nothing_to_add(text: str, is_open: bool) -> None:
    assert has_rows(text) is is_open
