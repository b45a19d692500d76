"""A name that a task has already is proposed again with a number after it."""

import pytest

from taskbuilder.records.models import Project
from taskbuilder.records.models.submissions import NAME_LENGTH
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.task_names import find_free, is_used
from tests.web.conftest import MakeSubmission


@pytest.mark.parametrize(
    ("used", "name", "free"),
    [
        ([], "gate", "gate"),
        (["gate"], "gate", "gate-2"),
        (["gate", "gate-2"], "gate", "gate-3"),
        (["gate-7"], "gate-7", "gate-8"),
        (["gate"], "gate-7", "gate-7"),
        (["x" * NAME_LENGTH], "x" * NAME_LENGTH, "x" * (NAME_LENGTH - 2) + "-2"),
    ],
)
def test_the_first_free_name(
    project: Project, make_submission: MakeSubmission, used: list[str], name: str, free: str
) -> None:
    for number, each in enumerate(used, start=1):
        make_submission(number, name=each)
    assert find_free(project, name) == free


@pytest.mark.parametrize(
    ("state", "is_taken"), [(State.CREATED, True), (State.UNKNOWN, True), (State.REFUSED, False)]
)
def test_a_name_is_used_while_its_task_may_be_there(
    project: Project, make_submission: MakeSubmission, state: State, is_taken: bool
) -> None:
    make_submission(1, state=state, name="gate")
    assert is_used(project, "gate") is is_taken


def test_names_that_get_an_ending_are_never_used(project: Project, make_submission: MakeSubmission) -> None:
    make_submission(1, name="gate")
    project.suffixes_names = True
    assert (is_used(project, "gate"), find_free(project, "gate")) == (False, "gate")
