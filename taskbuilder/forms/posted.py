"""What a browser sent, read into answers along the fields that were drawn.

A control is called by its way down the fields, joined with hyphens: `input-type-url-data-r1-url`. A list
posts its rows' keys under its own name, in order; a kind that was drawn posts a marker, so that an unticked
box and a kind that was not on the page differ. A row that was drawn open posts a marker too: a folded
row posts its key alone, and stays as it was saved. A list of which the page draws a part posts the keys of
those rows under DRAWN: a drawn row that is not posted was removed, all others stay as saved.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import singledispatch

from django.utils.datastructures import MultiValueDict

from taskbuilder.forms.convert import rewrite
from taskbuilder.forms.dual_view import FORM, JSON, WHOLE, keep_form, look, show_form, store
from taskbuilder.forms.fields import (
    KEPT,
    KEY,
    Choice,
    Control,
    DualView,
    Field,
    Group,
    KeyValues,
    ListOf,
    OneOf,
    Question,
    Value,
    Variant,
    drop_used,
    key_of,
    member,
    next_key,
    read_choice,
    typed_rows,
)
from taskbuilder.forms.render.controls import is_untouched
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, as_text
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.config_text import unmask_config
from taskbuilder.taskspec.secrets.restore import unmask_url
from taskbuilder.taskspec.secrets.split import MASK, mask_url

CELL = Question(name="", title="")
"""How the name and the value of a pair are typed: in a control of one line."""
VIEW = "view"
"""Below the name of what can be drawn in two ways: the one that is asked for next."""
DRAWN = "drawn"
"""Below the name of a list of which the page draws a part: the keys of those rows."""
DEEPEST = 24
MOST_POSTED = 15_000
"""Values that one page posts; the server takes a few more (DATA_UPLOAD_MAX_NUMBER_FIELDS)."""
ENDS = re.compile(r"\r\n?")


@dataclass
class Posted:
    """The values under one name, and the names that continue it."""

    values: list[str] = field(default_factory=list)
    below: "dict[str, Posted]" = field(default_factory=dict)
    copied: dict[str, str] = field(default_factory=dict)
    """The keys of rows that were copied just now, with those of the rows that they are copies of."""

    def at(self, *tokens: str) -> "Posted":
        """What continues this name so; made where there is nothing."""
        node = self
        for token in tokens:
            node = node.below.setdefault(token, Posted())
        return node

    @property
    def keys(self) -> list[str]:
        """The keys of a list's rows, in the order of the page, without duplicates and what is not a key."""
        return [key for key in dict.fromkeys(self.values) if KEY.fullmatch(key)]

    @property
    def is_blank(self) -> bool:
        """Whether nothing was posted under this name."""
        return not self.values and all(below.is_blank for below in self.below.values())

    @property
    def text(self) -> str:
        """What a control of one value holds; empty for one that was not posted."""
        return self.values[-1] if self.values else ""

    @property
    def count(self) -> int:
        """How many values were posted under this name."""
        return len(self.values) + sum(node.count for node in self.below.values())

    def add_row(self) -> str:
        """One more row at the end of a list; returns its key."""
        key = next_key(self.keys)
        self.values.append(key)
        return key

    def copy_row(self, key: str) -> str:
        """A copy of a row right after it; returns its key."""
        copy = next_key(self.keys)
        self.values = self.keys
        self.values.insert(self.values.index(key) + 1, copy)
        self.below[copy] = deepcopy(self.at(key))
        self.copied[copy] = key
        return copy

    def move_row(self, key: str, by: int) -> int:
        """Takes a row up or down in the list, as far as that goes; returns its new place, from 0."""
        keys = self.keys
        place = min(max(keys.index(key) + by, 0), len(keys) - 1)
        keys.remove(key)
        keys.insert(place, key)
        self.values = keys
        return place

    def remove_row(self, key: str) -> None:
        self.values = [value for value in self.values if value != key]
        self.at(key).blank()  # another row may get that key later

    def blank(self) -> None:
        """Empties all that was posted under this name."""
        self.values = [""] * bool(self.values)
        for node in self.below.values():
            node.blank()


def read_post(post: MultiValueDict[str, str]) -> Posted:
    """The tree of everything that was posted; one pass, however many rows there are."""
    root = Posted()
    for name, values in post.lists():
        tokens = name.split("-")
        if len(tokens) <= DEEPEST:
            root.at(*tokens).values = [ENDS.sub("\n", value) for value in values]
    return root


@singledispatch
def read(field: Field, posted: Posted, saved: Value, platform: Platform | None = None) -> Value:
    """The answers that a field's controls hold; what was not on the page stays as it was saved."""
    raise NotImplementedError(type(field))


@read.register(Group)
def _(field: Group, posted: Posted, saved: Value, platform: Platform | None = None) -> Value:
    value = dict(as_object(saved))
    for part in field.by_platform[platform]:
        value[part.name] = read(part, posted.at(part.name), member(saved, part.name), platform)
    return drop_used(value)


@read.register(Choice)
def _(field: Choice, posted: Posted, saved: Value, platform: Platform | None = None) -> Value:
    before = read_choice(saved)
    variants = dict(before.variants)
    for kind in field.variants:
        drawn = posted.at(kind.name)
        if drawn.values:
            variants[kind.name] = read(kind.group, drawn, before.variants.get(kind.name), platform)
            if isinstance(field, OneOf):
                share(field, kind, variants)
    names: list[JsonValue] = [kind.name for kind in field.variants if kind.name in posted.values]
    if isinstance(field, OneOf):
        return {"chosen": names[0] if names else "", "kinds": variants}
    return {"chosen": names, "kinds": variants}


def share(field: OneOf, drawn: Variant, variants: JsonObject) -> None:
    """Gives the other kinds what was typed for the one that was on the page, of what is asked once."""
    for name in field.shared & {part.name for part in drawn.members}:
        for kind in field.variants:
            if kind is not drawn and any(part.name == name for part in kind.members):
                shared = member(variants[drawn.name], name)
                variants[kind.name] = {**as_object(variants.get(kind.name)), name: shared}


@read.register(ListOf)
@read.register(KeyValues)
def _(field: ListOf | KeyValues, posted: Posted, saved: Value, platform: Platform | None = None) -> Value:
    before = {key_of(row): row for row in typed_rows(saved)}
    rows: list[JsonValue] = []
    for key in posted.keys:
        # Of a copy, what was saved of the row that it is a copy of: its secrets.
        held, below = before.get(posted.copied.get(key, key), {}), posted.at(key)
        if below.is_blank:
            rows.append({**held, "key": key})
            continue
        if isinstance(field, ListOf):
            row: JsonObject = {"row": read(field.row, below, held.get("row"), platform)}
        else:
            row = _read_pair(field, below, held)
        kept: JsonObject = {KEPT: held[KEPT]} if KEPT in held else {}
        rows.append({"key": key, **drop_used({**row, **kept})})
    return rows


def _read_pair(field: KeyValues, posted: Posted, saved: JsonObject) -> JsonObject:
    name, value = (posted.at(part).text for part in ("name", "value"))
    name_before, value_before = as_text(saved.get("name")), as_text(saved.get("value"))
    name = name_before if is_untouched(CELL, name, name_before) else name.strip()
    was_hidden = field.hides(name_before)
    # A secret is not shown because it gets another name: that has a value of its own.
    is_kept = field.hides(name) if was_hidden and not value else is_untouched(CELL, value, value_before)
    return {"name": name, "value": value_before if is_kept else value}


@read.register(DualView)
def _(field: DualView, posted: Posted, saved: Value, platform: Platform | None = None) -> Value:
    seen = look(field, saved)
    before, kept = seen.text, member(member(saved, KEPT), WHOLE)
    if posted.values:
        text = unmask_config(posted.values[-1], before, field.declared)
        text = unmask_config(text, as_text(member(kept, "secret")), field.declared) if kept else text
        seen = replace(seen, view=JSON, text=text)
    elif field.group is not None and (drawn := posted.at(field.group.name)).values:
        seen = keep_form(field.group, seen, read(field.group, drawn, seen.form, platform))
    else:
        return saved
    if posted.at(VIEW).values == [FORM]:
        seen = show_form(field, seen)
    elif posted.at(VIEW).values == [JSON]:
        seen = replace(seen, view=JSON)
    if MASK not in before and MASK in seen.text:
        kept = {"secret": before, "for": []}
    value = store(field, seen)
    return drop_used({**value, KEPT: {WHOLE: kept}}) if kept else value


@read.register(Question)
def _(field: Question, posted: Posted, saved: Value, platform: Platform | None = None) -> Value:
    if field.ask is Control.TICKS:
        # As it was saved, twice or in an order of its own, where nothing else was ticked.
        texts = {mask_url(text): text for text in map(as_text, as_list(saved))}
        if texts.keys() == set(posted.values):
            return [*map(as_text, as_list(saved))]
        return [texts.get(text, text) for text in dict.fromkeys(posted.values)]
    before = as_text(saved)
    if posted.values and is_untouched(field, posted.values[-1], before):
        return before
    if field.options or field.ask is Control.OPTIONS:
        return posted.values[-1] if posted.values else ""
    return read_text(field, posted.values[-1], before) if posted.values else before


def read_text(question: Question, text: str, saved: str) -> str:
    """A posted text, with what was saved in place of what is never drawn."""
    ask = question.ask
    if ask is Control.SECRET:
        return text or saved
    if ask in (Control.JSON, Control.VALUE):
        return unmask_config(text, saved, question.declared, is_member=ask is Control.VALUE)
    # Blanks around what was pasted are not part of it; in lists and long texts they may be.
    text = text if ask in (Control.LINES, Control.LONG_TEXT, Control.REGION) else text.strip()
    return unmask_url(rewrite(question, text), saved)
