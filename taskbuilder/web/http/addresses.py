"""The addresses of pages, each worked out once: a page links to dozens, and Django looks for each anew."""

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, reverse


def find_address(page: str, *args: str | UUID) -> str:
    """As `reverse`, of a page of that name."""
    return _find_address(get_script_prefix(), page, args)


@lru_cache(maxsize=4096)
def _find_address(_prefix: str, page: str, args: tuple[str | UUID, ...]) -> str:
    return reverse(page, args=args)
