"""Problems in the reference's own words, for programs that know its answers."""

from collections.abc import Iterable

from taskbuilder.taskspec.field_errors import MOST_PROBLEMS, WRONG_TYPE
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Problem
from taskbuilder.taskspec.rules.wrong_type import WITH_QUOTES

INVALID = "Invalid argument."
AND_MORE = f"Only the first {MOST_PROBLEMS} problems are named: there may be more."


def word_all(problems: Iterable[Problem]) -> str:
    """An error_msg that names every problem: "Invalid argument. The field [input] is required and …"."""
    sentences = [INVALID, *map(word, problems)]
    return " ".join(sentences if len(sentences) <= MOST_PROBLEMS else [*sentences, AND_MORE])


def word(problem: Problem) -> str:
    """One problem, its member in brackets (reference, "Example Responses")."""
    member = write_member(problem.path)
    if problem.rule.endswith(".required") and problem.template not in (WRONG_TYPE, WITH_QUOTES):
        return f"The field [{member}] is required and cannot be empty."
    return f"The field [{member}] is invalid. {problem.message}"


def write_member(path: str) -> str:
    """`/input/data/0/url` as `input.data[0].url`; the whole is the `body`."""
    parts = [f"[{part}]" if str(part).isdigit() else f".{part}" for part in pointer.split(path)]
    return "".join(parts).removeprefix(".") or "body"
