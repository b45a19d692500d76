"""A draft's answers as a whole: what was typed by step, what is kept beside it, and the request it makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from taskbuilder.forms.convert import from_json, to_object
from taskbuilder.forms.fields import Value, drop_used
from taskbuilder.forms.withheld_secrets import find_moved, put_kept
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import find_masks
from taskbuilder.web.drafts.steps import Step, list_steps, step_of

CHECKED, PENDING, SOURCE, BOXES, DECLARED = "checked", "json", "json-source", "pasted", "declared"
UNDO, UNREAD, EDITOR = "before", "json-before", "writer"
"""What a stored draft calls everything that is not a step's."""


@dataclass(frozen=True, kw_only=True, repr=False)
class PresetUndo:
    """The preset that was filled in last, and what had been typed at the schedule."""

    preset: str
    typed: Value


@dataclass(frozen=True, kw_only=True)
class Editor:
    """The page that wrote last (page_version.py); `since`: the revision that its first save was made on."""

    page: str
    since: int
    sequence: int


@dataclass(frozen=True, kw_only=True, repr=False)
class DraftAnswers:
    """Everything that a draft holds of what was typed, secrets too: never logged, never drawn raw."""

    steps: Mapping[str, Value] = field(default_factory=dict)
    """What was typed, by step; a step that there is no more is kept as it is."""
    checked: tuple[str, ...] = ()
    """The steps that were continued from since they last changed their shape."""
    pending_json: str | None = None
    """The text of a whole request that the steps do not hold (request_text.py)."""
    pending_source: str | None = None
    """An earlier text, whose secrets the masks of that one stand for."""
    text_undo: str | None = None
    """The text that was read as something else, for it to be brought back."""
    paste_boxes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Step → list → the text beside it that is not in its rows yet (paste/boxes.py)."""
    declared: JsonObject = field(default_factory=dict)
    """What a service's schema declared secret when it was saved: it stays so whatever the schema says now."""
    preset_undo: PresetUndo | None = None
    last_editor: Editor | None = None

    @classmethod
    def from_stored(cls, stored: JsonObject) -> Self:
        """What a draft's row holds; a mark that cannot be read is left out."""
        known = (CHECKED, PENDING, SOURCE, BOXES, DECLARED, UNDO, UNREAD, EDITOR)
        checked, pending, source, boxes, declared, undo, unread, editor = (stored.get(name) for name in known)
        return cls(
            steps={name: value for name, value in stored.items() if name not in known},
            checked=tuple(str(slug) for slug in checked) if isinstance(checked, list) else (),
            pending_json=pending if isinstance(pending, str) else None,
            pending_source=source if isinstance(source, str) else None,
            text_undo=unread if isinstance(unread, str) else None,
            paste_boxes={
                step: {name: str(text) for name, text in texts.items()}
                for step, texts in (boxes.items() if isinstance(boxes, dict) else ())
                if isinstance(texts, dict)
            },
            declared=as_object(declared),
            preset_undo=read_undo(undo),
            last_editor=read_editor(editor),
        )

    def to_stored(self) -> JsonObject:
        """As a draft's row holds it; what is empty is left out."""
        marks: dict[str, JsonValue] = {
            CHECKED: [*self.checked],
            PENDING: self.pending_json,
            SOURCE: self.pending_source,
            BOXES: {step: dict(texts) for step, texts in self.paste_boxes.items()},
            DECLARED: self.declared,
            UNDO: vars(self.preset_undo) if self.preset_undo else None,
            UNREAD: self.text_undo,
            EDITOR: vars(self.last_editor) if self.last_editor else None,
        }
        return {**self.steps, **{name: mark for name, mark in marks.items() if mark}}

    def with_step(self, step: Step, value: Value) -> Self:
        return replace(self, steps={**self.steps, step.slug: value})

    def with_check(self, step: Step, *, is_checked: bool) -> Self:
        """With a step marked as judged, or as not judged yet."""
        others = tuple(slug for slug in self.checked if slug != step.slug)
        return replace(self, checked=(*others, step.slug) if is_checked else others)

    def with_boxes(self, step: Step, texts: Mapping[str, str]) -> Self:
        """With what is in the boxes of a step."""
        boxes = {slug: each for slug, each in self.paste_boxes.items() if slug != step.slug}
        return replace(self, paste_boxes=boxes | ({step.slug: texts} if texts else {}))


def read_undo(stored: JsonValue) -> PresetUndo | None:
    match stored:
        case {"preset": str(preset), "typed": typed}:
            return PresetUndo(preset=preset, typed=typed)
    return None


def read_editor(stored: JsonValue) -> Editor | None:
    match stored:
        case {"page": str(page), "since": int(since), "sequence": int(sequence)}:
            return Editor(page=page, since=since, sequence=sequence)
    return None


Assembled = dict[str, tuple[Value, Service | None, JsonObject]]
"""Step → what was typed there, for which service, and the members of the request that it makes."""


def assemble_request(
    steps: Mapping[str, Value], service: Service | None = None, known: Assembled | None = None
) -> JsonObject:
    """The request that the steps make so far: chosen kinds alone, blanks left out, in canonical order.

    `known` remembers what each step made: of two drafts that follow each other only one step differs.
    """
    request: JsonObject = {}
    known = {} if known is None else known
    for step in list_steps():
        if step.ask is None:
            continue
        held, value = known.get(step.slug), steps.get(step.slug)
        if held is None or held[:2] != (value, service):
            made = to_object(step.ask(service), value, service.platform if service else None)
            held = known[step.slug] = value, service, made
        request |= held[2]
    return canonical(request, upper_case=bool(service and service.upper_case))


def answers_from_request(request: JsonObject, service: Service | None = None) -> dict[str, Value]:
    """What somebody would have typed for a request; a masked secret stays a MASK, to be typed again."""
    return {step.slug: from_json(step.ask(service), dict(request)) for step in list_steps() if step.ask}


def list_moved(
    steps: Mapping[str, Value],
    request: Mapping[str, JsonValue],
    service: Service | None,
    masks: Iterable[Path] | None = None,
) -> dict[str, Moved]:
    """The secrets that are kept for another address than the one beside their MASK, by pointer.

    `masks`: where the request has them, if that is known.
    """
    moved: dict[str, Moved] = {}
    for path in find_masks(request) if masks is None else masks:
        step = step_of(str(path[0]))
        found = step.ask and find_moved(step.ask(service), steps.get(step.slug), path, service)
        if found:
            moved[pointer.join(path)] = found
    return moved


def renew_step(
    steps: Mapping[str, Value], step: Step, request: JsonObject, service: Service | None = None
) -> dict[str, Value]:
    """The steps with one as if its part of the request had been typed; other kinds' answers stay."""
    if step.ask is None:
        return dict(steps)
    group = step.ask(service)
    renewed = keep_other_kinds(from_json(group, dict(request)), steps.get(step.slug))
    put_kept(group, renewed, list_moved(steps, request, service), service)
    return {**steps, step.slug: renewed}


def keep_other_kinds(renewed: Value, before: Value) -> Value:
    """Kinds that the renewed answers do not speak of, taken from the ones before."""
    if not isinstance(renewed, dict) or not isinstance(before, dict):
        return renewed
    kept = {name: value for name, value in before.items() if name not in renewed}
    merged = {name: keep_other_kinds(value, before.get(name)) for name, value in renewed.items()}
    return drop_used(kept | merged)
