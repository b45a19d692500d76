"""Each numbered point of what every page must do (ux.md) is held by tests that name it."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
POINTS = frozenset(range(1, 41))
TO_COME: frozenset[int] = frozenset()
"""What is not held everywhere yet."""


def find_points() -> Iterator[int]:
    """The numbers in each test's `ux(…)` mark."""
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for mark in map(ast.unparse, node.decorator_list):
                    if mark.startswith("pytest.mark.ux("):
                        yield from ast.literal_eval(f"[{mark.removeprefix('pytest.mark.ux(')[:-1]}]")


def test_each_point_is_held() -> None:
    assert sorted(POINTS - TO_COME - set(find_points())) == []


def test_no_mark_names_a_point_that_is_none() -> None:
    assert sorted(set(find_points()) - POINTS) == []
