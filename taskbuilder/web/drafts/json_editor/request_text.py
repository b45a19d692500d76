"""The whole request as JSON text: read into the steps where they can hold it, else kept beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from taskbuilder.forms.dual_view import find_difference
from taskbuilder.forms.withheld_secrets import put_kept
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, write_json
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.lines import replace_values
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.secrets.declared import NOTHING as UNDECLARED
from taskbuilder.taskspec.secrets.declared import Declared
from taskbuilder.taskspec.secrets.destinations import Destinations, is_kept_for, named_parts
from taskbuilder.taskspec.secrets.malformed_json import find_spans, mask_unreadable, unmask_loosely
from taskbuilder.taskspec.secrets.restore import Moved, Restored, look_up, restore, unmask_url
from taskbuilder.taskspec.secrets.split import (
    MASK,
    copy_json,
    find_masks,
    harmless_names,
    split_anywhere,
)
from taskbuilder.web.drafts.answers import (
    DraftAnswers,
    answers_from_request,
    assemble_request,
    keep_other_kinds,
)
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import list_steps

NOTHING: Mapping[str, Moved] = MappingProxyType({})
DATA = ["input", "data"]
MOST_CHARACTERS = 1_000_000
"""Of a text that is read; far more than a request of as many inputs as a form takes."""


@dataclass(frozen=True, kw_only=True, repr=False)
class RequestText:
    """A text as it was typed, its secrets put back; `value` is None where it cannot be read."""

    text: str
    value: JsonValue = None
    fault: UnreadableJson | None = None

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @cached_property
    def has_masks(self) -> bool:
        return MASK in self.text if self.fault is not None else any(find_masks(self.value))


def list_texts(state: DraftState) -> list[str]:
    """The texts of a draft, secrets and all: what the steps do not hold, what they make, an earlier text."""
    made = write_json(state.request) if any(state.request.values()) else ""
    texts = (state.answers.pending_json, made, state.answers.pending_source)
    return [text for text in texts if text is not None]


def show_text(text: str, declared: Declared = UNDECLARED) -> str:
    """The text as it is drawn: as typed, but for its secrets."""
    read = read_text(text)
    if read.fault is not None:
        return mask_unreadable(text, declared)
    shown, secrets = split_anywhere(read.value, declared)
    return replace_values(text, {where: pointer.get(shown, where) for where in secrets})


def find_hidden_line(text: str, line: int, column: int, declared: Declared = UNDECLARED) -> int:
    """The line, from 1, on which show_text has the mask for what is at a place of a text that cannot be read.

    The last part that is hidden before that place, where it is in none; the lines within such parts are gone.
    """
    lines = text.removeprefix("\ufeff").split("\n")
    place = len(text) - len("\n".join(lines)) + sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    spans = find_spans(text, harmless_names(), declared)
    before = [span for span in spans if span.start <= place]
    if not before:
        return line
    gone = sum(text.count("\n", span.start, span.end) for span in before[:-1])
    return text.count("\n", 0, before[-1].start) - gone + 1


def read_text(text: str) -> RequestText:
    try:
        return RequestText(text=text, value=read_json(text))
    except UnreadableJson as error:
        return RequestText(text=text, fault=error)


def read_posted(
    text: str, *saved: str, kept: Mapping[str, Moved] = NOTHING, declared: Declared = UNDECLARED
) -> RequestText:
    """A posted text with each MASK replaced by the secret that was saved in the same place, in the first of
    the saved texts that has one there, or else that is kept for that very address.
    """
    read = read_text(text)
    for before in saved:
        if read.has_masks:
            read = put_back(read, read_text(before), declared)
    return use_kept(read, kept, declared) if kept and read.fault is None and read.has_masks else read


def use_kept(posted: RequestText, kept: Mapping[str, Moved], declared: Declared) -> RequestText:
    """A text with the secrets that the steps keep for an address that it has again."""
    now = Destinations(posted.value, declared)
    found: dict[str, JsonValue] = {}
    for where, moved in kept.items():
        path = pointer.split(where)
        shown = look_up(posted.value, path)
        if shown == MASK and is_kept_for(moved.destination, now.of(path)):
            found[where] = moved.secret
        elif isinstance(shown, str) and (text := unmask_url(shown, moved.secret)) != shown:
            found[where] = text
    return read_text(replace_values(posted.text, found)) if found else posted


def find_moved(posted: RequestText, state: DraftState) -> dict[str, Moved]:
    """The secrets that a draft holds for another address than the one beside their masks, by pointer."""
    moved = dict(state.moved)
    if posted.fault is None and posted.has_masks:
        for before in map(read_text, list_texts(state)):
            if before.fault is None:
                moved = match(posted.value, before.value, state.declared).moved | moved
    return moved


def put_back(posted: RequestText, before: RequestText, declared: Declared) -> RequestText:
    """A text with what another one has in the places of its masks."""
    if posted.fault is not None or before.fault is not None:
        text = unmask_loosely(posted.text, before.text, harmless_names(), declared)
        return read_text(unmask_url(text, before.text))
    found = match(posted.value, before.value, declared).found
    return read_text(replace_values(posted.text, found))


def match(value: JsonValue, before: JsonValue, declared: Declared) -> Restored:
    """What the masks of a value stand for; what was for another server, or is unknown, is not found.

    More than secrets is hidden of a text that cannot be read. Of that, addresses come first: they tell
    whether the server is the same.
    """
    before, value = align_rows(before, value), copy_json(value)
    secrets, hidden = split_anywhere(before, declared)[1], {}
    addresses: dict[str, JsonValue] = {}
    for path in list(find_masks(value)):
        where = pointer.join(path)
        kept = look_up(before, pointer.split(where))
        if where in secrets or kept is None or pointer.get(value, where) != MASK:
            continue
        hidden[where] = kept
        if named_parts().keys() & path[-1:]:
            addresses[where] = kept
            value = pointer.put(value, where, kept)
    matched = restore(value, before, hidden | secrets, declared)
    moved = {where: each for where, each in matched.moved.items() if where in secrets}
    return Restored(addresses | matched.found, moved)


def align_rows(before: JsonValue, value: JsonValue) -> JsonValue:
    """The request as it was, its inputs in the order of those of the value that are the same."""
    old, new = look_up(before, DATA), look_up(value, DATA)
    if not (isinstance(before, dict) and isinstance(old, list) and isinstance(new, list)):
        return before
    shown = as_list(look_up(split_anywhere(before)[0], DATA))
    free = list(range(len(old)))
    order: list[int | None] = [None] * len(new)
    for is_alike in (lambda i, j: i == j and new[i] == shown[j], lambda i, j: new[i] == shown[j], int.__eq__):
        for number in range(len(new)):
            found = next((each for each in free if is_alike(number, each)), None)
            if order[number] is None and found is not None:
                order[number] = found
                free.remove(found)
    rows = [None if place is None else old[place] for place in order]
    aligned: JsonValue = pointer.put(copy_json(before), pointer.join(DATA), rows)
    return aligned


def find_misfit(value: JsonValue, service: Service | None) -> Path | None:
    """Where the steps cannot hold a request, () if it is not an object; None where they hold all of it."""
    if not isinstance(value, dict):
        return ()
    return find_difference_to(assemble_request(answers_from_request(value, service), service), value, service)


def find_difference_to(again: JsonObject, value: JsonObject, service: Service | None) -> Path | None:
    """Where what the steps make of a request is not the request; None where it is."""
    sent = canonical(value, upper_case=bool(service and service.upper_case))
    return find_difference(sent, drop_unanswered(again, sent))


def drop_unanswered(held: JsonObject, sent: JsonValue) -> JsonObject:
    """What steps hold, without the objects that they send empty because nothing is answered there yet."""
    members = sent if isinstance(sent, dict) else {}
    inside = {
        name: drop_unanswered(each, members.get(name)) if isinstance(each, dict) else each
        for name, each in held.items()
    }
    return {name: each for name, each in inside.items() if each != {} or name in members}


def take_over(
    answers: DraftAnswers, value: JsonObject, service: Service | None, moved: Mapping[str, Moved] = NOTHING
) -> DraftAnswers:
    """The answers with every step's as if the request had been typed there; other kinds' stay.

    Secrets that are `moved` are kept beside their masks.
    """
    steps = answers_from_request(value, service)
    taken = {slug: keep_other_kinds(each, answers.steps.get(slug)) for slug, each in steps.items()}
    for step in list_steps():
        if step.ask is not None:
            put_kept(step.ask(service), taken[step.slug], moved, service)
    checked = tuple(step.slug for step in list_steps())
    return replace(keep_beside(answers, ""), steps={**answers.steps, **taken}, checked=checked)


def keep_beside(answers: DraftAnswers, text: str) -> DraftAnswers:
    """The answers with a text beside them that they do not hold; a blank one leaves none there."""
    if not text.strip():
        return replace(answers, pending_json=None, pending_source=None)
    return replace(answers, pending_json=text, pending_source=find_source(answers, text))


def find_source(answers: DraftAnswers, text: str) -> str | None:
    """The last text that held the secrets behind the masks of this one: their address may come back."""
    if not read_text(text).has_masks:
        return None
    pending = answers.pending_json
    is_whole = pending is not None and not read_text(pending).has_masks
    return pending if is_whole else answers.pending_source
