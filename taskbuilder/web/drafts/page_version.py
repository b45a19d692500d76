"""Detects edits made in another tab: optimistic locking that tolerates a page's own autosaves.

Each page that is drawn gets a mark: a random name, the draft's revision, and a number that its requests
count up. The draft keeps the last writer's mark beside the answers. What a page sends is taken where nobody
else has written since it was drawn; its own autosaves do not count, and one that was overtaken is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from secrets import token_hex

from taskbuilder.records.models import Draft
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.drafts.answers import DraftAnswers, Editor


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
        revision=read_number(post.get("revision", "")) or 0,
        sequence=read_number(post.get("sequence", "")) or 0,
    )


def find_conflict(version: PageVersion, revision: int, editor: Editor | None) -> Conflict:
    """Whether what the page sends may be written to a draft at that revision."""
    own = editor if editor is not None and version.page == editor.page != "" else None
    if own is not None and 0 < version.sequence <= own.sequence:
        return Conflict.LATE_AUTOSAVE
    if version.revision == revision or (own is not None and version.revision >= own.since):
        return Conflict.NONE
    return Conflict.EDITED_ELSEWHERE


def record_editor(answers: DraftAnswers, version: PageVersion, revision: int) -> DraftAnswers:
    """The answers with the page as their last editor."""
    before = answers.last_editor
    since = before.since if before is not None and before.page == version.page else revision
    return replace(answers, last_editor=Editor(page=version.page, since=since, sequence=version.sequence))
