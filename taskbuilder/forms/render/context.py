"""What a step's drawing gathers, and what it remembers so that hundreds of rows are drawn quickly."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder.forms.fields import Control, Question, Value
from taskbuilder.forms.labels import Untranslated, gettext, translate
from taskbuilder.forms.list_views import NO_VIEWS, ListViews, list_row_names
from taskbuilder.forms.posted import MOST_POSTED
from taskbuilder.forms.render.controls import make_field
from taskbuilder.forms.render.frames import keep_frame
from taskbuilder.forms.render.pieces import Piece
from taskbuilder.forms.render.templates import CachedTemplate, Words, draw, placeholder
from taskbuilder.forms.typed_count import Removal
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Problem, Severity
from taskbuilder.taskspec.rules.catalogue import RULES, Rule


@dataclass(frozen=True, kw_only=True)
class Message:
    """A problem in the reader's words, with the control that it is shown at."""

    problem: Problem
    message: str
    field: str | None
    key: str
    is_confirmed: bool

    @property
    def severity(self) -> Severity:
        return self.problem.severity

    @property
    def blocks(self) -> bool:
        """Whether creating has to wait for this."""
        return self.severity is Severity.ERROR or (self.needs_tick and not self.is_confirmed)

    @property
    def needs_tick(self) -> bool:
        return self.severity is Severity.CONFIRM

    @property
    def why(self) -> Rule | None:
        """The rule that it breaks, to be read in its own words; None for what only a form can get wrong."""
        return RULES.get(self.problem.rule)

    @property
    def fix_label(self) -> str:
        """The label of the button that fixes it; empty without such a button."""
        return self.problem.fix.render(gettext) if self.problem.fix else ""


@dataclass(frozen=True)
class Position:
    """Where in the form a part is: its name, the swapped part around it, and the rows it is in.

    Within a schema sections name their controls too: several may ask for the same.
    """

    name: str = ""
    branch: str = ""
    rows: tuple[str, ...] = ()
    is_in_schema: bool = False

    def down(self, part: str) -> "Position":
        return Position(extend(self.name, part), self.branch, self.rows, self.is_in_schema)


@dataclass
class RenderContext:
    """The fields of a step's form, what they hold, and the problems to put on them."""

    action: str
    as_json: str
    """The address of the page where everything can be edited, however much there is."""
    heading: str
    """What the page is called: a part of that name need not say it again."""
    describe_region: Callable[[Question, str], Mapping[str, object]]
    """What the editor of a region shows beside what every control does."""
    platform: Platform | None = None
    findings: dict[str, list[Message]] = field(default_factory=dict)
    focus: str = ""
    announcement: str = ""
    views: ListViews = NO_VIEWS
    suggested_offset: str = ""
    suggestions: Mapping[str, list[str]] = field(default_factory=dict)
    """What past tasks had, by the member that it is offered for."""
    needed: frozenset[str] = frozenset()
    """Members that the service needs beyond what the reference does."""
    pasted: Mapping[str, str] = field(default_factory=dict)
    """What is in the box beside a list, by the list's name."""
    removal: Removal | None = None
    """Ticked rows that are removed once their number is typed."""
    fields: dict[str, forms.Field] = field(default_factory=dict)
    data: dict[str, Value] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    posted: int = 0
    """The values that what was drawn so far will post."""
    row_pieces: dict[str, Piece] = field(default_factory=dict)
    """The rows that were drawn, by their names."""
    open_rows: set[str] = field(default_factory=set)
    """The names of those that are open."""
    made: dict[int, tuple[Question, forms.Field]] = field(default_factory=dict)
    frames: dict[tuple[int, Hashable], tuple[object, CachedTemplate]] = field(default_factory=dict)

    def say(self, words: str) -> str:
        """The words in the reader's language; hundreds of rows say the same, which is looked up once."""
        if isinstance(words, Untranslated):
            return words
        if words not in self.said:
            self.said[words] = translate(words)
        return self.said[words]

    def add_field(self, name: str, question: Question, value: str | list[Value]) -> None:
        """A control of that name; those of one question share their field."""
        held = self.made.get(id(question))
        if held is None:
            # The question is kept as well: an id is its own only as long as it lives.
            held = self.made[id(question)] = question, make_field(question)
        self.fields[name] = held[1]
        self.data[name] = value
        self.posted += max(len(question.options), len(value)) if question.ask is Control.TICKS else 1

    @property
    def is_full(self) -> bool:
        """Whether the page holds as much as it can post: lists then draw no more rows."""
        return self.posted >= MOST_POSTED

    def is_picked(self, name: str, key: str) -> bool:
        """Whether a row of the list of that name stays ticked, to be removed."""
        return self.removal is not None and self.removal.name == name and key in self.removal.keys

    def count_picked(self, name: str) -> int:
        """How many rows of the list of that name stay ticked."""
        return self.removal.count if self.removal is not None and self.removal.name == name else 0

    def is_drawn(self, name: str) -> bool:
        """Whether the control of that name is on the page: each row that it is in is drawn, and open."""
        return self.open_rows.issuperset(list_row_names(name))

    def frame(
        self, asked: object, look: Hashable, draw_once: Callable[[], str], *, is_kept: bool = False
    ) -> CachedTemplate:
        """The frame of all that is asked alike and looks alike, drawn when it is first needed.

        `is_kept`: for other pages too. It then says nothing that was typed, and what it says of the page it
        is drawn on is in its slots or in `surroundings`.
        """
        held = self.frames.get((id(asked), look))
        if held is None:
            key = look, self.surroundings
            frame = keep_frame(asked, key, draw_once) if is_kept else CachedTemplate(draw_once())
            held = self.frames[id(asked), look] = asked, frame
        return held[1]

    @cached_property
    def surroundings(self) -> Hashable:
        """All of the page that frames say."""
        of_service = (self.platform, self.needed)
        return get_language(), self.heading, *of_service, self.suggested_offset, frozenset(self.suggestions)

    def messages_at(self, name: str) -> list[Message]:
        """The problems of one control, list or choice."""
        return self.findings.get(name, [])

    def draw_messages(self, name: str) -> SafeString:
        """The messages at one control, list or choice; empty where there are none."""
        messages = self.messages_at(name)
        if not messages:
            return SafeString()
        frame = self.frame(
            Message,
            "all",
            lambda: draw("messages", {"name": placeholder("name"), "inside": placeholder("inside")}),
            is_kept=True,
        )
        ids = self.list_message_ids(name).split()
        inside = SafeString("".join(map(self._draw_finding, messages, ids)))
        return frame.fill({"name": name, "inside": inside})

    def list_message_ids(self, name: str) -> str:
        """The ids of the messages at a control, by which it is described."""
        places = range(len(self.messages_at(name)))
        return " ".join(f"id_{name}_error" + (f"-{place + 1}" if place else "") for place in places)

    def _draw_finding(self, finding: Message, message_id: str) -> SafeString:
        fix_label = finding.fix_label
        words: Words = {"severity": finding.severity, "why": finding.why}
        words |= {name: placeholder(name) for name in ("message", "key", "id")}
        words["fix_label"] = placeholder("fix_label") if fix_label else ""
        look = (finding.why, finding.severity, bool(fix_label))
        frame = self.frame(Message, look, lambda: draw("message", words), is_kept=True)
        own = {"message": finding.message, "key": finding.key, "id": message_id, "fix_label": fix_label}
        return frame.fill(own)

    def fails_at(self, name: str) -> bool:
        """Whether one of them blocks the task, as advice and what is confirmed do not."""
        return any(finding.blocks for finding in self.messages_at(name))

    def takes_focus(self, name: str) -> bool:
        """Whether the page opens with the focus there; in a swapped part focus.js sets it."""
        return self.focus == name and not self.announcement

    @cached_property
    def counts(self) -> Counter[str]:
        """How many problems are in each part of the form, by its name; advice does not count."""
        counts: Counter[str] = Counter()
        for name, found in self.findings.items():
            tokens = name.split("-")
            blocking = sum(finding.blocks for finding in found)
            for length in range(1, len(tokens) + 1):
                counts["-".join(tokens[:length])] += blocking
        return counts
