"""The whole request as JSON text: read into the steps where they can hold it, else kept beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.lines import replace_values
from taskbuilder.taskspec.names import list_names
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.reading import UnreadableJson, read_json
from taskbuilder.taskspec.report import Path
from taskbuilder.taskspec.secrets import HEADERS, MASK, copy_json, find_masks, mask_url, split_anywhere
from taskbuilder.web.wizard.answers import (
    PENDING,
    Answers,
    answers_from_request,
    assemble_request,
    keep_other_kinds,
)
from taskbuilder.web.wizard.loose import mask_loosely, unmask_loosely
from taskbuilder.web.wizard.masks import unmask_url
from taskbuilder.web.wizard.steps import STEPS
from taskbuilder.web.wizard.texts import write_json
from taskbuilder.web.wizard.twofold import find_difference
from taskbuilder.web.wizard.work import CHECKED

DATA = ["input", "data"]
ADDRESSES = ("/url", "/ip")
HARMLESS = frozenset(list_names()) - {HEADERS, "password", "config"}
"""The members of a request that are shown of a text which cannot be read; the others may be anything."""
MOST_CHARACTERS = 1_000_000
"""Of a text that is read; far more than a request of as many inputs as a form takes."""


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A text as it was typed, its secrets put back; `value` is None where it cannot be read."""

    text: str
    value: Any = None
    fault: UnreadableJson | None = None


def text_of(answers: Mapping[str, Any], request: Mapping[str, Any]) -> str:
    """The text as it stands, secrets and all: what the steps do not hold, or else what they make."""
    return list_texts(answers, request)[0]


def list_texts(answers: Mapping[str, Any], request: Mapping[str, Any]) -> list[str]:
    """The text beside the steps, where there is one, and then the steps' own."""
    pending = answers.get(PENDING)
    made = write_json(request) if any(request.values()) else ""
    return [pending, made] if isinstance(pending, str) else [made]


def show_text(text: str) -> str:
    """The text as it is drawn: as typed, but for its secrets."""
    whole = read_text(text)
    if whole.fault is not None:
        return mask_url(mask_loosely(text, HARMLESS))
    shown, secrets = split_anywhere(whole.value)
    return replace_values(text, {where: pointer.get(shown, where) for where in secrets})


def read_text(text: str) -> Whole:
    try:
        return Whole(text=text, value=read_json(text))
    except UnreadableJson as error:
        return Whole(text=text, fault=error)


def read_posted(text: str, *saved: str) -> Whole:
    """A posted text with each MASK replaced by the secret that was saved in the same place, in the first of
    the saved texts that has one there.
    """
    whole = read_text(text)
    for before in map(read_text, saved):
        if has_masks(whole):
            whole = put_back(whole, before)
    return whole


def has_masks(whole: Whole) -> bool:
    return MASK in whole.text if whole.fault is not None else any(find_masks(whole.value))


def put_back(posted: Whole, before: Whole) -> Whole:
    """A text with what another one has in the places of its masks."""
    if posted.fault is not None or before.fault is not None:
        text = unmask_loosely(posted.text, before.text, HARMLESS)
        return read_text(unmask_url(text, before.text))
    return read_text(replace_values(posted.text, find_secrets(posted.value, before.value)))


def find_secrets(value: Any, before: Any) -> dict[str, Any]:
    """What the masks of a value stand for, by pointer; nothing that was for another server or is unknown."""
    before = align_rows(before, value)
    shown, secrets = split_anywhere(before)
    value = copy_json(value)
    found = fill_hidden(value, before, besides=secrets)
    for where, secret in secrets.items():
        path = pointer.split(where)
        kept = look_up(value, path)
        if isinstance(kept, str) and MASK in kept and is_at_same_server(path, value, shown):
            found[where] = secret if kept == MASK else unmask_url(kept, secret)
    return found


def fill_hidden(value: Any, before: Any, *, besides: Mapping[str, Any]) -> dict[str, Any]:
    """Puts back what stood as dots for being unreadable at the time, more than what is secret; by pointer."""
    hidden = [pointer.join(path) for path in find_masks(value)]
    hidden.sort(key=lambda where: not where.endswith(ADDRESSES))  # which tell whether the server is the same
    found: dict[str, Any] = {}
    for where in hidden:
        path = pointer.split(where)
        kept = look_up(before, path)
        if kept is None or where in besides or look_up(value, path) != MASK:
            continue
        if where.endswith(ADDRESSES) or is_at_same_server(path, value, before):
            found[where] = kept
            value = pointer.put(value, where, kept)
    return found


def align_rows(before: Any, value: Any) -> Any:
    """The request as it was, its inputs in the order of those of the value that are the same."""
    old, new = look_up(before, DATA), look_up(value, DATA)
    if not (isinstance(old, list) and isinstance(new, list)):
        return before
    shown = look_up(split_anywhere(before)[0], DATA)
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


def is_at_same_server(path: list[str], value: Any, shown: Any) -> bool:
    """Whether what holds a secret, an input, the VCN server or the webhook, is still at the same server."""
    part = path[:3] if path[:2] == DATA else path[:2]
    return all(
        server_of(look_up(value, [*part, name])) == server_of(look_up(shown, [*part, name]))
        for name in ("url", "ip")
    )


def server_of(address: Any) -> tuple[Any, ...]:
    """Scheme, host and port of an address; whatever is none stands for itself."""
    try:
        parts = urlsplit(address)
        return (parts.scheme, parts.hostname, parts.port) if parts.hostname else (address,)
    except (ValueError, TypeError, AttributeError):  # half a bracket, a port that is none, no text
        return (address,)


def look_up(value: Any, path: Iterable[str]) -> Any:
    try:
        return pointer.get(value, pointer.join(path))
    except LookupError:
        return None


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


def take_over(answers: Answers, value: Mapping[str, Any], service: Service | None) -> Answers:
    """The answers with every step's as if the request had been typed there; other kinds' stay."""
    taken = {
        slug: keep_other_kinds(typed, answers.get(slug))
        for slug, typed in answers_from_request(value, service).items()
    }
    kept = {name: each for name, each in answers.items() if name != PENDING}
    return {**kept, **taken, CHECKED: [step.slug for step in STEPS]}


def keep_typed(answers: Answers, whole: Whole, request: Mapping[str, Any]) -> Answers:
    """The answers with a text beside them that nobody has checked yet, none where the steps make the same."""
    return keep_beside(answers, "" if whole.value == request else whole.text)


def keep_beside(answers: Answers, text: str) -> Answers:
    """The answers with a text beside them that they do not hold; an empty one leaves them alone."""
    kept = {name: each for name, each in answers.items() if name != PENDING}
    return {**kept, PENDING: text} if text.strip() else kept
