"""What a text is that is not a request, and the request that it holds."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.readings.corrected import Change, Correction, correct

CURL, POWERSHELL, HTTP = "curl", "powershell", "http"
COLLECTION, NESTED, PYTHON, CORRECTED = "collection", "nested", "python", "corrected"
TITLES = {
    CURL: _("a cURL command"),
    POWERSHELL: _("a PowerShell command"),
    HTTP: _("an HTTP request"),
    COLLECTION: _("a request collection"),
    NESTED: _("JSON inside a text"),
    PYTHON: _("a Python dict"),
    CORRECTED: _("corrected JSON"),
}
"""Kind → what a page calls it."""


@dataclass(frozen=True)
class Sentence:
    """A template with what it speaks of."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, repr=False)
class Reading:
    """The JSON object that a text certainly means: `text` can be read, `changes` have their places in it."""

    kind: str
    text: str
    notes: tuple[Sentence, ...] = ()
    """What was used of the text, and what of it was left out."""
    changes: tuple[Change, ...] = ()

    @property
    def title(self) -> str:
        return TITLES[self.kind]


@dataclass(frozen=True, kw_only=True, repr=False)
class Unread:
    """A text that is of a known kind, and why its request is uncertain."""

    reason: Sentence


NOT_COMPLETE = {
    "fence": _("The code fences (```) are ignored."),
    "variable": _("The variable that the value is assigned to is ignored."),
    "entities": _("HTML characters, such as &quot;, are decoded."),
}


def read_object(text: str) -> JsonObject | None:
    """The JSON object of a text, None where it is not one."""
    try:
        value: JsonValue = read_json(text)
    except UnreadableJson:
        return None
    return value if isinstance(value, dict) else None


def read_any(text: str) -> JsonValue:
    """The value of a text that is JSON, or JSON once it is corrected; None for another one."""
    value: JsonValue = None
    try:
        value = read_json(text)
    except UnreadableJson:
        corrected = correct(text)
        with suppress(UnreadableJson):
            value = read_json(corrected.text) if corrected else None
    return value


def read_body(kind: str, text: str, *notes: Sentence) -> Reading | None:
    """The reading of a text that is JSON, or JSON once it is corrected; None where neither is certain."""
    if read_object(text) is not None:
        return Reading(kind=kind, text=text, notes=notes)
    corrected = correct(text)
    if corrected is None or read_object(corrected.text) is None:
        return None
    own = {
        "fence": corrected.is_fenced,
        "variable": corrected.is_assigned,
        "entities": corrected.has_entities,
    }
    notes += tuple(Sentence(NOT_COMPLETE[name]) for name, is_so in own.items() if is_so)
    return Reading(kind=kind, text=corrected.text, notes=notes, changes=corrected.changes)


def is_python(changes: tuple[Change, ...]) -> bool:
    """Whether what was changed is Python's: its words, or its quotes and nothing of JavaScript's."""
    kinds = {change.why for change in changes}
    has_quotes = any(change.before.startswith("'") for change in changes)
    foreign = {Correction.NAME, Correction.PUNCTUATION}
    is_slashed = any(change.why is Correction.COMMENT and change.before[0] == "/" for change in changes)
    return not kinds & foreign and not is_slashed and (Correction.WORD in kinds or has_quotes)
