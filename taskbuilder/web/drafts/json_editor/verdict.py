"""What is wrong with the text of a whole request, at its lines."""

from dataclasses import dataclass, field

from taskbuilder.forms.dual_view import write_path
from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.json_reader import UnreadableJson
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.lines import find_lines, line_of
from taskbuilder.taskspec.paths.names import title_of
from taskbuilder.taskspec.problem import Problem, Severity, report_own
from taskbuilder.taskspec.readings.reading import Reading, Unread
from taskbuilder.taskspec.secrets.split import MASK, find_masks
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.findings import report_moved
from taskbuilder.web.drafts.json_editor.offer import Offer, find_certain, make_offer, name_reading
from taskbuilder.web.drafts.json_editor.request_text import (
    RequestText,
    find_hidden_line,
    find_misfit,
    find_moved,
    read_text,
)
from taskbuilder.web.drafts.json_editor.text_form import LineMessage
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import list_steps

MISFIT = _("The form cannot hold “%(name)s” as it is here. Change it, or remove it.")
NO_OBJECT = _("A request is a JSON object: start with { and end with }.")
AGAIN = _("No secret is stored for this field. Replace the dots with the secret.")
NOTHING = _("Nothing to check: the text is empty. The form is unchanged.")
NO_SERVICE = _("No problems so far. The form is updated. Choose a service to check the rest.")
FITS = _("No problems. The form is updated.")
NOT_TAKEN = _("This text is saved but not in the form yet. Select “Save and check” to apply it.")
HIDDEN_FAULT = _("The hidden part of this line cannot be read as JSON. Replace the dots with the full value.")
IN_DOTS = _("This text cannot be read yet. Possible secrets in it are hidden and saved as typed.")


@dataclass(frozen=True, kw_only=True)
class TextFeedback:
    """What one answer adds to the page: what is said of the text's lines, a notice, another tab's lines."""

    found: list[LineMessage] = field(default_factory=list)
    kind: str = "advice"
    notice: str = ""
    offer: Offer | None = None
    is_moved: bool = False
    is_held_lost: bool = False
    """Whether secrets that were typed before the draft moved are no longer there."""
    is_read: bool = False
    """Whether the text is what another one was read as, which can be brought back."""
    differences: list[str] = field(default_factory=list)
    """Lines of the draft as it is now that the posted text does not have."""

    @property
    def is_refused(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.found)


def describe(read: RequestText, state: DraftState, shown: str, *, otherwise: TextFeedback) -> TextFeedback:
    """What is wrong with a text, and why more of it is hidden than what is known to be secret."""
    reading = find_certain(read) if not read.is_blank else None
    found = judge(read, state, shown, reading)
    if not found:
        return otherwise
    is_hidden = read.fault is not None and shown != read.text and MASK in shown
    offer = make_offer(reading, state.declared) if isinstance(reading, Reading) else None
    return TextFeedback(found=found, notice=gettext(IN_DOTS) if is_hidden else "", offer=offer)


def praise(read: RequestText, state: DraftState) -> TextFeedback:
    """What is said of a text with which nothing is wrong."""
    if read.is_blank:
        return TextFeedback(notice=gettext(NOTHING))
    if state.service is None:
        return TextFeedback(notice=gettext(NO_SERVICE))
    return TextFeedback(kind="success", notice=gettext(FITS))


def judge(
    read: RequestText, state: DraftState, shown: str, reading: Reading | Unread | None
) -> list[LineMessage]:
    """Everything that is wrong with a text, in the order of its lines as it is shown."""
    if read.is_blank:
        return []
    if message := name_reading(reading):
        return [LineMessage(line=1, message=message, severity=Severity.ERROR)]
    if read.fault is not None:
        return [tell_fault(read.fault, read.text, shown, state)]
    lines = find_lines(shown)
    found = [tell(problem, line_of(lines, problem.path)) for problem in find_all(read, state)]
    return sorted(found, key=lambda each: each.line)


def tell_fault(fault: UnreadableJson, text: str, shown: str, state: DraftState) -> LineMessage:
    """Where a text stops being JSON, as it is shown: the fault may be in a part that is hidden there."""
    seen = read_text(shown).fault
    if seen is None and MASK in shown:
        place = fault.problem.params["line"], fault.problem.params["column"]
        line = find_hidden_line(text, *place, state.declared)
        return LineMessage(line=line, message=gettext(HIDDEN_FAULT), severity=Severity.ERROR)
    problem = (seen or fault).problem
    return tell(problem, problem.params.get("line", 1))


def tell(problem: Problem, line: int) -> LineMessage:
    return LineMessage(line=line, message=problem.render(gettext), severity=problem.severity)


def find_all(read: RequestText, state: DraftState) -> list[Problem]:
    """What the rules say of a request, and what only a text can get wrong."""
    found = find_problems(read.value, platform=state.platform, service=state.service, now=state.now)
    moved = find_moved(read, state)
    for path in find_masks(read.value):  # each secret that is to be typed, and why
        kept, own = moved.get(pointer.join(path)), report_own("json", path, template=AGAIN)
        found.append(report_moved(path, kept, title_of(path)) if kept else own)
    misfit = find_misfit(read.value, state.service)
    errors = any(problem.severity is Severity.ERROR for problem in found)
    if misfit is not None and not errors:
        template = MISFIT if isinstance(read.value, dict) else NO_OBJECT
        found.append(report_own("json", misfit, template=template, name=write_path(misfit)))
    return found


def describe_checked(state: DraftState, text: str) -> TextFeedback:
    """What the list of steps counts as wrong, at the lines of the text that the steps make."""
    lines = find_lines(text)
    shown = [finding for step in list_steps() for finding in state.shown_findings(step)]
    found = [
        LineMessage(line=line_of(lines, each.problem.path), message=each.message, severity=each.severity)
        for each in shown
    ]
    return TextFeedback(found=sorted(found, key=lambda each: each.line))


def follow(read: RequestText, state: DraftState, typed: str, *, is_judged: bool) -> TextFeedback:
    """What is said while a text is typed: what was said to be wrong goes once it is fixed."""
    is_pending = state.answers.pending_json is not None
    quiet = TextFeedback(notice=gettext(NOT_TAKEN) if is_pending else "")
    return describe(read, state, typed, otherwise=quiet) if is_judged else quiet
