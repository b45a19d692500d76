"""Reads shapes off the task model's classes: labels, help, limits and options are written there, once."""

from typing import Annotated, Any, Literal, TypeGuard, get_args, get_origin

from pydantic.fields import FieldInfo

from taskbuilder.taskspec.sections.section import Options, platform_rule_of, platforms_of
from taskbuilder.taskspec.sections.section import Section as TaskSection
from taskbuilder.taskspec.shape import limit_of
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.web.wizard.shapes import (
    MOST_ROWS,
    Ask,
    Option,
    Pairs,
    Question,
    Rows,
    Section,
    Shape,
)

NOUNS = {
    "data": (_("Input"), _("Add another input"), _("Remove input %(number)d")),
    "periods": (_("Period"), _("Add another period"), _("Remove period %(number)d")),
    "headers": (_("Header"), _("Add a header"), _("Remove header %(number)d")),
    "tag": (_("Tag set"), _("Add a tag set"), _("Remove tag set %(number)d")),
    "pairs": (_("Tag"), _("Add a tag"), _("Remove tag %(number)d")),
}
"""What one row of a list is called, and its buttons, by the list's member."""

WORDED = {
    "password": Ask.SECRET,
    "timezone": Ask.OFFSET,
    "begin_at": Ask.TIME,
    "end_at": Ask.TIME,
}
"""Texts that are asked in a way of their own."""


def derive_section(
    cls: type[TaskSection],
    *,
    name: str,
    title: str = "",
    help: str = "",  # noqa: A002 - what the shape calls it
    is_needed: bool = True,
) -> Section:
    """The section that a class describes."""
    return Section(name=name, title=title, help=help, is_needed=is_needed, members=derive_members(cls))


DRIVERS = frozenset({"camera_type"})
"""Members of few values on which others depend (rule `input.tag.required`)."""


def derive_members(cls: type[TaskSection], *, leave: frozenset[str] = frozenset()) -> tuple[Shape, ...]:
    """The shapes of a class's members, in its order, but for those to leave out."""
    return tuple(derive_member(name, info) for name, info in cls.model_fields.items() if name not in leave)


def derive_member(name: str, info: FieldInfo) -> Shape:
    """The shape of one member."""
    common: dict[str, Any] = {
        "name": name,
        "title": info.title or name,
        "help": info.description or "",
        "is_needed": info.is_required(),
        "platforms": platforms_of(info),
        "platform_rule": platform_rule_of(info),
    }
    annotation = info.annotation
    if _is_section(annotation):
        return Section(**common, members=derive_members(annotation))
    if annotation == dict[str, str]:
        return _derive_pairs(common, info)
    if get_origin(annotation) is list:
        return _derive_list(common, get_args(annotation)[0])
    return Question(**common, **_control(name, info), is_driver=name in DRIVERS)


def _is_section(annotation: Any) -> TypeGuard[type[TaskSection]]:
    return isinstance(annotation, type) and issubclass(annotation, TaskSection)


def _derive_pairs(common: dict[str, Any], info: FieldInfo) -> Pairs:
    noun, add, remove = NOUNS[common["name"]]
    return Pairs(
        **common,
        noun=noun,
        add=add,
        remove=remove,
        limit=min(limit_of(info, "max_length") or MOST_ROWS, MOST_ROWS),
        is_secret=True,
    )


def _derive_list(common: dict[str, Any], element: Any) -> Shape:
    plain = get_args(element)[0] if get_origin(element) is Annotated else element
    if plain is str:
        return Question(**common, ask=Ask.LINES)
    noun, add, remove = NOUNS[common["name"]]
    if plain == dict[str, str]:
        pair_noun, pair_add, pair_remove = NOUNS["pairs"]
        row: Shape = Pairs(name="pairs", title="", noun=pair_noun, add=pair_add, remove=pair_remove)
    else:
        row = Section(name="row", title="", members=derive_members(plain))
    return Rows(**common, row=row, noun=noun, add=add, remove=remove)


def _control(name: str, info: FieldInfo) -> dict[str, Any]:
    options = _options(info)
    examples = info.examples or [""]
    return {
        "ask": Ask.OPTIONS if options else _ask(name, info),
        "options": options,
        "example": str(examples[0]),
        "max_length": limit_of(info, "max_length"),
    }


def _options(info: FieldInfo) -> tuple[Option, ...]:
    marks = [mark for mark in info.metadata if isinstance(mark, Options)]
    if marks:
        return tuple(Option(text=_text(value), label=label, value=value) for value, label in marks[-1].pairs)
    if get_origin(info.annotation) is Literal:
        return tuple(Option(text=value, label=value, value=value) for value in get_args(info.annotation))
    return ()


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _ask(name: str, info: FieldInfo) -> Ask:
    if info.annotation is int:
        return Ask.WHOLE
    if info.annotation is float:
        return Ask.NUMBER
    if name in WORDED:
        return WORDED[name]
    is_long = (limit_of(info, "max_length") or 0) in range(200, 1000)
    return Ask.LONG_TEXT if is_long else Ask.TEXT
