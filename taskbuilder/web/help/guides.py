"""The guides that there are, read once from docs/help."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from taskbuilder.web.help.markdown import Guide, read_guide

NAMES = ("operators", "reviewers", "managers", "administrators", "programs")
MOST_WORDS, LONGEST_QUERY = 8, 100
AROUND = 80
"""Characters of a section that are shown before and after the first word that was found."""


@cache
def load_guides() -> dict[str, Guide]:
    folder = settings.BASE_DIR / "docs" / "help"
    return {name: read_guide(name, (folder / f"{name}.md").read_text(encoding="utf-8")) for name in NAMES}


def find_picture(name: str) -> Path | None:
    """The file of a picture that some guide shows."""
    is_shown = any(name in guide.pictures for guide in load_guides().values())
    path: Path = settings.BASE_DIR / "docs" / "pictures" / f"{name}.png"
    return path if is_shown and path.is_file() else None


@dataclass(frozen=True)
class Match:
    """A section that has every word that was looked for, with the text around the first."""

    guide: Guide
    anchor: str
    title: str
    excerpt: str
    rank: tuple[bool, int]


def search_guides(query: str) -> list[Match]:
    """The sections that have every word; those with the words in their title come first."""
    words = query[:LONGEST_QUERY].lower().split()[:MOST_WORDS]
    found = _find_matches(words) if words else ()
    return sorted(found, key=lambda match: match.rank, reverse=True)


def _find_matches(words: list[str]) -> Iterator[Match]:
    for guide in load_guides().values():
        for section in guide.sections:
            title, text = section.title.lower(), section.text.lower()
            if all(word in title or word in text for word in words):
                rank = (all(word in title for word in words), sum(text.count(word) for word in words))
                yield Match(guide, section.anchor, section.title, cut(section.text, words), rank)


def cut(text: str, words: list[str]) -> str:
    """The part of a text around the first of the words in it."""
    places = [place for word in words if (place := text.lower().find(word)) >= 0]
    start = max(min(places, default=0) - AROUND, 0)
    end = start + 2 * AROUND
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
