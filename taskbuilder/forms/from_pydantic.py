"""Makes fields of the task model's classes: labels, help, limits and options are written there, once."""

from typing import Any, Literal, TypeGuard, get_args, get_origin

from pydantic.fields import FieldInfo

from taskbuilder.forms.fields import (
    MOST_ROWS,
    Control,
    Field,
    Group,
    KeyValues,
    ListOf,
    Option,
    Question,
)
from taskbuilder.forms.from_json_schema.build import ADD, ENTRY, REMOVE, YES_NO
from taskbuilder.forms.from_json_schema.describe import LIMITS
from taskbuilder.taskspec.field_errors import limit_of
from taskbuilder.taskspec.marks import (
    Choices,
    Destination,
    Driver,
    Labels,
    RequiredByService,
    Secret,
    Suggested,
    find_mark,
    platform_rule_of,
    platforms_of,
)
from taskbuilder.taskspec.marks import (
    Control as ControlMark,
)
from taskbuilder.taskspec.section import Section as TaskSection
from taskbuilder.taskspec.section import section_of

UNNAMED = Labels(item=ENTRY, add=ADD, remove=REMOVE)
"""What an entry is called whose field does not say."""
KEYWORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "max_length": "maxLength"}
"""What a JSON Schema calls each limit of a declaration."""


def derive_group(
    cls: type[TaskSection],
    *,
    name: str,
    title: str = "",
    help: str = "",  # noqa: A002 - what the field calls it
    is_needed: bool = True,
) -> Group:
    """The section that a class describes."""
    return Group(name=name, title=title, help=help, is_needed=is_needed, members=derive_members(cls))


def derive_members(cls: type[TaskSection], *, leave: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    """The fields of a class's members, in its order, but for those to leave out."""
    return tuple(derive_member(name, info) for name, info in cls.model_fields.items() if name not in leave)


def derive_member(name: str, info: FieldInfo) -> Field:
    """The field of one member."""
    common: dict[str, Any] = {
        "name": name,
        "title": info.title or name,
        "help": info.description or "",
        "is_needed": info.is_required(),
        "platforms": platforms_of(info),
        "platform_rule": platform_rule_of(info),
        **_needs_of_services(info),
    }
    annotation = info.annotation
    if _is_section(annotation):
        return Group(**common, members=derive_members(annotation))
    if annotation == dict[str, str]:
        return _derive_pairs(common, info)
    if get_origin(annotation) is list:
        return _derive_list(common, info)
    past = name if find_mark(info, Suggested) else ""
    return Question(
        **common,
        **_control(info),
        past=past,
        address=_address(info),
        is_driver=find_mark(info, Driver) is not None,
    )


def _address(info: FieldInfo) -> str:
    mark = find_mark(info, Destination)
    return mark.part if mark else ""


def _needs_of_services(info: FieldInfo) -> dict[str, str]:
    mark = find_mark(info, RequiredByService)
    if mark is None:
        return {}
    return {"service_rule": mark.rule, "help_if_so": mark.help_if_so, "help_if_not": mark.help_if_not}


def service_rule_of(info: FieldInfo) -> str:
    """The rule by which some services need a member, empty for one that none needs."""
    mark = find_mark(info, RequiredByService)
    return mark.rule if mark else ""


def _is_section(annotation: Any) -> TypeGuard[type[TaskSection]]:
    return isinstance(annotation, type) and issubclass(annotation, TaskSection)


def _derive_pairs(common: dict[str, Any], marks: FieldInfo, *, past: str = "") -> KeyValues:
    return KeyValues(
        **common,
        **_name_rows(marks),
        limit=min(limit_of(marks, "max_length") or MOST_ROWS, MOST_ROWS),
        is_secret=find_mark(marks, Secret) is not None,
        past=past,
    )


def _derive_list(common: dict[str, Any], info: FieldInfo) -> Field:
    element = FieldInfo.from_annotation(get_args(info.annotation)[0])
    if element.annotation is str:
        return Question(**common, ask=Control.LINES)
    group = section_of(element.annotation)
    if group is None:
        past = common["name"] if find_mark(element, Suggested) else ""
        row: Field = _derive_pairs({"name": "pairs", "title": ""}, element, past=past)
    else:
        row = Group(name="row", title="", members=derive_members(group))
    return ListOf(**common, row=row, **_name_rows(info))


def _name_rows(info: FieldInfo) -> dict[str, Any]:
    labels = find_mark(info, Labels) or UNNAMED
    return {"noun": labels.item, "add": labels.add, "remove": labels.remove}


def _control(info: FieldInfo) -> dict[str, Any]:
    options = _options(info)
    examples = info.examples or [""]
    return {
        "ask": Control.OPTIONS if options else _ask(info),
        "options": options,
        "example": str(examples[0]),
        "max_length": limit_of(info, "max_length"),
        "limits": () if options else read_limits(info),
    }


def read_limits(info: FieldInfo) -> tuple[tuple[str, Any], ...]:
    """ "1–64", "1000 or fewer characters": what a member's declaration says that it takes."""
    found = {keyword: limit_of(info, name) for name, keyword in KEYWORDS.items()}
    least, most = found["minimum"], found["maximum"]
    if least is not None and most is not None:
        return (("%(limit)s", f"{least}–{most}"),)
    return tuple((words, found[name]) for name, words in LIMITS if found.get(name) is not None)


def _options(info: FieldInfo) -> tuple[Option, ...]:
    choices = find_mark(info, Choices)
    if choices:
        return tuple(Option(text=_text(value), label=label, value=value) for value, label in choices.pairs)
    if info.annotation is bool:
        return YES_NO
    if get_origin(info.annotation) is Literal:
        return tuple(Option(text=value, label=value, value=value) for value in get_args(info.annotation))
    return ()


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _ask(info: FieldInfo) -> Control:
    if find_mark(info, Secret):
        return Control.SECRET
    if info.annotation is int:
        return Control.WHOLE
    if info.annotation is float:
        return Control.NUMBER
    control = find_mark(info, ControlMark)
    if control is not None:
        return Control(control.value)
    is_long = (limit_of(info, "max_length") or 0) in range(200, 1000)
    return Control.LONG_TEXT if is_long else Control.TEXT
