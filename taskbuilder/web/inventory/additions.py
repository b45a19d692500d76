"""Adds entries of the inventory to the answers of a step, as if somebody had typed them there.

Each entry goes with the address that its secrets are for, so that a secret which is then sent elsewhere is
withheld as any other (rule `secret.destination`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext, ngettext

from taskbuilder.forms.convert import from_json
from taskbuilder.forms.fields import (
    MOST_ROWS,
    Group,
    ListOf,
    OneOf,
    Value,
    Variant,
    is_blank,
    key_of,
    list_free_keys,
    member,
    read_choice,
    typed_rows,
)
from taskbuilder.forms.inventory_fields import DATA, INPUT, OUTPUT
from taskbuilder.forms.labels import translate
from taskbuilder.forms.task_fields import ask_input, ask_output
from taskbuilder.records.inventory.sections import list_shared
from taskbuilder.records.models import Sink, Source
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_object, as_text
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.secrets.split import MASK

MIXED = _("A task reads inputs of one type. Select sources of one type.")
OTHER_KIND = _("This task already has inputs of type “%(kind)s”. Select sources of that type.")
OTHER_SERVER = _(
    "“%(field)s” differs between these inputs, and a task has one. Select sources that share it."
)
TOO_MANY = _("A task has at most %(limit)d inputs. Select fewer sources.")
SINKS_OF_ONE_KIND = _("A task has one destination of each type. Select one sink of each.")


class NotAdded(Exception):
    """Why entries cannot be in the task together, in the reader's words."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Added:
    """What is then typed at the step, and what to say of it."""

    value: Value
    words: str


def add_sources(value: Value, request: JsonObject, sources: Sequence[Source]) -> Added:
    """With a row for each that the task does not read yet. Raises NotAdded, and UnreadableSecret."""
    choice = read_choice(member(member(value, INPUT), "type"))
    kind = choose_kind(sources, choice.names[0] if choice.names else "", choice.variants)
    known = {digest for _number, digest in identify_inputs(request)}
    new = [source for source in sources if source.digest not in known]
    below = as_object(choice.variants.get(kind.name))
    rows = [row for row in typed_rows(below.get(DATA)) if not is_blank(row.get("row"))]
    if len(rows) + len(new) > MOST_ROWS:
        raise NotAdded(gettext(TOO_MANY) % {"limit": MOST_ROWS})
    requests = [source.full_request() for source in new]
    keys = islice(list_free_keys([key_of(row) for row in rows]), len(new))
    field = find_rows(kind)
    rows += [
        {"key": key, "row": from_json(field.row, read_data(each))}
        for key, each in zip(keys, requests, strict=True)
    ]
    filled: JsonObject = {**below, **dict(fill_shared(kind, below, requests)), DATA: [*rows]}
    kinds: JsonObject = {**choice.variants, kind.name: filled}
    typed: JsonObject = {**as_object(value), INPUT: {"type": {"chosen": kind.name, "kinds": kinds}}}
    return Added(value=typed, words=say_added(len(new), len(sources) - len(new)))


def choose_kind(sources: Sequence[Source], chosen: str, variants: JsonObject) -> Variant:
    """The one type of all; another than the chosen one only where nothing was typed for that."""
    kinds = {source.kind for source in sources}
    if len(kinds) > 1:
        raise NotAdded(gettext(MIXED))
    found = {kind.name: kind for kind in ask_type(ask_input()).variants}
    (name,) = kinds
    if name not in found:
        raise NotAdded(gettext(MIXED))
    if chosen not in ("", name) and not is_blank(variants.get(chosen)):
        title = translate(found[chosen].title) if chosen in found else chosen
        raise NotAdded(gettext(OTHER_KIND) % {"kind": title})
    return found[name]


def ask_type(group: Group) -> OneOf:
    choice = group.members[0].parts[0]
    assert isinstance(choice, OneOf)
    return choice


def find_rows(kind: Variant) -> ListOf:
    return next(part for part in kind.members if isinstance(part, ListOf) and part.name == DATA)


def read_data(request: JsonObject) -> JsonObject:
    entries = as_list(as_object(request.get(INPUT)).get(DATA))
    return as_object(entries[0] if entries else None)


def fill_shared(
    kind: Variant, below: JsonObject, requests: Sequence[JsonObject]
) -> Iterator[tuple[str, Value]]:
    """What all inputs share, such as a server: of these sources, where the task has nothing else there."""
    for part in kind.members:
        found = [dict(list_shared(request)).get(part.name) for request in requests]
        if not isinstance(part, Group) or not any(found):
            continue
        typed, first = below.get(part.name), found[0]
        if any(each != first for each in found) or first is None:
            raise NotAdded(gettext(OTHER_SERVER) % {"field": translate(part.title)})
        made = as_object(from_json(part, first))
        if not is_blank(typed) and not is_same(as_object(typed), made):
            raise NotAdded(gettext(OTHER_SERVER) % {"field": translate(part.title)})
        yield part.name, made


def is_same(typed: JsonObject, made: JsonObject) -> bool:
    """Whether the answers agree with the entry; those that are empty or hidden do."""
    said = {name: each for name, each in typed.items() if not is_blank(each) and MASK not in as_text(each)}
    return all(made.get(name) == each for name, each in said.items() if name in made)


def say_added(count: int, known: int) -> str:
    words = ngettext("%(count)d source was added.", "%(count)d sources were added.", count)
    said = words % {"count": count}
    if known:
        more = ngettext("%(count)d was already in the list.", "%(count)d were already in the list.", known)
        said = f"{said} {more % {'count': known}}"
    return said


def add_sinks(value: Value, sinks: Sequence[Sink]) -> Added:
    """With each entry filled in as a destination, in place of the answers for its type. Raises NotAdded."""
    kinds = [sink.kind for sink in sinks]
    choice = read_choice(member(member(value, OUTPUT), "sinks"))
    found = {kind.name: kind for kind in ask_destinations()}
    if len(set(kinds)) < len(kinds) or not found.keys() >= set(kinds):
        raise NotAdded(gettext(SINKS_OF_ONE_KIND))
    filled: JsonObject = {
        sink.kind: from_json(
            found[sink.kind].group, as_object(as_object(sink.full_request().get(OUTPUT)).get(sink.kind))
        )
        for sink in sinks
    }
    chosen: list[Value] = [name for name in found if name in (*choice.names, *kinds)]
    destinations: JsonObject = {"chosen": chosen, "kinds": {**choice.variants, **filled}}
    typed: JsonObject = {**as_object(value), OUTPUT: {"sinks": destinations}}
    words = ngettext("%(count)d sink was filled in.", "%(count)d sinks were filled in.", len(sinks))
    return Added(value=typed, words=words % {"count": len(sinks)})


def ask_destinations() -> tuple[Variant, ...]:
    choice = ask_output().members[0].parts[0]
    return tuple(getattr(choice, "variants", ()))
