"""The rules of our style sheets: few, each used, none written three times."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings

from taskbuilder.web.http.style_sheet import read_bootstrap

ROOT = Path(settings.BASE_DIR)
STATIC = ROOT / "static"
DJANGO_ADMIN = Path(django.__file__).parent / "contrib" / "admin"
SHEETS = [*sorted((STATIC / "css").rglob("*.css")), STATIC / "admin.css"]
MOST_LINES = 1500
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
NAME = re.compile(r"[.#](-?[a-zA-Z][\w-]*)")
HOLE = re.compile(r"\{\{.*?\}\}|\$\{.*?\}|\{[\w.]+\}|%s", re.DOTALL)
"""What a template, a script or an f-string puts a word into."""
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)


def read_rules(path: Path) -> Iterator[tuple[str, str]]:
    """Each selector with its declarations, sorted."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for selector, body in RULE.findall(text):
        yield (
            " ".join(selector.split()),
            "; ".join(sorted(" ".join(each.split()) for each in body.split(";") if each.strip())),
        )


@pytest.fixture(scope="module")
def words() -> frozenset[str]:
    """Every word of what draws pages, holes kept as `*`: `message-{{ severity }}` gives `message-*`."""
    ours = [
        path
        for room, kinds in {"templates": ("html", "jinja"), "taskbuilder": ("py",), "static": ("js",)}.items()
        for kind in kinds
        for path in (ROOT / room).rglob(f"*.{kind}")
    ]
    djangos = [*DJANGO_ADMIN.rglob("*.html"), *DJANGO_ADMIN.rglob("*.js"), *DJANGO_ADMIN.rglob("*.py")]
    djangos.append(Path(django.__file__).parent / "forms" / "utils.py")
    texts = [path.read_text(encoding="utf-8") for path in [*ours, *djangos]]
    return frozenset(
        word for text in texts for word in re.findall(r"[\w*-]+", HOLE.sub("*", TAG.sub(" ", text)))
    )


def is_drawn(name: str, words: frozenset[str]) -> bool:
    parts = [name[: match.start() + 1] + "*" for match in re.finditer("-", name)]
    return name in words or any(part in words for part in parts)


def test_no_selector_names_what_nothing_draws(words: frozenset[str]) -> None:
    selectors = {selector for path in SHEETS for selector, _body in read_rules(path)}
    names = {name for selector in selectors for name in NAME.findall(re.sub(r'"[^"]*"', "", selector))}

    assert len(names) > 100
    assert sorted(name for name in names if not is_drawn(name, words)) == []


def test_no_body_is_written_three_times() -> None:
    counts = Counter(body for path in SHEETS for _selector, body in read_rules(path))

    assert len(counts) > 200
    assert [body for body, count in counts.items() if count > 2] == []


def test_no_colour_is_of_one_mode_alone(words: frozenset[str]) -> None:
    """Ours are `light-dark()`; Bootstrap mixes some of its own from numbers, which are those of light."""
    mixed = set(
        re.findall(
            r"\.([\w-]*body[\w-]*)\{[^}]*\brgba\(var\(--bs-(?:body|secondary-bg|tertiary-bg)",
            read_bootstrap(),
        )
    )

    assert {"bg-body", "text-body"} < mixed
    assert mixed & words == set()


def test_they_are_short() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in SHEETS) < MOST_LINES
