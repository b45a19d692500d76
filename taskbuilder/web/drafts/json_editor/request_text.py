"""The whole request as JSON text: read into the steps where they can hold it, else kept beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from taskbuilder.forms.dual_view import find_difference
from taskbuilder.forms.withheld_secrets import put_kept
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import as_list, write_json
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.lines import replace_values
from taskbuilder.taskspec.paths.names import list_names, request_names
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.report import Path
from taskbuilder.taskspec.secrets.destinations import Destinations, is_kept_for, named_parts
from taskbuilder.taskspec.secrets.malformed_json import mask_loosely, unmask_loosely
from taskbuilder.taskspec.secrets.restore import Moved, Restored, look_up, restore, unmask_url
from taskbuilder.taskspec.secrets.split import (
    MASK,
    copy_json,
    find_masks,
    mask_url,
    secret_names,
    split_anywhere,
)
from taskbuilder.web.drafts.answers import (
    PENDING,
    SOURCE,
    Answers,
    answers_from_request,
    assemble_request,
    keep_other_kinds,
)
from taskbuilder.web.drafts.state import CHECKED
from taskbuilder.web.drafts.steps import STEPS

NOTHING: Mapping[str, Moved] = MappingProxyType({})
DATA = ["input", "data"]
MOST_CHARACTERS = 1_000_000
"""Of a text that is read; far more than a request of as many inputs as a form takes."""


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A text as it was typed, its secrets put back; `value` is None where it cannot be read."""

    text: str
    value: Any = None
    fault: UnreadableJson | None = None


@derived
def harmless_names() -> frozenset[str]:
    """The members of a request that are shown of a text which cannot be read; the others may be anything."""
    return frozenset(list_names(request_names())) - secret_names() - {"config"}


def text_of(answers: Mapping[str, Any], request: Mapping[str, Any]) -> str:
    """The text as it stands, secrets and all: what the steps do not hold, or else what they make."""
    return list_texts(answers, request)[0]


def list_texts(answers: Mapping[str, Any], request: Mapping[str, Any]) -> list[str]:
    """The text beside the steps, where there is one, the steps' own, and what the first was made of."""
    pending, source = answers.get(PENDING), answers.get(SOURCE)
    made = write_json(request) if any(request.values()) else ""
    texts = [pending, made] if isinstance(pending, str) else [made]
    return [*texts, source] if isinstance(source, str) else texts


def show_text(text: str) -> str:
    """The text as it is drawn: as typed, but for its secrets."""
    whole = read_text(text)
    if whole.fault is not None:
        return mask_url(mask_loosely(text, harmless_names()))
    shown, secrets = split_anywhere(whole.value)
    return replace_values(text, {where: pointer.get(shown, where) for where in secrets})


def read_text(text: str) -> Whole:
    try:
        return Whole(text=text, value=read_json(text))
    except UnreadableJson as error:
        return Whole(text=text, fault=error)


def read_posted(text: str, *saved: str, kept: Mapping[str, Moved] = NOTHING) -> Whole:
    """A posted text with each MASK replaced by the secret that was saved in the same place, in the first of
    the saved texts that has one there, or else that is kept for that very address.
    """
    whole = read_text(text)
    for before in map(read_text, saved):
        if has_masks(whole):
            whole = put_back(whole, before)
    return use_kept(whole, kept) if kept and whole.fault is None and has_masks(whole) else whole


def use_kept(whole: Whole, kept: Mapping[str, Moved]) -> Whole:
    """A text with the secrets that the steps keep for an address that it has again."""
    now, found = Destinations(whole.value), {}
    for where, moved in kept.items():
        path = pointer.split(where)
        shown = look_up(whole.value, path)
        if shown == MASK and is_kept_for(moved.destination, now.of(path)):
            found[where] = moved.secret
        elif isinstance(shown, str) and (text := unmask_url(shown, moved.secret)) != shown:
            found[where] = text
    return read_text(replace_values(whole.text, found)) if found else whole


def find_moved(whole: Whole, texts: Iterable[str], kept: Mapping[str, Moved]) -> dict[str, Moved]:
    """The secrets that were saved for another address than the one beside their masks, by pointer."""
    moved = dict(kept)
    for before in map(read_text, texts):
        if whole.fault is None and before.fault is None and has_masks(whole):
            moved = match(whole.value, before.value).moved | moved
    return moved


def has_masks(whole: Whole) -> bool:
    return MASK in whole.text if whole.fault is not None else any(find_masks(whole.value))


def put_back(posted: Whole, before: Whole) -> Whole:
    """A text with what another one has in the places of its masks."""
    if posted.fault is not None or before.fault is not None:
        text = unmask_loosely(posted.text, before.text, harmless_names())
        return read_text(unmask_url(text, before.text))
    return read_text(replace_values(posted.text, find_secrets(posted.value, before.value)))


def find_secrets(value: Any, before: Any) -> dict[str, Any]:
    """What the masks of a value stand for, by pointer; nothing that was for another server or is unknown."""
    return match(value, before).found


def match(value: Any, before: Any) -> Restored:
    before = align_rows(before, value)
    secrets = split_anywhere(before)[1]
    value = copy_json(value)
    hidden = fill_hidden(value, before, besides=secrets)
    matched = restore(value, before, secrets)
    return Restored({**hidden, **matched.found}, matched.moved)


def fill_hidden(value: Any, before: Any, *, besides: Mapping[str, Any]) -> dict[str, Any]:
    """Puts back what stood as dots for being unreadable at the time, more than what is secret; by pointer."""
    hidden = [where for where in map(pointer.join, find_masks(value)) if where not in besides]
    found: dict[str, Any] = {}
    for where in hidden:  # the addresses first, which tell whether the server is the same
        path = pointer.split(where)
        kept = look_up(before, path)
        if named_parts().keys() & path[-1:] and kept is not None and look_up(value, path) == MASK:
            found[where] = kept
            value = pointer.put(value, where, kept)
    now, then = Destinations(value), Destinations(before)
    for where in hidden:
        path = pointer.split(where)
        kept = look_up(before, path)
        if kept is not None and look_up(value, path) == MASK and is_kept_for(then.of(path), now.of(path)):
            found[where] = kept
    return found


def align_rows(before: Any, value: Any) -> Any:
    """The request as it was, its inputs in the order of those of the value that are the same."""
    old, new = look_up(before, DATA), look_up(value, DATA)
    if not (isinstance(old, list) and isinstance(new, list)):
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
    return {**before, "input": {**before["input"], "data": rows}}


def find_misfit(value: Any, service: Service | None) -> Path | None:
    """Where the steps cannot hold a request, () for one that is no object; None where they hold all of it."""
    if not isinstance(value, dict):
        return ()
    again = assemble_request(answers_from_request(value, service), service)
    sent = canonical(value, upper_case=bool(service and service.upper_case))
    return find_difference(sent, drop_unanswered(again, sent))


def drop_unanswered(held: Mapping[str, Any], sent: Any) -> dict[str, Any]:
    """What steps hold, without the objects that they send empty because nothing is answered there yet."""
    told = sent if isinstance(sent, dict) else {}
    inside = {
        name: drop_unanswered(each, told.get(name)) if isinstance(each, dict) else each
        for name, each in held.items()
    }
    return {name: each for name, each in inside.items() if each != {} or name in told}


def take_over(
    answers: Answers, value: Mapping[str, Any], service: Service | None, moved: Mapping[str, Moved] = NOTHING
) -> Answers:
    """The answers with every step's as if the request had been typed there; other kinds' stay.

    Secrets that are `moved` are kept beside their masks.
    """
    taken = {
        slug: keep_other_kinds(value, answers.get(slug))
        for slug, value in answers_from_request(value, service).items()
    }
    for step in STEPS:
        if step.ask is not None:
            put_kept(step.ask(service), taken[step.slug], moved, service)
    kept = {name: each for name, each in answers.items() if name not in (PENDING, SOURCE)}
    return {**kept, **taken, CHECKED: [step.slug for step in STEPS]}


def keep_text(answers: Answers, whole: Whole, request: Mapping[str, Any]) -> Answers:
    """The answers with a text beside them that nobody has checked yet, none where the steps make the same."""
    return keep_beside(answers, "" if whole.value == request else whole.text)


def keep_beside(answers: Answers, text: str) -> Answers:
    """The answers with a text beside them that they do not hold; an empty one leaves them alone."""
    kept = {name: each for name, each in answers.items() if name not in (PENDING, SOURCE)}
    return {**kept, PENDING: text, **find_source(answers, text)} if text.strip() else kept


def find_source(answers: Answers, text: str) -> Answers:
    """The last text that held the secrets behind the masks of this one: their address may come back."""
    pending, source = answers.get(PENDING), answers.get(SOURCE)
    if not has_masks(read_text(text)):
        return {}
    if isinstance(pending, str) and not has_masks(read_text(pending)):
        return {SOURCE: pending}
    return {SOURCE: source} if isinstance(source, str) else {}
