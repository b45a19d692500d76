"""Keeps what was drawn of declared fields: the next page that asks the same only fills in its own words."""

from collections.abc import Callable, Hashable

from taskbuilder.forms.render.templates import CachedTemplate

MOST_FRAMES = 2048
"""A few kilobytes each; with as many they are all forgotten, and those in use are soon there again."""
_KEPT: dict[tuple[int, Hashable], tuple[object, CachedTemplate]] = {}


def keep_frame(asked: object, look: Hashable, draw_once: Callable[[], str]) -> CachedTemplate:
    """The frame of all that is asked alike and looks alike, on whichever page; `look`: all it depends on."""
    held = _KEPT.get((id(asked), look))
    if held is None:
        if len(_KEPT) >= MOST_FRAMES:
            forget_frames()
        # What asks is kept as well: an id is its own only as long as it lives.
        held = _KEPT[id(asked), look] = asked, CachedTemplate(draw_once())
    return held[1]


def forget_frames() -> None:
    _KEPT.clear()
