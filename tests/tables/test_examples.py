"""Forty files as people and programs make them are read right, or it is said why not."""

import pytest

from taskbuilder.tables.contents import Content
from taskbuilder.tables.matching import Wanted, match_columns
from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import UnreadableTable
from tests.tables.examples.delimited import DELIMITED
from tests.tables.examples.example import Example
from tests.tables.examples.sheets import SHEETS
from tests.tables.examples.vendors import VENDORS

EXAMPLES = [*DELIMITED, *VENDORS, *SHEETS]
READ = [example for example in EXAMPLES if not example.refused]
WANTED = [
    Wanted(key="name", names=("name", "Task name", "任务名称")),
    Wanted(key="url", names=("url", "Stream or file URL"), content=Content.ADDRESS),
    Wanted(key="host", names=("ip", "VCN server IP address"), content=Content.HOST),
    Wanted(key="port", names=("port", "VCN server port"), content=Content.NUMBER),
    Wanted(key="user", names=("user_name", "VCN user name")),
    Wanted(key="password", names=("password", "VCN password")),
    Wanted(key="id", names=("device_id", "Camera ID"), content=Content.IDENTIFIER),
    Wanted(key="site", names=("site",)),
    Wanted(key="tags", names=("tags", "Tags")),
]


def test_there_are_forty() -> None:
    assert len({example.title for example in EXAMPLES}) == len(EXAMPLES) > 40


@pytest.mark.parametrize("example", READ, ids=lambda each: each.title)
def test_what_is_read(example: Example) -> None:
    table = read_table(example.make())

    assert table.headers == list(example.headers)
    assert table.rows == list(example.rows)
    assert [note.render() for note in table.notes] == list(example.notes)
    matched = match_columns(table.headers, [row.cells for row in table.rows], WANTED)
    assert {table.headers[column]: key for column, key in matched.items()} == example.matches


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.refused], ids=lambda each: each.title)
def test_what_is_refused(example: Example) -> None:
    with pytest.raises(UnreadableTable) as refusal:
        read_table(example.make())

    assert refusal.value.problem.render() == example.refused
