"""Whatever differs between the document's rules and the catalogue's is reported, but for pending rules."""

import importlib.util
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.conf import settings

Find = Callable[[dict[str, str], dict[str, str], Iterable[str]], list[str]]


@pytest.fixture(scope="module")
def find() -> Find:
    spec = importlib.util.spec_from_file_location(
        "compare_rules", Path(settings.BASE_DIR, ".ci", "compare_rules.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def find_differences(
        documented: dict[str, str], held: dict[str, str], pending: Iterable[str]
    ) -> list[str]:
        found: list[str] = module.find_differences(documented, held, frozenset(pending))
        return found

    return find_differences


@pytest.mark.parametrize(
    ("documented", "held", "pending", "told"),
    [
        ({"a": "error"}, {"a": "error"}, (), []),
        ({"a": "error", "b": "confirm"}, {"a": "error"}, ("b",), []),
        ({"a": "error"}, {}, (), ["a: error in the document, no such rule in the catalogue"]),
        ({}, {"a": "error"}, (), ["a: no such rule in the document, error in the catalogue"]),
        ({"a": "error"}, {"a": "advice"}, (), ["a: error in the document, advice in the catalogue"]),
        ({"a": "error"}, {"a": "error"}, ("a",), ["a: pending, and in the catalogue"]),
        ({}, {}, ("a",), ["a: pending, and not in the document"]),
    ],
)
def test_each_difference_is_reported(
    find: Find, documented: dict[str, str], held: dict[str, str], pending: tuple[str, ...], told: list[str]
) -> None:
    assert find(documented, held, pending) == told
