"""A config's problems in terms of its form, which has titles in place of names, and boxes of JSON."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.problems import Problem, Severity
from taskbuilder.taskspec.reading import UnreadableJson, read_json
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.words import Term, one_line
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.web.wizard.asked import list_questions
from taskbuilder.web.wizard.shapes import Ask, Choice, Question, Rows, Section, Shape, Twofold, Typed
from taskbuilder.web.wizard.texts import tell
from taskbuilder.web.wizard.twofold import Viewed, look

CONFIG = "config"
UNREADABLE = _("“%(field)s” cannot be read. %(fault)s")


def judge_texts(shape: Twofold, typed: Typed) -> Iterator[Problem]:
    """Each text that should be JSON and is none: the whole config's, or a member's in a box of its own."""
    for path, question, text in list_texts(shape, look(shape, typed)):
        try:
            read_json(text)
        except UnreadableJson as error:
            words: dict[str, Any] = {"field": Term(question.title), "fault": error.problem.render(gettext)}
            told = report("json", (CONFIG, *path), template=UNREADABLE, **words)
            yield replace(told, severity=Severity.ERROR)


def list_texts(shape: Twofold, seen: Viewed) -> Iterator[tuple[Path, Shape, str]]:
    """What is typed as JSON, blanks apart."""
    if shape.section is None or not seen.is_form:
        texts: Iterator[tuple[Path, Shape, str]] = iter([((), shape, seen.text)])
    else:
        texts = (each for each in list_questions(shape.section, seen.form) if is_json(each[1]))
    return (each for each in texts if (each[2] or "").strip())


def is_json(question: Question) -> bool:
    return question.ask is Ask.VALUE or (question.ask is Ask.SECRET and question.read_as is Ask.VALUE)


def tell_by_titles(problem: Problem, shape: Twofold, typed: Typed) -> Problem:
    """A problem of a config that is drawn in fields, with the words that stand beside them."""
    if shape.section is None or "name" not in problem.params or not look(shape, typed).is_form:
        return problem
    titles = list_titles(shape.section, pointer.split(problem.path)[1:])
    name = one_line(" › ".join(titles) or tell(shape.title))
    return replace(problem, params={**problem.params, "name": name})


def list_titles(shape: Shape, tokens: list[str]) -> list[str]:
    """What stands above the control that a path leads to: "Zones 2", "Name"."""
    if not tokens:
        return []
    if isinstance(shape, Rows) and tokens[0].isdecimal():
        return [f"{tell(shape.noun)} {int(tokens[0]) + 1}", *list_titles(shape.row, tokens[1:])]
    if isinstance(shape, Section):
        return next((titles for part in shape.members if (titles := _titles_of(part, tokens))), tokens[:1])
    return [f"#{int(token) + 1}" if token.isdecimal() else token for token in tokens]


def _titles_of(part: Shape, tokens: list[str]) -> list[str]:
    """The titles along a member of a section, empty where the path does not lead there."""
    if part.key == tokens[0]:
        return [tell(part.title), *list_titles(part, tokens[1:])]
    if isinstance(part, Choice):
        sections = (kind.section for kind in part.kinds)
        members = (each for section in sections for each in section.members)
        return next((titles for each in members if (titles := _titles_of(each, tokens))), [])
    return []


def is_drawn_empty(path: Path, shape: Twofold, typed: Typed) -> bool:
    """Whether the value at that path of a config stands in a control of its own that shows nothing of it."""
    seen = look(shape, typed)
    if shape.section is None or not seen.is_form:
        return False
    questions = list_questions(shape.section, seen.form)
    return any(question.ask is Ask.SECRET for at, question, _typed in questions if at == path[1:])
