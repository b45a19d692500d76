"""Whatever differs between the document's rules and the catalogue's is reported."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

Find = Callable[[dict[str, str], dict[str, str]], list[str]]


@pytest.fixture(scope="module")
def find() -> Find:
    spec = importlib.util.spec_from_file_location(
        "compare_rules", Path(settings.BASE_DIR, ".ci", "compare_rules.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def find_differences(documented: dict[str, str], held: dict[str, str]) -> list[str]:
        found: list[str] = module.find_differences(documented, held)
        return found

    return find_differences


@pytest.mark.parametrize(
    ("documented", "held", "told"),
    [
        ({"a": "error"}, {"a": "error"}, []),
        ({"a": "error"}, {}, ["a: error in the document, no such rule in the catalogue"]),
        ({}, {"a": "error"}, ["a: no such rule in the document, error in the catalogue"]),
        ({"a": "error"}, {"a": "advice"}, ["a: error in the document, advice in the catalogue"]),
    ],
)
def test_each_difference_is_reported(
    find: Find, documented: dict[str, str], held: dict[str, str], told: list[str]
) -> None:
    assert find(documented, held) == told
