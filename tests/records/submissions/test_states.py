"""The table of states holds, and is the diagram."""

import pytest

from taskbuilder.records.submissions.states import (
    ALLOWED,
    DECIDED,
    SETTLED,
    ForbiddenChange,
    State,
    as_mermaid,
    check_change,
)


def test_every_state_has_a_row() -> None:
    assert set(ALLOWED) == set(State)


@pytest.mark.parametrize("old", list(State))
@pytest.mark.parametrize("new", list(State))
def test_only_what_the_table_allows_passes(old: State, new: State) -> None:
    if new in ALLOWED[old]:
        check_change(old, new)
        return
    with pytest.raises(ForbiddenChange) as raised:
        check_change(old, new)
    assert (raised.value.old, raised.value.new) == (old, new)


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
    assert "    unknown --> closed : by decision" in as_mermaid().splitlines()
    changes = [*ALLOWED.values(), *DECIDED.values()]
    assert as_mermaid().count("-->") == 1 + sum(map(len, changes)) + len(SETTLED)
    assert as_mermaid().count(": by decision") == sum(map(len, DECIDED.values()))


@pytest.mark.parametrize("old", list(State))
@pytest.mark.parametrize("new", list(State))
def test_a_person_decides_on_the_unknown_and_cancels_what_is_not_claimed(old: State, new: State) -> None:
    decided = {
        *((State.UNKNOWN, after) for after in (State.CREATED, State.QUEUED, State.CLOSED)),
        *((before, State.CANCELLED) for before in (State.QUEUED, State.WAITING)),
    }
    if (old, new) in decided:
        check_change(old, new, is_decided=True)
        return
    with pytest.raises(ForbiddenChange):
        check_change(old, new, is_decided=True)
