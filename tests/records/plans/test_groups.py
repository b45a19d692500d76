"""Several rows as one task: by a column, or so many at a time."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.as_code import PlanDocument, put_back_cells, read_document
from taskbuilder.records.plans.grouping.filling import fill_groups
from taskbuilder.records.plans.grouping.rows import Grouping, list_lines
from taskbuilder.records.plans.judging import ensure_judged, list_problems
from taskbuilder.records.plans.store import Replaced, change_cells, make_renderer, replace_rows
from taskbuilder.taskspec.json_value import as_list, as_object, as_text
from tests.records.conftest import NOW

HEADERS = ["Camera", "Address", "Site", "CPU"]
COLUMNS = {"Address": "/input/data/0/url", "CPU": "/source_usage_estimate/cpu"}
BY_SITE, BY_TWO = Grouping(column=2), Grouping(size=2, name="Group")


def make_row(number: int, site: str = "north", cpu: str = "1", address: str = "") -> list[str]:
    return [f"camera-{number}", address or f"rtsp://192.0.2.1/{number}", site, cpu]


def take(
    plan: Plan,
    rows: Sequence[Sequence[str]],
    grouping: Grouping = BY_SITE,
    *,
    pattern: str = "",
    headers: Sequence[str] = HEADERS,
) -> Replaced:
    document = PlanDocument(name="", template={}, headers=[*headers], rows=[], columns=COLUMNS)
    return replace_rows(
        plan,
        enumerate(rows, start=2),
        headers=headers,
        columns=document.list_columns(),
        key_column=0,
        name_pattern=pattern,
        grouping=grouping,
        revision=plan.revision,
        now=NOW + timedelta(minutes=1),
    )


def list_urls(plan: Plan) -> dict[str, list[str]]:
    """What each task reads, by the key of its group."""
    renderer = make_renderer(plan)
    found = {}
    for row in PlanRow.objects.filter(plan=plan, is_wanted=True).order_by("position"):
        data = as_list(as_object(renderer.render(row.cells)["input"])["data"])
        found[row.key] = [as_text(as_object(each)["url"]).rpartition("/")[2] for each in data]
    return found


def list_changes(plan: Plan) -> dict[str, tuple[str, str]]:
    assert ensure_judged(plan, now=NOW)
    return {row.key: (row.name, row.change) for row in PlanRow.objects.filter(plan=plan).order_by("position")}


def list_messages(plan: Plan) -> list[tuple[str, int | None, str]]:
    rows = list(PlanRow.objects.filter(plan=plan).select_related("plan").order_by("position"))
    found = list_problems(plan, rows, now=NOW)
    return [(row.key, each.column, each.message) for row in rows for each in found[row.pk]]


def test_rows_with_the_same_site_are_one_task(plan: Plan) -> None:
    rows = [make_row(1), make_row(2, "south"), make_row(3), make_row(4, "south"), make_row(5, "west")]
    assert take(plan, rows, pattern="site-{Site}") == Replaced(added=3, changed=0, same=0, removed=0)
    assert list_urls(plan) == {"north": ["1", "3"], "south": ["2", "4"], "west": ["5"]}
    names = ("north", "south", "west")
    assert list_changes(plan) == {name: (f"site-{name}", "new") for name in names}
    assert [row.lines for row in plan.rows.order_by("position")] == [[2, 4], [3, 5], [6]]
    assert list_messages(plan) == []


def test_the_next_table_is_compared_by_groups_in_any_order(plan: Plan) -> None:
    take(plan, [make_row(1), make_row(2), make_row(3, "south"), make_row(4, "west")])
    again = [make_row(3, "south"), make_row(2), make_row(1), make_row(4, "west")]
    assert take(plan, again) == Replaced(added=0, changed=0, same=3, removed=0)
    rows = [make_row(3, "south"), make_row(5), make_row(2), make_row(1), make_row(6, "east")]
    assert take(plan, rows) == Replaced(added=1, changed=1, same=1, removed=0)
    assert list_urls(plan) == {"south": ["3"], "north": ["1", "2", "5"], "east": ["6"]}


def test_what_is_not_of_an_input_has_to_agree(plan: Plan) -> None:
    rows = [make_row(1), make_row(2, cpu="2"), make_row(3, cpu=""), make_row(4, cpu="3")]
    take(plan, rows, pattern="{Site}-{Camera}")
    cameras = "“Camera” differs in rows 2, 3, 4, 5, which are one task. Enter the same in each."
    cpus = "“CPU” differs in rows 2, 3, 5, which are one task. Enter the same in each."
    assert list_messages(plan) == [("north", 4, cameras), ("north", 7, cpus)]
    assert list_changes(plan) == {"north": ("north-camera-1", "invalid")}
    take(plan, [make_row(1), make_row(2, cpu=""), make_row(3)])
    assert list_messages(plan) == []


def test_a_problem_of_an_input_is_at_its_row(plan: Plan) -> None:
    take(plan, [make_row(1), make_row(2), make_row(3, address="nowhere")])
    ((key, place, _message),) = list_messages(plan)
    assert (key, place) == ("north", 2 * len(HEADERS) + 1)


def test_the_limit_of_inputs_holds_for_a_group(plan: Plan) -> None:
    take(plan, [make_row(number) for number in range(5_001)])
    assert list_changes(plan)["north"][1] == "invalid"


def test_rows_without_a_group_are_said_each(plan: Plan) -> None:
    take(plan, [make_row(1, ""), make_row(2), make_row(3, "")])
    found = PlanRow.objects.filter(plan=plan).order_by("position")
    assert [(row.key, row.key_problem) for row in found] == [("", "missing"), ("north", ""), ("", "missing")]
    first, _second, third = found
    change_cells(plan, [(first.pk, 2, "north"), (third.pk, 2, "south")], revision=plan.revision, now=NOW)
    assert list_urls(plan) == {"north": ["2", "1"], "south": ["3"]}


def test_a_cell_of_a_group_is_changed_where_it_is(plan: Plan) -> None:
    take(plan, [make_row(1), make_row(2)])
    row = plan.rows.get()
    change_cells(plan, [(row.pk, len(HEADERS) + 1, "rtsp://192.0.2.1/9")], revision=plan.revision, now=NOW)
    assert (list_urls(plan), plan.rows.get().pk) == ({"north": ["1", "9"]}, row.pk)


def test_so_many_rows_are_a_task_and_stay_together(plan: Plan) -> None:
    take(plan, [make_row(number) for number in range(1, 6)], BY_TWO)
    assert plan.headers == [*HEADERS, "Group"]
    assert list_urls(plan) == {"1": ["1", "2"], "2": ["3", "4"], "3": ["5"]}
    assert list_changes(plan)["3"] == ("gate-3", "new")
    rows = [make_row(number) for number in (7, 5, 4, 3, 1, 6)]
    assert take(plan, rows, BY_TWO) == Replaced(added=0, changed=2, same=1, removed=0)
    assert list_urls(plan) == {"1": ["1", "7"], "3": ["5", "6"], "2": ["3", "4"]}
    assert take(plan, rows, BY_TWO) == Replaced(added=0, changed=0, same=3, removed=0)


@pytest.mark.parametrize("grouping", [BY_SITE, BY_TWO])
def test_a_document_makes_the_same_groups(plan: Plan, grouping: Grouping) -> None:
    rows = [make_row(number, site) for number, site in ((1, "north"), (2, "south"), (3, "north"))]
    take(plan, rows, grouping)
    before, document = list_urls(plan), read_document(plan)
    asked = {"column": "Site"} if grouping is BY_SITE else {"column": "Group", "inputs": 2}
    assert document.grouping == asked
    assert document.rows == [[*cells] for _number, cells in list_lines(plan)]
    replaced = take(plan, document.rows, document.read_grouping(), headers=document.headers)
    assert (replaced.added, replaced.changed, replaced.removed) == (0, 0, 0)
    assert list_urls(plan) == before


def test_what_a_document_hides_comes_back_to_its_row(plan: Plan) -> None:
    addresses = ["rtsp://me:canary-1@192.0.2.1/1", "rtsp://me:canary-2@192.0.2.1/2"]
    rows = [make_row(number, address=address) for number, address in enumerate(addresses, start=1)]
    take(plan, rows)
    document = read_document(plan)
    assert "canary" not in repr(document.rows)
    document.rows.reverse()
    assert list(put_back_cells(plan, document, plan.base)) == [rows[1], rows[0]]
    document.rows[0][2] = "south"  # a new group, which has no such row
    assert list(put_back_cells(plan, document, plan.base)) == [document.rows[0], rows[0]]


@given(st.lists(st.integers(0, 30), unique=True), st.integers(1, 5), st.data())
def test_a_known_row_keeps_its_group_and_none_has_too_many(
    cameras: list[int], size: int, data: st.DataObject
) -> None:
    def fill(chosen: Sequence[int], before: dict[Sequence[str], str]) -> dict[Sequence[str], str]:
        rows = [(number, [str(number), ""]) for number in chosen]
        filled = fill_groups(rows, column=1, width=2, size=size, key=0, before=before)
        return {(cells[0],): cells[1] for _number, cells in filled}

    first = fill(cameras, {})
    left = data.draw(st.lists(st.sampled_from(cameras), unique=True)) if cameras else []
    second = fill([*left, *range(40, 45)], first)
    known = first.keys() & second.keys()
    assert {row: second[row] for row in known} == {row: first[row] for row in known}
    for found in (first, second):
        counts = [list(found.values()).count(name) for name in set(found.values())]
        assert max(counts, default=0) <= size
    assert len(set(first.values())) == -(-len(cameras) // size)
