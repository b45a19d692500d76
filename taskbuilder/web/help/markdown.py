"""Reads a guide: HTML in it is shown as text, its pictures are our own, and its links lead to our pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.urls import reverse
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

PICTURE = re.compile(r"\.\./pictures/([a-z0-9-]+)\.png")
OTHER_GUIDE = re.compile(r"([a-z]+)\.md(#[a-z0-9-]+)?")
NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")
READER = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Section:
    """What is below one heading: its anchor, its title, and its words."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Guide:
    """A whole guide; `pictures` are the names of those that it shows."""

    name: str
    title: str
    html: SafeString
    sections: tuple[Section, ...]
    pictures: tuple[str, ...]


def read_guide(name: str, text: str) -> Guide:
    tokens = READER.parse(text)
    inside = [child for token in tokens for child in token.children or ()]
    pictures = tuple(found for each in inside if (found := take_picture(each)))
    for each in inside:
        if each.type == "link_open":
            each.attrSet("href", find_address(str(each.attrGet("href"))))
    anchor_headings(tokens)
    title, *_others = list_headings(tokens, level="h1")
    html = SafeString(READER.renderer.render(tokens[3:], READER.options, {}))
    return Guide(name, title, html, tuple(list_sections(tokens)), pictures)


def take_picture(token: Token) -> str:
    """The name of a picture of ours, which gets its address; any other image is shown as its words."""
    if token.type != "image":
        return ""
    found = PICTURE.fullmatch(str(token.attrGet("src")))
    if found is None:
        token.type = "text"
        return ""
    token.attrSet("src", reverse("help-picture", args=[found[1]]))
    token.attrSet("class", "img-fluid border rounded")
    token.attrSet("loading", "lazy")
    return found[1]


def find_address(link: str) -> str:
    """Where a link of a guide leads on our pages."""
    found = OTHER_GUIDE.fullmatch(link)
    return reverse("help-guide", args=[found[1]]) + (found[2] or "") if found else link


def anchor_of(title: str) -> str:
    """A heading's anchor, as code hosts make it."""
    return NOT_IN_ANCHOR.sub("-", title.lower()).strip("-")


def anchor_headings(tokens: Sequence[Token]) -> None:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            opening.attrSet("id", anchor_of(inline.content))
            opening.attrSet("tabindex", "-1")


def list_headings(tokens: Sequence[Token], *, level: str) -> Iterator[str]:
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == level:
            yield inline.content


def list_sections(tokens: Sequence[Token]) -> Iterator[Section]:
    """The parts of a guide, each from its heading to the next."""
    starts = [
        place for place, token in enumerate(tokens) if token.type == "heading_open" and token.tag != "h1"
    ]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        title = tokens[start + 1].content
        words = " ".join(map(write_plain, tokens[start + 2 : end]))
        yield Section(anchor_of(title), title, " ".join(words.split()))


def write_plain(token: Token) -> str:
    """The words of a token, without its marks."""
    if token.children is None:
        return token.content
    return "".join(" " if each.type == "softbreak" else each.content for each in token.children)
