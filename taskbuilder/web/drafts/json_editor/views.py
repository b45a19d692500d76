"""The page that asks for the whole request as JSON, with its problems at their lines."""

from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.dual_view import write_path
from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.records.models import Draft
from taskbuilder.taskspec.json_reader import UnreadableJson
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.lines import find_lines, line_of
from taskbuilder.taskspec.paths.names import title_of
from taskbuilder.taskspec.problem import Problem, Severity, report_own
from taskbuilder.taskspec.readings.reading import Reading, Unread
from taskbuilder.taskspec.secrets.split import MASK, find_masks, split_secrets
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.actions import Action, Verb
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.context import PageContext
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.findings import report_moved
from taskbuilder.web.drafts.json_editor.offer import READ_AS, Offer, find_certain, make_offer, name_reading
from taskbuilder.web.drafts.json_editor.request_text import (
    MOST_CHARACTERS,
    RequestText,
    find_hidden_line,
    find_misfit,
    find_moved,
    keep_beside,
    list_texts,
    read_posted,
    read_text,
    show_text,
    take_over,
)
from taskbuilder.web.drafts.json_editor.text_form import LineMessage, TextForm
from taskbuilder.web.drafts.page_version import PageVersion, new_version
from taskbuilder.web.drafts.preview import list_lines
from taskbuilder.web.drafts.receive import Change, DraftPage, put_back, receive
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import find_step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.redirects import lead_on
from taskbuilder.web.http.saved_form import find_form

MISFIT = _("The form cannot hold “%(name)s” as it is here. Change it, or remove it.")
NO_OBJECT = _("A request is a JSON object: start with { and end with }.")
AGAIN = _("No secret is stored for this field. Replace the dots with the secret.")
TOO_LONG = _(
    "This text is longer than %(limit)d characters and was not saved. Shorten it, or split the task."
)
NOT_SHOWN = _(
    "It is not shown again because it may contain secrets. Use your browser's Back button to recover it."
)
NOTHING = _("Nothing to check: the text is empty. The form is unchanged.")
NO_SERVICE = _("No problems so far. The form is updated. Choose a service to check the rest.")
FITS = _("No problems. The form is updated.")
NOT_TAKEN = _("This text is saved but not in the form yet. Select “Save and check” to apply it.")
HIDDEN_FAULT = _("The hidden part of this line cannot be read as JSON. Replace the dots with the full value.")
IN_DOTS = _("This text cannot be read yet. Possible secrets in it are hidden and saved as typed.")
BACK = _("Your text was restored.")
MOST_DIFFERENCES = 12


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


@dataclass(frozen=True, kw_only=True, repr=False)
class TextContext(PageContext):
    """Everything that the template of the page draws."""

    form: TextForm
    feedback: TextFeedback
    version: PageVersion

    @cached_property
    def title(self) -> str:
        return gettext("Whole request")

    @cached_property
    def problems(self) -> list[PageProblem]:
        return self.form.problems

    @property
    def has_errors(self) -> bool:
        return bool(self.problems)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_json(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """The request as text, or what became of posting it."""
    state = DraftState.of(draft, timezone.now())
    page = TextPage(request, state)
    if request.method == "POST":
        return receive(page)
    if (kept := find_form(request)) is not None:
        return put_back(page, kept)
    whole, feedback = list_texts(state)[0], TextFeedback()
    text = show_text(whole, state.declared)
    if state.answers.pending_json is not None:
        unread = TextFeedback(notice=gettext(NOT_TAKEN))
        feedback = describe(read_text(whole), state, text, otherwise=unread)
    return draw_page(request, state, text, feedback, new_version(draft))


@dataclass(frozen=True, kw_only=True, repr=False)
class TextChange(Change):
    """With the text that was posted: as it was typed, and read with its secrets in their places."""

    typed: str
    read: RequestText
    said: str = ""
    """What became of a text that takes the place of the one in the browser; empty where that one stays."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Turned:
    """A text in place of the one that was posted, the text to come back to, and what is said."""

    text: str
    undo: str | None
    said: str


class TextPage(DraftPage[TextChange]):
    """The page of the whole request as text."""

    def refuse(self, post: QueryDict, version: PageVersion) -> HttpResponse | None:
        """A text that is longer than any request is not read."""
        if len(read_typed(post)) <= MOST_CHARACTERS:
            return None
        again = [] if self.request.htmx else [gettext(NOT_SHOWN)]
        message = " ".join([gettext(TOO_LONG) % {"limit": MOST_CHARACTERS}, *again])
        found = [LineMessage(line=1, message=message, severity=Severity.ERROR)]
        return draw_page(self.request, self.state, "", TextFeedback(found=found), version, status=422)

    def read(self, post: QueryDict, action: Action, held: QueryDict | None = None) -> TextChange:
        """The text with the draft's secrets in place of the masks, and before those the held ones.

        It is in the steps where they can hold it; typing alone keeps it beside them.
        """
        saved, moved, declared = list_texts(self.state), self.state.moved, self.state.declared
        if held is not None:
            before = read_posted(held.get("text", ""), *saved, kept=moved, declared=declared)
            saved = [before.text, *saved]
        put_back = partial(read_posted, kept=moved, declared=declared)
        typed = read_typed(post)
        posted = put_back(typed, *saved)
        turned = self.turn(posted, action)
        read = posted if turned is None else put_back(turned.text, *saved)
        answers = self.hold(read, action)
        undo = turned.undo if turned else self.keep_undo(answers, action)
        changed = replace(self.state, answers=replace(answers, text_undo=undo))
        said = turned.said if turned else ""
        return TextChange(before=self.state, state=changed, action=action, typed=typed, read=read, said=said)

    def turn(self, posted: RequestText, action: Action) -> Turned | None:
        """What a text is read as, or the one before it was, where that is asked for."""
        undo = self.state.answers.text_undo
        if action.verb is Verb.READ and isinstance(found := find_certain(posted), Reading):
            said = gettext(READ_AS) % {"kind": gettext(found.title)}
            return Turned(text=found.text, undo=posted.text, said=said)
        if action.verb is Verb.UNDO and undo is not None:
            return Turned(text=undo, undo=None, said=gettext(BACK))
        return None

    def keep_undo(self, answers: DraftAnswers, action: Action) -> str | None:
        """The text to come back to, until the reading is edited and checked, or taken along as it is."""
        before = self.state.answers
        is_same = replace(answers, pending_source=before.pending_source) == before
        is_open = action.verb is not Verb.GO and (is_same or action.verb is Verb.SAVE)
        return before.text_undo if is_open else None

    def hold(self, read: RequestText, action: Action) -> DraftAnswers:
        """The draft with the text in its steps, or beside them."""
        state = self.state
        if action.verb is Verb.SAVE:  # nobody has checked it yet
            return keep_beside(state.answers, "" if read.value == state.request else read.text)
        if isinstance(read.value, dict) and find_misfit(read.value, state.service) is None:
            return take_over(state.answers, read.value, state.service, find_moved(read, state))
        return keep_beside(state.answers, read.text)

    def answer(self, change: TextChange, version: PageVersion) -> HttpResponse:
        """The text with its problems, or the step that the pressed button names."""
        state = change.state
        if change.action.verb is Verb.SAVE:
            return HttpResponse(status=204)
        if change.action.verb is Verb.GO:
            step = find_step(change.action.target) or state.first_open_step
            return lead_on(self.request, address_of(state.draft, step))
        is_new = bool(change.said)
        is_kept = bool(self.request.htmx) and not is_new  # by the browser
        shown = change.typed if is_kept else show_text(change.read.text, state.declared)
        feedback = describe(change.read, state, shown, otherwise=praise(change.read, state))
        feedback = replace(feedback, notice=f"{change.said} {feedback.notice}".strip())
        status = 422 if feedback.is_refused else 200
        version = replace(version, revision=state.draft.revision)  # the page goes on, text and all
        return draw_page(self.request, state, shown, feedback, version, status=status, is_new=is_new)

    def draw_conflict(
        self, change: TextChange, version: PageVersion, *, is_held_lost: bool, status: int
    ) -> HttpResponse:
        """The text as it was typed, and the lines of the draft that it does not have."""
        feedback = TextFeedback(
            is_moved=True, is_held_lost=is_held_lost, differences=list_differences(self.state, change.read)
        )
        shown = show_text(change.read.text, self.state.declared)
        return draw_page(self.request, self.state, shown, feedback, version, status=status)


def draw_page(
    request: ProjectRequest,
    state: DraftState,
    text: str,
    feedback: TextFeedback,
    version: PageVersion,
    *,
    status: int = 200,
    is_new: bool = False,
) -> HttpResponse:
    """The page; for htmx without the text, which stays in the browser as typed, unless it is a new one."""
    form = TextForm(text, feedback.found, is_drawn=is_new or not request.htmx, is_new=is_new)
    feedback = replace(feedback, is_read=state.answers.text_undo is not None)
    context = TextContext(state=state, step=None, form=form, feedback=feedback, version=version)
    return render(request, "drafts/json.html", {"page": context}, status=status)


def read_typed(post: QueryDict) -> str:
    """The text, its lines ended as they are in the box: forms are sent with both characters."""
    return post.get("text", "").replace("\r\n", "\n")


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


def list_differences(state: DraftState, posted: RequestText) -> list[str]:
    """The lines of the draft as it is now that the posted text does not have."""
    theirs = split_secrets(posted.value, state.declared)[0] if posted.fault is None else {}
    changed = [line.text.strip() for line in list_lines(state.shown, theirs) if line.is_changed]
    return changed[:MOST_DIFFERENCES]
