"""The links to the neighbouring pages of a list, as `components/pager.html` draws them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from taskbuilder.records.keyset import Page, Row

NONE: Mapping[str, str] = {}


def link_neighbours(page: Page[Row], chosen: Mapping[str, str] = NONE) -> dict[str, str]:
    """Each empty where there is no such page; `chosen`: what the list is narrowed by."""
    return {
        "newer": page.newer and "?" + urlencode({**chosen, "after": page.newer}),
        "older": page.older and "?" + urlencode({**chosen, "before": page.older}),
    }
