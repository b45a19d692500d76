"""Takes saved secrets out of what is sent where their address was changed (rule `secret.destination`).

A secret in its place is for the address beside it. Once that leads elsewhere, MASK takes the secret's place,
and the secret is kept under KEPT in the same object, with what it was saved for: the request cannot hold it.
It comes back when the address does, as it may while somebody types one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

from taskbuilder.forms.convert import ABSENT, to_json
from taskbuilder.forms.dual_view import WHOLE, look, store
from taskbuilder.forms.fields import (
    KEPT,
    Choice,
    Control,
    DualView,
    Field,
    Group,
    KeyValues,
    ListOf,
    Question,
    Value,
    member,
    read_choice,
)
from taskbuilder.forms.posted import Posted, by_key, read, read_text
from taskbuilder.forms.secret_text import (
    hide_secrets,
    match_config,
    read_value,
)
from taskbuilder.forms.walk import Node, locate
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.secrets.destinations import (
    Destination,
    is_kept_for,
    list_addresses,
    read_destination,
)
from taskbuilder.taskspec.secrets.restore import Moved, find_servers
from taskbuilder.taskspec.secrets.split import MASK, find_masks
from taskbuilder.web.drafts.steps import step_of

CONFIG = "config"
BESIDE = frozenset({Control.SECRET, Control.JSON, Control.VALUE})
"""What may hold secrets for the addresses beside it; the user and password in a URL are for that URL."""


@dataclass(frozen=True)
class Move:
    """Where the secrets of a part were sent, and where they would be sent now."""

    before: Destination = ()
    now: Destination = ()

    def beside(self, shape: Group, saved: Value, value: Value) -> "Move":
        """With the addresses of a section that is an object of its own in the request."""
        if not shape.name:
            return self
        return Move(self.before + find_addresses(shape, saved), self.now + find_addresses(shape, value))

    @property
    def is_elsewhere(self) -> bool:
        return not is_kept_for(self.before, self.now)


STILL = Move()


def read_step(shape: Group, posted: Posted, saved: Value, platform: Platform | None) -> Value:
    """The answers that a step's controls hold, without the saved secrets that would now go elsewhere."""
    value = read(shape, posted, saved, platform)
    settled = withhold(shape, saved, value)
    return value if settled is saved else read(shape, posted, settled, platform)


def find_addresses(shape: Group, value: Value) -> Destination:
    """The addresses that were typed in the controls of a section."""
    asked = (part for part in shape.members if isinstance(part, Question) and part.ask is not Control.SECRET)
    values = [(part, to_json(part, member(value, part.name))) for part in asked]
    parts = {part.key: part.address for part, _value in values if part.address is not None}
    return list_addresses({part.key: value for part, value in values if value is not ABSENT}, parts)


@singledispatch
def withhold(shape: Field, saved: Value, value: Value, move: Move = STILL) -> Value:
    """What was saved, fit to be read with what was typed: the same object where no address changed."""
    return saved


@withhold.register
def _(shape: Group, saved: Value, value: Value, move: Move = STILL) -> Value:
    if not isinstance(saved, dict) or (saved == value and not move.is_elsewhere):
        return saved
    move, settled = move.beside(shape, saved, value), saved
    for part in shape.members:
        now = member(value, part.name)
        if isinstance(part, Question):
            settled = settle(part.ask, settled, part.name, now, move)
        elif (below := withhold(part, saved.get(part.name), now, move)) is not saved.get(part.name):
            settled = {**settled, part.name: below}
    return settled


@withhold.register
def _(shape: Choice, saved: Value, value: Value, move: Move = STILL) -> Value:
    before, now = read_choice(saved).variants, read_choice(value).variants
    settled = {
        kind.name: withhold(kind.group, before[kind.name], now.get(kind.name), move)
        for kind in shape.variants
        if kind.name in before
    }
    if all(settled[name] is before[name] for name in settled):
        return saved
    return {**saved, "kinds": {**before, **settled}}


@withhold.register
def _(shape: ListOf, saved: Value, value: Value, move: Move = STILL) -> Value:
    now = by_key(value)

    def settle_row(row: dict[str, Value]) -> dict[str, Value]:
        before, typed_now = row.get("row"), now.get(row["key"], row).get("row")
        if isinstance(shape.row, Question):
            return settle(shape.row.ask, row, "row", typed_now, move)
        below = withhold(shape.row, before, typed_now, move)
        return row if below is before else {**row, "row": below}

    return change_rows(saved, settle_row)


@withhold.register
def _(shape: KeyValues, saved: Value, value: Value, move: Move = STILL) -> Value:
    if not shape.is_secret:
        return saved
    now = by_key(value)

    def settle_pair(row: dict[str, Value]) -> dict[str, Value]:
        return settle(Control.SECRET, row, "value", now.get(row["key"], row).get("value"), move)

    return change_rows(saved, settle_pair)


def change_rows(saved: Value, change: Callable[[dict[str, Value]], dict[str, Value]]) -> Value:
    """The rows with each one changed; the same list where none is."""
    if not isinstance(saved, list):
        return saved
    settled = [change(row) for row in saved]
    return settled if any(one is not other for one, other in zip(settled, saved, strict=True)) else saved


@withhold.register
def _(shape: DualView, saved: Value, value: Value, move: Move = STILL) -> Value:
    before = look(shape, saved)
    if shape.group is None or not before.is_form:
        return saved
    form = withhold(shape.group, before.form, look(shape, value).form, move)
    if form is before.form:
        return saved
    others = saved if isinstance(saved, dict) else {}
    return {**others, **store(shape, replace(before, form=form))}


def settle(ask: Control, holder: dict[str, Value], name: str, value: Value, move: Move) -> dict[str, Value]:
    """What an object holds, one of its secrets taken out or put back as its address was changed."""
    text, kept = holder.get(name), holder.get(KEPT, {}).get(name)
    if not isinstance(text, str) or not isinstance(value, str):
        return holder
    has_secret = hide_secrets(ask, text) != text
    if ask in BESIDE:
        if has_secret and move.is_elsewhere:
            return keep(holder, name, text, move.before) | {name: hide_secrets(ask, text)}
        if kept is None or text != hide_secrets(ask, kept["secret"]):
            return holder
        is_back = is_kept_for(read_destination(kept["for"]), move.now)
        return holder | {name: kept["secret"]} if is_back else holder
    if has_secret and MASK in value:
        return keep(holder, name, text, find_servers(text))
    if kept and not has_secret and read_text(ask, value, kept["secret"]) != value:
        return holder | {name: kept["secret"]}
    return holder


def keep(holder: dict[str, Value], name: str, secret: str, destination: Destination) -> dict[str, Value]:
    kept = {"secret": secret, "for": [list(server) for server in destination]}
    return {**holder, KEPT: {**holder.get(KEPT, {}), name: kept}}


def list_moved(
    answers: Mapping[str, Value], request: Mapping[str, Any], service: Service | None
) -> dict[str, Moved]:
    """The secrets that are kept for another address than the one beside their MASK, by pointer."""
    moved: dict[str, Moved] = {}
    for path in find_masks(request):
        step = step_of(str(path[0]))
        found = step.ask and find_moved(step.ask(service), answers.get(step.slug), path, service)
        if found:
            moved[pointer.join(path)] = found
    return moved


def find_moved(shape: Group, value: Value, path: Path, service: Service | None) -> Moved | None:
    """The secret that is kept for the place of a MASK."""
    name = locate(Node(shape, value), [str(token) for token in path], service.platform if service else None)
    holder, key = find_holder(shape, value, name.split("-") if name else [])
    if kept := holder.get(KEPT, {}).get(key):
        return Moved(secret=kept["secret"], destination=read_destination(kept["for"]))
    config = member(value, CONFIG) if path[0] == CONFIG else None
    if not isinstance(config, dict) or (whole := config.get(KEPT, {}).get(WHOLE)) is None:
        return None
    matched = match_config(read_value(config[WHOLE]), read_value(whole["secret"]))
    return matched.moved.get(pointer.join(path))


def put_kept(shape: Group, value: Value, moved: Mapping[str, Moved], service: Service | None) -> None:
    """Keeps these secrets beside the masks that stand in their places."""
    for where, secret in moved.items():
        tokens = pointer.split(where)
        name = locate(Node(shape, value), tokens, service.platform if service else None)
        holder, key = find_holder(shape, value, name.split("-") if name else [])
        if MASK in str(holder.get(key)) and isinstance(secret.secret, str):
            holder |= keep(holder, key, secret.secret, secret.destination)


def find_holder(shape: Field, value: Value, tokens: list[str]) -> tuple[dict[str, Value], str]:
    """The object that holds what was typed in a control, and its name there; an empty one for none."""
    if isinstance(shape, Group) and isinstance(value, dict):
        part = next((each for each in shape.members if each.name == tokens[0]), None) if tokens else None
        if isinstance(part, Question):
            return value, part.name
        if part is not None:
            return find_holder(part, value.get(part.name), tokens[1:])
    if isinstance(shape, Choice) and tokens and (kind := shape.find(tokens[0])) is not None:
        return find_holder(kind.group, read_choice(value).variants.get(kind.name), tokens[1:])
    if isinstance(shape, ListOf | KeyValues) and tokens and (row := by_key(value).get(tokens[0])) is not None:
        if isinstance(shape, KeyValues):
            return row, "value"
        is_one = isinstance(shape.row, Question)
        return (row, "row") if is_one else find_holder(shape.row, row.get("row"), tokens[1:])
    if isinstance(shape, DualView) and shape.group is not None and isinstance(value, dict):
        return find_holder(shape.group, value.get("form"), tokens[1:])
    return {}, ""
