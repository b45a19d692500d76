"""The addresses of pages, each worked out once: a page links to dozens, and Django looks for each anew."""

from collections.abc import Hashable
from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, reverse

Named = tuple[tuple[str, Hashable], ...]
"""Arguments by their names."""


def find_address(page: str, *args: str | UUID) -> str:
    """As `reverse`, of a page of that name."""
    return _find_address(get_script_prefix(), page, args, ())


def find_address_of(page: str, args: tuple[Hashable, ...], named: Named) -> str:
    """The same with arguments of any kind, also by their names."""
    return _find_address(get_script_prefix(), page, args, named)


@lru_cache(maxsize=4096, typed=True)
def _find_address(_prefix: str, page: str, args: tuple[Hashable, ...], named: Named) -> str:
    return reverse(page, args=args, kwargs=dict(named))
