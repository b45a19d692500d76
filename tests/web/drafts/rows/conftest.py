"""Lists of which a page shows a part."""

from typing import Any

import pytest
from django.utils import timezone

from taskbuilder.forms.render import shown_rows
from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.state import DraftState

FEW, ALL = 3, 8
"""Rows that a page shows in most of these tests (hundreds take long to draw), and rows that are saved."""
JsonObject = dict[str, Any]


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of FEW rows, none of them folded."""
    monkeypatch.setattr(shown_rows, "MOST_WHOLE", FEW)
    monkeypatch.setattr(shown_rows, "WINDOW_SIZE", FEW)
    monkeypatch.setattr(shown_rows, "FEW_ROWS", ALL * 4)


def request_of(draft: Draft) -> JsonObject:
    return DraftState.of(draft, timezone.now()).request
