"""Takes saved secrets out of what is sent where their address was changed (rule `secret.destination`).

A secret in its place is for the address beside it. Once that leads elsewhere, MASK takes the secret's place,
and the secret is kept under KEPT in the same object, with what it was saved for: the request cannot hold it.
It comes back when the address does, as it may while somebody types one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from taskbuilder.forms.convert import ABSENT, to_json
from taskbuilder.forms.dual_view import FORM, WHOLE, look, store
from taskbuilder.forms.fields import (
    KEPT,
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
    chosen_variants,
    key_of,
    member,
    typed_rows,
)
from taskbuilder.forms.posted import Posted, read, read_text
from taskbuilder.forms.render.controls import hide_secrets
from taskbuilder.forms.walk import Node, locate
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, as_text
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.secrets.config_text import match_config, read_value
from taskbuilder.taskspec.secrets.declared import declared_by
from taskbuilder.taskspec.secrets.destinations import (
    Destination,
    is_kept_for,
    list_addresses,
    read_destination,
)
from taskbuilder.taskspec.secrets.restore import Moved, find_servers
from taskbuilder.taskspec.secrets.split import MASK, copy_json

CONFIG = "config"
BESIDE = frozenset({Control.SECRET, Control.JSON, Control.VALUE})
"""What may hold secrets for the addresses beside it; the user and password in a URL are for that URL."""


@dataclass(frozen=True)
class Move:
    """Where the secrets of a part were sent, and where they would be sent now."""

    before: Destination = ()
    now: Destination = ()

    def beside(self, group: Group, saved: Value, value: Value, *, has_kinds: bool) -> "Move":
        """With the addresses of a section that is an object of its own in the request."""
        if not group.name:
            return self
        before, now = (find_addresses(group, each, has_kinds=has_kinds) for each in (saved, value))
        return Move(self.before + before, self.now + now)

    @property
    def is_elsewhere(self) -> bool:
        return not is_kept_for(self.before, self.now)


STILL = Move()


def find_addresses(group: Group, value: Value, *, has_kinds: bool) -> Destination:
    """The addresses that were typed in the controls of a section; `has_kinds`: of chosen kinds too."""
    asked = [pair for pair in list_beside(group, value, has_kinds) if pair[0].ask is not Control.SECRET]
    sent = ((part.key, to_json(part, typed)) for part, typed in asked)
    parts = {part.key: part.address for part, _typed in asked if part.address is not None}
    return list_addresses({name: each for name, each in sent if each is not ABSENT}, parts)


def list_beside(group: Group, value: Value, has_kinds: bool) -> Iterator[tuple[Question, Value]]:
    """The questions whose answers are members of the section's own object, with those."""
    for part in group.members:
        typed = member(value, part.name)
        if isinstance(part, Question):
            yield part, typed
        elif isinstance(part, OneOf) and has_kinds:
            for kind, below in chosen_variants(part, typed):
                yield from list_beside(kind.group, below, has_kinds)


class Slot(NamedTuple):
    """Where the answer of a field is held: the object, and its name there. `name`: its control's, below."""

    field: Field
    holder: JsonObject
    key: str
    name: str

    @property
    def value(self) -> Value:
        return self.holder.get(self.key)


def list_slots(field: Field, value: Value) -> Iterator[Slot]:
    """Where the answers right below a field are held, those of kinds that are not chosen too."""
    if isinstance(field, ListOf | KeyValues):
        for row in typed_rows(value):
            if isinstance(field, ListOf):
                yield Slot(field.row, row, "row", key_of(row))
            else:
                yield Slot(field.pair_for(as_text(row.get("name")))[1], row, "value", key_of(row))
    elif isinstance(field, DualView) and field.group is not None:
        yield Slot(field.group, as_object(value), FORM, field.group.name)
    else:
        holder = as_object(member(value, "kinds") if isinstance(field, Choice) else value)
        yield from (Slot(part, holder, part.name, part.name) for part in field.parts if part.name in holder)


def find_slot(field: Field, value: Value, name: str) -> Slot | None:
    """Where the answer of the control of that name is held."""
    token, _hyphen, rest = name.partition("-")
    slot = next((each for each in list_slots(field, value) if each.name == token), None)
    return find_slot(slot.field, slot.value, rest) if slot and not isinstance(slot.field, Question) else slot


def read_step(group: Group, posted: Posted, saved: Value, platform: Platform | None) -> Value:
    """The answers that a step's controls hold, without the saved secrets that would now go elsewhere."""
    value = read(group, posted, saved, platform)
    if value == saved:
        return value
    fit = copy_json(saved)
    withhold(group, fit, value)
    return value if fit == saved else read(group, posted, fit, platform)


def withhold(field: Field, saved: Value, value: Value, move: Move = STILL) -> None:
    """Takes what may not be read with what was typed out of what was saved, and puts back what may again."""
    if (saved == value and not move.is_elsewhere) or (isinstance(field, KeyValues) and not field.is_secret):
        return
    at_kinds = move
    if isinstance(field, Group):  # what a kind holds is for its own addresses, chosen or not
        at_kinds = move.beside(field, saved, value, has_kinds=False)
        move = move.beside(field, saved, value, has_kinds=True)
    now = {slot.name: slot.value for slot in list_slots(field, value)}
    for slot in list_slots(field, saved):
        typed = now.get(slot.name, slot.value)
        if isinstance(slot.field, Question):
            settle(slot, slot.field, typed, move)
            continue
        if isinstance(slot.field, DualView) and (seen := look(slot.field, slot.value)).is_form:
            slot.holder[slot.key] = {**as_object(slot.value), **store(slot.field, seen)}
        withhold(slot.field, slot.value, typed, at_kinds if isinstance(slot.field, OneOf) else move)


def settle(slot: Slot, question: Question, typed: Value, move: Move) -> None:
    """Takes the secret of one control out or puts it back, as its address was changed."""
    text, kept = slot.value, find_kept(slot.holder, slot.key)
    if not isinstance(text, str) or not isinstance(typed, str):
        return
    hidden, is_beside = hide_secrets(question, text), question.ask in BESIDE
    if hidden != text and is_beside and move.is_elsewhere:
        keep(slot.holder, slot.key, Moved(secret=text, destination=move.before))
        slot.holder[slot.key] = hidden
    elif hidden != text and not is_beside and MASK in typed:
        keep(slot.holder, slot.key, Moved(secret=text, destination=find_servers(text)))
    elif kept is not None and hidden == text and is_back(question, text, typed, kept, move):
        slot.holder[slot.key] = kept.secret


def is_back(question: Question, text: str, typed: str, kept: Moved, move: Move) -> bool:
    """Whether what was typed leads where a kept secret was saved for."""
    secret = as_text(kept.secret)
    if question.ask not in BESIDE:
        return read_text(question, typed, secret) != typed
    return text == hide_secrets(question, secret) and is_kept_for(kept.destination, move.now)


def find_kept(holder: JsonObject, key: str) -> Moved | None:
    """The secret that is kept beside its MASK in an object."""
    match member(holder.get(KEPT), key):
        case {"secret": str(secret), "for": servers}:
            return Moved(secret=secret, destination=read_destination(servers))
    return None


def keep(holder: JsonObject, key: str, moved: Moved) -> None:
    """Keeps a secret beside its MASK."""
    servers: list[JsonValue] = [list(server) for server in moved.destination]
    holder[KEPT] = {**as_object(holder.get(KEPT)), key: {"secret": moved.secret, "for": servers}}


def find_moved(group: Group, value: Value, path: Path, service: Service | None) -> Moved | None:
    """The secret that is kept for the place of a MASK in the request."""
    slot = slot_at(group, value, [str(token) for token in path], service)
    kept = find_kept(slot.holder, slot.key) if slot else None
    config = as_object(member(value, CONFIG)) if path[0] == CONFIG else {}
    whole = find_kept(config, WHOLE)
    if kept or whole is None:
        return kept
    before, now = read_value(as_text(whole.secret)), read_value(as_text(config[WHOLE]))
    matched = match_config(now, before, declared_by(service))
    return matched.moved.get(pointer.join(path))


def put_kept(group: Group, value: Value, moved: Mapping[str, Moved], service: Service | None) -> None:
    """Keeps these secrets beside the masks that are in their places."""
    for where, secret in moved.items():
        slot = slot_at(group, value, pointer.split(where), service)
        if slot and MASK in as_text(slot.value) and isinstance(secret.secret, str):
            keep(slot.holder, slot.key, secret)


def slot_at(group: Group, value: Value, tokens: list[str], service: Service | None) -> Slot | None:
    """Where the answer is held that a path of the request leads to."""
    name = locate(Node(group, value), tokens, service.platform if service else None)
    return find_slot(group, value, name or "")
