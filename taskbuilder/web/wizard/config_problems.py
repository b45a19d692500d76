"""A config's problems in terms of its form, which has titles in place of names, and boxes of JSON."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Problem, Severity
from taskbuilder.taskspec.report import Path, report
from taskbuilder.web.wizard.asked import list_questions
from taskbuilder.web.wizard.shapes import Ask, Choice, Question, Rows, Section, Shape, Twofold, Typed
from taskbuilder.web.wizard.texts import tell
from taskbuilder.web.wizard.twofold import Viewed, look

CONFIG = "config"
UNREADABLE = _("“%(field)s” cannot be read. %(fault)s")

CHOOSE = _("“%(name)s” is missing, and this service needs it. Choose one.")
CHOOSE_MORE = _("“%(name)s” has too few entries. Choose at least %(limit)s.")
MISSING = {
    Ask.OPTIONS: CHOOSE,
    Ask.SELECT: CHOOSE,
    Ask.TICKS: _("“%(name)s” is missing, and this service needs it. Choose at least one."),
    Ask.REGION: _("“%(name)s” is missing, and this service needs it. Draw it, or enter its coordinates."),
}
"""What is said of what was not given, by how it is asked for."""


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
    way = trace(shape.section, pointer.split(problem.path)[1:])
    name = one_line(" › ".join(title for title, _part in way) or tell(shape.title))
    template = _fit_verb(problem, way[-1][1]) if way else problem.template
    return replace(problem, template=template, params={**problem.params, "name": name})


def _fit_verb(problem: Problem, part: Shape | None) -> str:
    """The message with the verb that its control is answered by."""
    keyword = problem.params.get("keyword")
    if keyword == "required":
        if isinstance(part, Question):
            return MISSING.get(part.ask, problem.template)
        return CHOOSE if isinstance(part, Choice) else problem.template
    is_ticks = isinstance(part, Question) and part.ask is Ask.TICKS
    return CHOOSE_MORE if is_ticks and keyword == "minItems" else problem.template


Way = list[tuple[str, Shape | None]]


def trace(shape: Shape, tokens: list[str]) -> Way:
    """What stands above the control that a path leads to, "Zones 2", "Name", with the shape of each."""
    if not tokens:
        return []
    if isinstance(shape, Rows) and tokens[0].isdecimal():
        noun = f"{tell(shape.noun)} {int(tokens[0]) + 1}"
        return [(noun, shape.row), *trace(shape.row, tokens[1:])]
    if isinstance(shape, Section):
        found = (way for part in shape.members if (way := _trace_member(part, tokens)))
        return next(found, [(tokens[0], None)])
    return [(f"#{int(token) + 1}" if token.isdecimal() else token, None) for token in tokens]


def _trace_member(part: Shape, tokens: list[str]) -> Way:
    """The way along a member of a section, empty where the path does not lead there."""
    if part.key == tokens[0]:
        return [(tell(part.title), part), *trace(part, tokens[1:])]
    if isinstance(part, Choice):
        sections = (kind.section for kind in part.kinds)
        members = (each for section in sections for each in section.members)
        return next((way for each in members if (way := _trace_member(each, tokens))), [])
    return []


def is_drawn_empty(path: Path, shape: Twofold, typed: Typed) -> bool:
    """Whether the value at that path of a config stands in a control of its own that shows nothing of it."""
    seen = look(shape, typed)
    if shape.section is None or not seen.is_form:
        return False
    questions = list_questions(shape.section, seen.form)
    return any(question.ask is Ask.SECRET for at, question, _typed in questions if at == path[1:])
