"""Whose typing a draft holds: a page's own saves follow each other, another tab's are never lost unseen.

Each page that is drawn gets a mark: a random name, the draft's revision, and a number that its requests
count up. The draft keeps the last writer's mark beside the answers. What a page sends is taken where nobody
else has written since it was drawn; its own autosaves are no one else, and one that was overtaken is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from secrets import token_hex
from typing import Any

from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.answers import Answers

EDITOR = "writer"


@dataclass(frozen=True, kw_only=True)
class PageVersion:
    """What a page says of itself in each request."""

    page: str
    revision: int
    sequence: int = 0


class Conflict(Enum):
    """What a page's request is to the draft as it is now."""

    NONE = auto()
    LATE_AUTOSAVE = auto()
    EDITED_ELSEWHERE = auto()


def new_version(draft: Draft) -> PageVersion:
    """For a page that is about to be drawn."""
    return PageVersion(page=token_hex(8), revision=draft.revision)


def read_version(post: Mapping[str, str]) -> PageVersion:
    """The mark in a form; one that cannot be read belongs to no revision."""
    return PageVersion(
        page=post.get("page", "")[:32],
        revision=_number(post.get("revision", "")),
        sequence=_number(post.get("sequence", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def find_conflict(version: PageVersion, draft: Draft) -> Conflict:
    """Whether what the page sends may be written."""
    writer: dict[str, Any] = draft.answers.get(EDITOR) or {}
    is_own = bool(version.page) and writer.get("page") == version.page
    if is_own and 0 < version.sequence <= writer.get("sequence", 0):
        return Conflict.LATE_AUTOSAVE
    if version.revision == draft.revision or (is_own and version.revision >= writer.get("since", 0)):
        return Conflict.NONE
    return Conflict.EDITED_ELSEWHERE


def record_editor(answers: Answers, version: PageVersion, draft: Draft) -> Answers:
    """The answers with the page as their writer; `since` is the revision that its first save was made on."""
    before: dict[str, Any] = draft.answers.get(EDITOR) or {}
    since = before["since"] if before.get("page") == version.page else draft.revision
    return {**answers, EDITOR: {"page": version.page, "since": since, "sequence": version.sequence}}
