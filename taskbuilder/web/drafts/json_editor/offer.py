"""What the page offers for a text that is not a request, but certainly means one: "Read as … instead"."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.json_reader import read_json
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line
from taskbuilder.taskspec.paths.lines import find_values
from taskbuilder.taskspec.readings.characters import name_character
from taskbuilder.taskspec.readings.corrected import Change, Correction
from taskbuilder.taskspec.readings.find import find_reading, read_value
from taskbuilder.taskspec.readings.reading import CORRECTED, PYTHON, Reading, Sentence, Unread
from taskbuilder.taskspec.secrets.declared import Declared
from taskbuilder.taskspec.secrets.split import MASK, split_anywhere
from taskbuilder.web.drafts.json_editor.request_text import RequestText, show_text

LONGEST = 500_000
"""Characters of a text that is looked at: a longer one is named by its first fault alone."""
MOST_CHANGES, MOST_LINES = 12, 60
READ_AS = _("Read as %(kind)s.")
CHOOSE = _("This is %(kind)s. Select “Read as %(kind)s” below, or paste only the JSON.")
COMMENT = _("A comment")
NOTHING = _("Left out")


@dataclass(frozen=True, kw_only=True)
class ShownChange:
    """One difference: the line in the text, what is there, and what it is read as; secrets are hidden."""

    line: int
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, repr=False)
class Offer:
    """A reading as the page shows it, before anything is replaced by it."""

    kind: str
    title: str
    notes: list[str]
    changes: list[ShownChange]
    text: str
    more_changes: str = ""
    more_lines: str = ""

    @property
    def is_corrected(self) -> bool:
        """Whether the text is the request itself, but for some characters."""
        return self.kind in (CORRECTED, PYTHON)


def find_certain(read: RequestText) -> Reading | Unread | None:
    """What a text is, where it is not a request as it is."""
    if len(read.text) > LONGEST:
        return None
    return read_value(read.value) if read.fault is None else find_reading(read.text)


def make_offer(reading: Reading, declared: Declared) -> Offer:
    hidden = find_hidden(reading.text, declared)
    lines = show_text(reading.text, declared).strip().split("\n")
    changes = [show_change(each, hidden) for each in reading.changes[:MOST_CHANGES]]
    left = len(reading.changes) - len(changes)
    rest = len(lines) - MOST_LINES
    more_lines = ngettext("%(counter)s more line", "%(counter)s more lines", rest) % {"counter": rest}
    return Offer(
        kind=reading.kind,
        title=gettext(reading.title),
        notes=[say(note) for note in reading.notes],
        changes=changes,
        text="\n".join(lines[:MOST_LINES]),
        more_changes=ngettext("%(counter)s more change", "%(counter)s more changes", left) % {"counter": left}
        if left
        else "",
        more_lines=more_lines if rest > 0 else "",
    )


def say(sentence: Sentence) -> str:
    return gettext(sentence.template) % sentence.params


def find_hidden(text: str, declared: Declared) -> list[tuple[int, int]]:
    """Where secrets are in a text that is JSON, in order."""
    secrets = split_anywhere(read_json(text), declared)[1]
    spans = find_values(text) if secrets else {}
    return sorted((spans[where].start, spans[where].end) for where in secrets)


def show_change(change: Change, hidden: list[tuple[int, int]]) -> ShownChange:
    """A difference without what is secret, and with what nobody can see by its number."""
    end = change.start + len(change.after)
    is_secret = any(start < end and change.start < stop for start, stop in hidden)
    if change.why is Correction.COMMENT:
        return ShownChange(line=change.line, before=gettext(COMMENT), after=gettext(NOTHING))
    before, after = (f'"{MASK}"', f'"{MASK}"') if is_secret else (change.before, change.after)
    if is_secret and change.why is Correction.QUOTES:
        before = f"{change.before[0]}{MASK}{change.before[-1]}"
    if change.why is Correction.SPACE:
        before, after = name_character(change.before[0]), name_character(" ") if after else ""
    return ShownChange(
        line=change.line, before=one_line(before), after=one_line(after) if after else gettext(NOTHING)
    )


def name_reading(found: Reading | Unread | None) -> str:
    """What is said in place of a fault, where a text is of a known kind: its request is elsewhere in it."""
    if isinstance(found, Unread):
        return say(found.reason)
    if found is not None and found.kind not in (CORRECTED, PYTHON):
        return gettext(CHOOSE) % {"kind": gettext(found.title)}
    return ""
