"""Makes fields of the task model's classes: labels, help, limits and options are written there, once."""

from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from taskbuilder.forms.fields import (
    MOST_ROWS,
    Common,
    Control,
    Field,
    Group,
    KeyValues,
    Limit,
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
    PlatformOnly,
    RequiredByService,
    Secret,
    Suggested,
    find_mark,
)
from taskbuilder.taskspec.marks import Control as ControlMark
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.section import Section as TaskSection
from taskbuilder.taskspec.section import section_of

UNNAMED = Labels(item=ENTRY, add=ADD, remove=REMOVE)
"""What an entry is called whose field does not say."""
KEYWORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "max_length": "maxLength"}
"""What a JSON Schema calls each limit of a declaration."""


def derive_members(cls: type[TaskSection], *, leave: frozenset[str] = frozenset()) -> tuple[Field, ...]:
    """The fields of a class's members, in its order, but for those to leave out."""
    return tuple(derive_member(name, info) for name, info in cls.model_fields.items() if name not in leave)


def derive_member(name: str, info: FieldInfo) -> Field:
    """The field of one member."""
    common = read_common(name, info)
    annotation = info.annotation
    if annotation == dict[str, str]:
        return _derive_pairs(common, info)
    if get_origin(annotation) is list:
        return _derive_list(common, info)
    if (section := section_of(annotation)) is not None:
        return Group(**common, members=derive_members(section))
    options, address = _options(info), find_mark(info, Destination)
    return Question(
        **common,
        ask=Control.OPTIONS if options else _ask(info),
        options=options,
        example=str((info.examples or [""])[0]),
        limits=() if options else read_limits(info),
        past=name if find_mark(info, Suggested) else "",
        address=address.part if address else "",
        is_driver=find_mark(info, Driver) is not None,
    )


def read_common(name: str, info: FieldInfo) -> Common:
    """What a member's declaration says of whatever kind of field it is."""
    only_on = find_mark(info, PlatformOnly)
    common: Common = {
        "name": name,
        "title": info.title or name,
        "help": info.description or "",
        "is_needed": info.is_required(),
        "platforms": frozenset({only_on.platform} if only_on else Platform),
        "platform_rule": only_on.rule if only_on else "",
    }
    if needed := find_mark(info, RequiredByService):
        common["service_rule"] = needed.rule
        common["help_if_so"], common["help_if_not"] = needed.help_if_so, needed.help_if_not
    return common


def _derive_pairs(common: Common, marks: FieldInfo, *, past: str = "") -> KeyValues:
    labels, secret = find_mark(marks, Labels) or UNNAMED, find_mark(marks, Secret)
    return KeyValues(
        **common,
        noun=labels.item,
        add=labels.add,
        remove=labels.remove,
        limit=min(limit_of(marks, "max_length") or MOST_ROWS, MOST_ROWS),
        is_secret=secret is not None,
        shown_names=secret.but if secret else frozenset(),
        past=past,
    )


def _derive_list(common: Common, info: FieldInfo) -> Field:
    element = FieldInfo.from_annotation(get_args(info.annotation)[0])
    if element.annotation is str:
        return Question(**common, ask=Control.LINES)
    group = section_of(element.annotation)
    if group is None:
        past = common["name"] if find_mark(element, Suggested) else ""
        row: Field = _derive_pairs({"name": "pairs", "title": ""}, element, past=past)
    else:
        row = Group(name="row", title="", members=derive_members(group))
    labels = find_mark(info, Labels) or UNNAMED
    return ListOf(**common, row=row, noun=labels.item, add=labels.add, remove=labels.remove)


def read_limits(info: FieldInfo) -> tuple[Limit, ...]:
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
