"""The table of states holds, and is the diagram."""

import pytest

from taskbuilder.records.submissions.states import (
    ALLOWED,
    DECIDED,
    ICONS,
    SETTLED,
    ForbiddenChange,
    State,
    as_mermaid,
    check_change,
)


def test_every_state_has_a_row_and_an_icon() -> None:
    assert set(ALLOWED) == set(State)
    assert set(ICONS) == set(State)


@pytest.mark.parametrize("old", list(State))
@pytest.mark.parametrize("new", list(State))
def test_only_what_the_table_allows_passes(old: State, new: State) -> None:
    if new in ALLOWED[old]:
        check_change(old, new)
        return
    with pytest.raises(ForbiddenChange) as told:
        check_change(old, new)
    assert (told.value.old, told.value.new) == (old, new)


def test_what_may_have_created_tasks_is_never_due_again_by_itself() -> None:
    reachable, found = set[State](), {State.UNKNOWN}
    while found - reachable:
        reachable |= found
        found = {new for old in reachable for new in ALLOWED[old]}
    assert reachable == {State.UNKNOWN, State.CREATED, State.REFUSED}
    assert reachable <= set(SETTLED)


def test_the_diagram_is_the_table() -> None:
    assert as_mermaid().splitlines()[:4] == [
        "stateDiagram-v2",
        "    [*] --> queued",
        "    queued --> sending",
        "    queued --> created",
    ]
    changes = [*ALLOWED.values(), *DECIDED.values()]
    assert as_mermaid().count("-->") == 1 + sum(map(len, changes)) + len(SETTLED)
    assert as_mermaid().count(": by decision") == sum(map(len, DECIDED.values()))


@pytest.mark.parametrize("old", list(State))
@pytest.mark.parametrize("new", list(State))
def test_a_person_decides_on_nothing_but_the_unknown(old: State, new: State) -> None:
    if (old, new) in {(State.UNKNOWN, State.CREATED), (State.UNKNOWN, State.QUEUED)}:
        check_change(old, new, is_decided=True)
        return
    with pytest.raises(ForbiddenChange):
        check_change(old, new, is_decided=True)
