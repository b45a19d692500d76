"""A config's problems in terms of its form, which has titles in place of names, and boxes of JSON."""

from collections.abc import Iterator
from dataclasses import replace

from taskbuilder.forms.dual_view import look
from taskbuilder.forms.fields import Choice, Control, DualView, Field, Question, Value
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.walk import Node, follow, list_questions
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import as_text
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Path, Problem, report_own

CONFIG = "config"
UNREADABLE = _("“%(field)s” cannot be read. %(fault)s")

CHOOSE = _("“%(name)s” is required by this service. Choose one.")
CHOOSE_MORE = _("“%(name)s” has too few entries. Choose at least %(limit)s.")
MISSING: dict[Control | None, str] = {
    Control.OPTIONS: CHOOSE,
    Control.SELECT: CHOOSE,
    Control.TICKS: _("“%(name)s” is required by this service. Choose at least one."),
    Control.REGION: _("“%(name)s” is required by this service. Draw it, or enter its coordinates."),
}
"""What is said of what was not given, by how it is asked for."""


def judge_texts(field: DualView, value: Value) -> Iterator[Problem]:
    """Each text that should be JSON and is none: the whole config's, or a member's in a box of its own."""
    seen = look(field, value)
    texts: list[tuple[Path, Field, str]] = [((), field, seen.text)]
    if field.group is not None and seen.is_form:
        asked = list_questions(field.group, seen.form)
        texts = [(path, question, as_text(typed)) for path, question, typed in asked if is_json(question)]
    for path, question, text in (each for each in texts if each[2].strip()):
        try:
            read_json(text)
        except UnreadableJson as error:
            fault, title = error.problem.render(gettext), Term(question.title)
            yield report_own("json", (CONFIG, *path), template=UNREADABLE, field=title, fault=fault)


def is_json(question: Question) -> bool:
    return question.ask is Control.VALUE or (
        question.ask is Control.SECRET and question.read_as is Control.VALUE
    )


def tell_by_titles(problem: Problem, field: DualView, value: Value) -> Problem:
    """A problem of a config that is drawn in fields, with the words beside them."""
    if field.group is None or "name" not in problem.params or not look(field, value).is_form:
        return problem
    form = Node(field.group, look(field, value).form)
    found, rest = follow(form, pointer.split(problem.path)[1:])
    inside = [f"#{int(token) + 1}" if token.isdecimal() else token for token in rest]
    name = one_line(" › ".join([*found.labels, *inside]) or translate(field.title))
    template = problem.template if rest else _fit_verb(problem, found.field)
    return replace(problem, template=template, params={**problem.params, "name": name})


def _fit_verb(problem: Problem, part: Field) -> str:
    """The message with the verb that its control is answered by."""
    keyword = problem.params.get("keyword")
    ask = part.ask if isinstance(part, Question) else Control.SELECT if isinstance(part, Choice) else None
    if keyword == "required":
        return MISSING.get(ask, problem.template)
    return CHOOSE_MORE if ask is Control.TICKS and keyword == "minItems" else problem.template


def is_drawn_empty(path: Path, field: DualView, value: Value) -> bool:
    """Whether the value at that path of a config is in a control of its own that shows nothing of it."""
    seen = look(field, value)
    if field.group is None or not seen.is_form:
        return False
    questions = list_questions(field.group, seen.form)
    return any(question.ask is Control.SECRET for at, question, _typed in questions if at == path[1:])
