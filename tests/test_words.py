"""No text for people, no document and no docstring uses a word that the guide to wording replaces."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings

from taskbuilder.records.models import Result
from taskbuilder.records.models.decisions import Verdict
from taskbuilder.records.submissions.states import State
from taskbuilder.web.drafts.steps import STATUS_LABELS

ROOT = Path(settings.BASE_DIR)
CATALOGUE = Path(settings.LOCALE_PATHS[0], "zh_Hans", "LC_MESSAGES", "django.po")
BETTER = {
    r"\btold\b": "shown, reported",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bstands?\b(?!-in| for\b| in for\b)": "is, appears",
    r"\bwhoever\b": "a noun",
    r"\bof one's own\b": "own",
    r"\b(is|are) no (?!longer|more|such|part|limit\b|schedule)": "is not a",
}
"""Said nowhere: neither in texts, documents nor docstrings."""
BETTER_IN_TEXTS = BETTER | {
    r"\bkept\b": "saved",
    r"\bdots\b": "hidden",
    r"\blook(s|ed|ing)?\b(?!-| like\b)": "check",
    r"\bsettl(e|es|ed|ing)\b": "resolve",
    r"\bdecid(e|es|ed|ing)\b": "resolve",
    r"\bby (itself|themselves)\b": "automatically",
    r"\bbecame of\b": "status",
    r"\bstill open\b": "not set",
    r"\bgo on without\b": "continue without",
}
"""Said neither in texts nor in documents; of code some are the proper word: a lookup decides."""
ALLOWED = {
    "%(dots)s": "the name of a value",
    "Replace the dots": "the one word for what a person sees in the box",
    "contains the dots": "the same",
    "hyphens and dots": "the character",
    "underscores and dots": "the character",
}
BUTTON = re.compile(r'<(button|a)\b[^>]*class="[^"]*\bbtn\b.*?</\1>', re.DOTALL)
MARKED = re.compile(r"""(?:translate |_\()(?:"(.*?)"|'(.*?)')""")


def read_texts() -> list[str]:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    ids = (message.id if isinstance(message.id, str) else "\n".join(message.id) for message in catalogue)
    return [text for text in ids if text]


def read_documents() -> list[str]:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    return [
        f"{path.name}: {line}" for path in documents for line in path.read_text(encoding="utf-8").splitlines()
    ]


def read_docstrings() -> Iterator[str]:
    """Those of modules, classes and functions, and the texts that explain a name above them."""
    for path in sorted([*ROOT.glob("taskbuilder/**/*.py"), *ROOT.glob("tests/**/*.py")]):
        if "migrations" in path.parts or path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                text = node.value.value
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {text!s}"


def find_banned(texts: list[str], banned: dict[str, str]) -> list[str]:
    """Each text with a word that has a better one; names of code, and what is allowed, do not count."""
    allowed = re.compile("|".join(["`[^`]*`", *map(re.escape, ALLOWED)]))
    found = []
    for text in texts:
        plain = allowed.sub("", text)
        found += [
            f"{text} (better: {better})" for word, better in banned.items() if re.search(word, plain, re.I)
        ]
    return found


def test_no_text_uses_a_word_that_has_a_better_one() -> None:
    texts = read_texts()

    assert len(texts) > 1000
    assert find_banned(texts, BETTER_IN_TEXTS) == []


def test_no_document_uses_a_word_that_has_a_better_one() -> None:
    assert find_banned(read_documents(), BETTER_IN_TEXTS) == []


def test_no_docstring_uses_a_word_that_has_a_better_one() -> None:
    assert find_banned(list(read_docstrings()), BETTER) == []


def read_buttons() -> set[str]:
    """The texts on buttons, and on links drawn as such."""
    pages = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.jinja")]
    buttons = (found[0] for path in pages for found in BUTTON.finditer(path.read_text(encoding="utf-8")))
    return {"".join(words) for button in buttons for words in MARKED.findall(button)}


def test_no_text_is_both_a_button_and_a_state() -> None:
    """English says "Cancel" and "Cancelled", or the same word twice; Chinese has a word for each."""
    labels = [*State.choices, *Result.choices, *Verdict.choices, *STATUS_LABELS.items()]
    states = {getattr(label, "_proxy____args", (label,))[0] for _value, label in labels}

    assert {"Sending", "Created", "Marked as created", "Complete"} <= states
    assert len(read_buttons()) > 50
    assert read_buttons() & states == set()
