"""Every string of the product has its words in Chinese, and what runs is what was written."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

FOLDER = Path(settings.LOCALE_PATHS[0], "zh_Hans", "LC_MESSAGES")
MARKS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": (1, 2),
    "pgettext_lazy": (1, 2),
}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]")
BETWEEN = "\x04"
"""Parts the context of a text from the text, as in compiled catalogues."""
CHINESE = re.compile(r"[\u3001\uff1a\u3400-\u9fff]")
NAMES = re.compile(
    r"Task Builder|English|DIS|OBS|VCN|VIS|RTSP|RTMP|HTTPS?|IEF|ModelArts Edge|URL|IP|JSON|RFC|RESTful API"
    r"|(?:the )?webhook",
    re.IGNORECASE,
)
"""What is called the same in both languages."""


def read_sources() -> Iterator[str]:
    """Each marked text of the code and of the templates; of one with a plural, that."""
    for path in sorted(Path(settings.BASE_DIR, "taskbuilder").rglob("*.py")):
        yield from find_marked(path.read_text(encoding="utf-8"))
    templates = Path(settings.BASE_DIR, "templates")
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.jinja")]):
        code = templatize(path.read_text(encoding="utf-8"))
        yield from find_marked("\n".join(line.strip() for line in code.splitlines()))


def find_marked(code: str) -> Iterator[str]:
    for _line, mark, found, _notes in extract_python(BytesIO(code.encode()), MARKS, [], {}):
        if mark in {"pgettext", "pgettext_lazy"}:
            yield BETWEEN.join(found)
            continue
        text = found[1] if isinstance(found, tuple) else found
        if text:  # a name in the call's place is marked where it is written
            yield str(text)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def name_source(message: Message) -> str:
    """A text, of one with a plural that, behind its context, which a compiled catalogue has as bytes."""
    text = message.id if isinstance(message.id, str) else message.id[1]
    context = message.context
    before = context.decode() if isinstance(context, bytes) else context
    return f"{before}{BETWEEN}{text}" if before else text


def by_source(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """The words for each text; Chinese has one form, whatever the number."""
    return {
        name_source(message): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in catalogue
        if message.id
    }


def test_every_string_has_its_words(catalogue: Catalog) -> None:
    words = by_source(catalogue)
    assert sorted(set(read_sources()) - set(words)) == [], "make messages, then translate"
    assert [source for source, said in words.items() if not all(said)] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_no_mark_of_a_template_is_overlooked(catalogue: Catalog) -> None:
    """Of what is in braces only the beginning is looked at by what gathers the texts."""
    for path in Path(settings.BASE_DIR, "templates").rglob("*.jinja"):
        marked = re.findall(r"\b_\(\"(.*?)\"\)", path.read_text(encoding="utf-8"))
        assert set(marked) <= set(by_source(catalogue)), path.name


def test_no_words_are_left_of_what_is_gone(catalogue: Catalog) -> None:
    assert sorted(set(by_source(catalogue)) - set(read_sources())) == []
    assert list(catalogue.obsolete) == []


def test_the_words_are_chinese_and_keep_the_placeholders(catalogue: Catalog) -> None:
    for source, said in by_source(catalogue).items():
        for text in said:
            assert sorted(set(PLACEHOLDER.findall(text))) == sorted(set(PLACEHOLDER.findall(source))), source
            letters = re.sub(r"[^A-Za-z]", "", NAMES.sub("", PLACEHOLDER.sub("", source)))
            assert CHINESE.search(text) or not letters, source


def test_what_runs_is_what_was_written(catalogue: Catalog) -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        assert by_source(read_mo(file)) == by_source(catalogue)


def test_dates_are_written_by_the_formats_of_the_language() -> None:
    """A format of a template's own is an English one."""
    own = re.compile(r"""\|(?:date|time):["'](?![A-Z_]+["']|c["'])""")
    templates = Path(settings.BASE_DIR, "templates")
    found = [path.name for path in templates.rglob("*.html") if own.search(path.read_text(encoding="utf-8"))]
    assert found == []
