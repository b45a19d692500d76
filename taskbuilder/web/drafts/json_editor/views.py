"""The page that asks for the whole request as JSON, with its problems at their lines."""

from dataclasses import dataclass, replace
from functools import cached_property, partial

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.records.models import Draft
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.readings.reading import Reading
from taskbuilder.taskspec.secrets.split import split_secrets
from taskbuilder.web.drafts.actions import Action, Verb
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.context import PageContext
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.json_editor.offer import READ_AS, find_certain
from taskbuilder.web.drafts.json_editor.request_text import (
    MOST_CHARACTERS,
    RequestText,
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
from taskbuilder.web.drafts.json_editor.verdict import (
    NOT_TAKEN,
    TextFeedback,
    describe,
    describe_checked,
    follow,
    praise,
)
from taskbuilder.web.drafts.page_version import PageVersion, new_version
from taskbuilder.web.drafts.preview import list_lines
from taskbuilder.web.drafts.receive import Change, DraftPage, put_back, receive
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import find_step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.redirects import lead_on
from taskbuilder.web.http.saved_form import find_form

TOO_LONG = _(
    "This text is longer than %(limit)d characters and was not saved. Shorten it, or split the task."
)
NOT_SHOWN = _(
    "It is not shown again because it may contain secrets. Use your browser's Back button to recover it."
)
BACK = _("Your text was restored.")
MOST_DIFFERENCES = 12


PROBLEMS, NOTICE = "problems", "notice"
"""What the page shows of a text, which it posts along for that to follow what is typed."""


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

    @property
    def shows(self) -> str:
        return PROBLEMS if self.feedback.found else NOTICE if self.feedback.notice else ""


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
    else:
        feedback = describe_checked(state, text)
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
            return self.draw_beside(change, version)
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

    def draw_beside(self, change: TextChange, version: PageVersion) -> HttpResponse:
        """What follows typing: what was said of the text, of it as it is now; the list of steps agrees."""
        shows = self.request.POST.get("show", "")
        if not (self.request.htmx and shows):
            return HttpResponse(status=204)
        feedback = follow(change.read, change.state, change.typed, is_judged=shows == PROBLEMS)
        state = change.state
        if isinstance(change.read.value, dict) and find_misfit(change.read.value, state.service) is None:
            taken = take_over(state.answers, change.read.value, state.service, find_moved(change.read, state))
            state = replace(state, answers=taken)  # as the steps are once it is checked
        return draw_page(
            self.request, state, change.typed, feedback, version, template="drafts/json_beside.html"
        )

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
    template: str = "drafts/json.html",
) -> HttpResponse:
    """The page; for htmx without the text, which stays in the browser as typed, unless it is a new one."""
    form = TextForm(text, feedback.found, is_drawn=is_new or not request.htmx, is_new=is_new)
    feedback = replace(feedback, is_read=state.answers.text_undo is not None)
    context = TextContext(state=state, step=None, form=form, feedback=feedback, version=version)
    return render(request, template, {"page": context}, status=status)


def read_typed(post: QueryDict) -> str:
    """The text, its lines ended as they are in the box: forms are sent with both characters."""
    return post.get("text", "").replace("\r\n", "\n")


def list_differences(state: DraftState, posted: RequestText) -> list[str]:
    """The lines of the draft as it is now that the posted text does not have."""
    theirs = split_secrets(posted.value, state.declared)[0] if posted.fault is None else {}
    changed = [line.text.strip() for line in list_lines(state.shown, theirs) if line.is_changed]
    return changed[:MOST_DIFFERENCES]
