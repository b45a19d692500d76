"""The page that asks for the whole request as JSON, with its problems at their lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.dual_view import write_path
from taskbuilder.records.models import Draft
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.lines import find_lines, line_of
from taskbuilder.taskspec.problem import Problem, Severity
from taskbuilder.taskspec.secrets.split import MASK, find_masks, split_secrets
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.actions import GO, SAVE, Action
from taskbuilder.web.drafts.answers import PENDING
from taskbuilder.web.drafts.change import with_changes
from taskbuilder.web.drafts.context import describe_steps
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.findings import report_moved
from taskbuilder.web.drafts.json_editor.request_text import (
    MOST_CHARACTERS,
    Whole,
    find_misfit,
    find_moved,
    keep_beside,
    keep_text,
    list_texts,
    read_posted,
    read_text,
    show_text,
    take_over,
    text_of,
)
from taskbuilder.web.drafts.page_version import (
    PageVersion,
    new_version,
    record_editor,
)
from taskbuilder.web.drafts.preview import address_of, json_address, list_lines
from taskbuilder.web.drafts.receive import DraftPage, put_back, receive, save_state
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import find_step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.page_problems import PageProblem
from taskbuilder.web.http.redirects import lead_on
from taskbuilder.web.http.saved_form import find_form

AT_LINE = _("Line %(line)d: %(message)s")
MISFIT = _("The steps cannot hold “%(name)s” as it stands here. Change it, or remove it.")
NO_OBJECT = _("A request is a JSON object. Begin it with { and end it with }.")
AGAIN = _("The dots stand for a secret that nobody has for this place. Type it in place of the dots.")
TOO_LONG = _(
    "This text is longer than %(limit)d characters and was not saved. Shorten it, or split the task."
)
NOT_SHOWN = _("It is not shown again, since it may hold secrets. To have it back, go back in your browser.")
NOTHING = _("There is nothing to check: the text is empty. The steps stay as they are.")
NO_SERVICE = _(
    "Nothing is wrong with it so far, and the steps hold it. Choose a service: the rest is checked then."
)
FITS = _("Everything fits. The steps hold this request.")
NOT_TAKEN = _("This text is kept, and not in the steps yet. Press “Save and check” to take it over.")
IN_DOTS = _(
    "This text cannot be read yet. What may be secret in it stands as dots, and is kept as it was typed."
)
MOST_DIFFERENCES = 12


@dataclass(frozen=True, kw_only=True)
class LineMessage:
    """A problem with the line that it stands on, from 1."""

    line: int
    message: str
    severity: str

    @property
    def text(self) -> str:
        return gettext(AT_LINE) % {"line": self.line, "message": self.message}

    @property
    def link(self) -> PageProblem:
        return PageProblem(message=self.text, href="#id_text", line=self.line)


@dataclass(frozen=True, kw_only=True)
class TextFeedback:
    """What a page says of a text: its problems, and a notice of this kind."""

    told: list[LineMessage] = field(default_factory=list)
    kind: str = ""
    notice: str = ""

    @property
    def is_refused(self) -> bool:
        return any(each.severity == Severity.ERROR.value for each in self.told)

    @property
    def problems(self) -> list[PageProblem]:
        """What the summary of a refused text lists; advice stands at its line alone."""
        graver = [each for each in self.told if each.severity != Severity.ADVICE.value]
        return [each.link for each in graver] if self.is_refused else []


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_json(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """The request as text, or what became of posting it."""
    state = DraftState(draft, timezone.now())
    page = JsonPage(request, state)
    if request.method == "POST":
        return receive(page)
    if (kept := find_form(request)) is not None:
        return put_back(page, kept)
    text = show_text(text_of(state.answers, state.request))
    return draw_page(request, state, text, tell_on_visit(state, text), new_version(draft))


@dataclass(frozen=True, kw_only=True)
class TextChange:
    """A text that was posted: as it was typed, and read with its secrets in their places."""

    typed: str
    whole: Whole
    action: Action
    version: PageVersion


class JsonPage(DraftPage[TextChange]):
    """The page of the whole request as text."""

    def refuse(self, post: QueryDict, version: PageVersion) -> HttpResponse | None:
        """A text that is longer than any request is not read."""
        if len(read_typed(post)) <= MOST_CHARACTERS:
            return None
        again = [] if self.request.htmx else [gettext(NOT_SHOWN)]
        message = " ".join([gettext(TOO_LONG) % {"limit": MOST_CHARACTERS}, *again])
        told = LineMessage(line=1, message=message, severity=Severity.ERROR.value)
        return draw_page(self.request, self.state, "", TextFeedback(told=[told]), version, status=422)

    def read(
        self, post: QueryDict, action: Action, version: PageVersion, held: QueryDict | None = None
    ) -> TextChange:
        """The text with the draft's secrets in place of the dots, and before those the held ones."""
        before = [read_saved(self.state, held.get("text", "")).text] if held is not None else []
        typed = read_typed(post)
        whole = read_saved(self.state, typed, *before)
        return TextChange(typed=typed, whole=whole, action=action, version=version)

    def save(self, change: TextChange, *, is_held: bool = False) -> DraftState:
        """The draft with the text in its steps where they can hold it; typing alone keeps it beside them."""
        if change.action.verb != SAVE:
            changed = keep(self.state, change.whole, change.version)
        else:
            answers = keep_text(self.state.answers, change.whole, self.state.request)
            if answers == self.state.answers:
                return self.state
            changed = with_changes(
                self.state,
                answers=record_editor(answers, change.version, self.state.draft),
                service=self.state.draft.service,
            )
        save_state(changed, at=self.state.draft.revision)
        return changed

    def answer(self, change: TextChange, state: DraftState) -> HttpResponse:
        """The text with its problems, or the step that the pressed button names."""
        if change.action.verb == SAVE:
            return HttpResponse(status=204)
        if change.action.verb == GO:
            return lead_on(self.request, address_of_step(self.request, state, change.action.what))
        shown = change.typed if self.request.htmx else show_text(change.whole.text)
        feedback = describe_check(change.whole, state, shown)
        fresh = DraftState(state.draft, state.now)
        status = 422 if feedback.is_refused else 200
        return draw_page(self.request, fresh, shown, feedback, change.version, status=status)

    def draw_conflict(
        self, change: TextChange, version: PageVersion, *, is_held_lost: bool, status: int
    ) -> HttpResponse:
        """The text as it was typed, and the lines of the draft that it does not have."""
        shown = "" if self.request.htmx else show_text(change.whole.text)
        return draw_page(
            self.request,
            self.state,
            shown,
            TextFeedback(),
            version,
            status=status,
            theirs=change.whole,
            is_held_lost=is_held_lost,
        )


def tell_on_visit(state: DraftState, shown: str) -> TextFeedback:
    """A text that the steps do not hold says why; what is open in them, they say themselves."""
    if PENDING not in state.answers:
        return TextFeedback()
    whole = read_text(text_of(state.answers, state.request))
    told = judge(whole, state, shown)
    return tell_dots(whole, told, shown) if told else TextFeedback(kind="advice", notice=gettext(NOT_TAKEN))


def tell_dots(whole: Whole, told: list[LineMessage], shown: str) -> TextFeedback:
    """The problems of a text, and why more of it is hidden than what is known to be secret."""
    is_hidden = whole.fault is not None and shown != whole.text and MASK in shown
    return TextFeedback(told=told, kind="advice", notice=gettext(IN_DOTS) if is_hidden else "")


def read_typed(post: QueryDict) -> str:
    """The text, its lines ended as they are in the box: forms are sent with both characters."""
    return post.get("text", "").replace("\r\n", "\n")


def read_saved(state: DraftState, text: str, *held: str) -> Whole:
    """A posted text with the secrets of the draft, and before those the ones that were held."""
    return read_posted(text, *held, *list_texts(state.answers, state.request), kept=state.moved)


def address_of_step(request: ProjectRequest, state: DraftState, name: str) -> str:
    """Of the step that a button names, or of the first that is open."""
    step = find_step(name)
    if step is None:
        return reverse("draft", args=[request.project.slug, state.draft.pk])
    return address_of(request.project, state, step)


def keep(state: DraftState, whole: Whole, version: PageVersion) -> DraftState:
    """The draft with the text in its steps or, where they cannot hold it, beside them."""
    fits = whole.fault is None and find_misfit(whole.value, state.service) is None
    if fits:
        moved = find_moved(whole, list_texts(state.answers, state.request), state.moved)
        taken = take_over(state.answers, whole.value, state.service, moved)
    else:
        taken = keep_beside(state.answers, whole.text)
    return with_changes(
        state, answers=record_editor(taken, version, state.draft), service=state.draft.service
    )


def describe_check(whole: Whole, state: DraftState, shown: str) -> TextFeedback:
    """What checking a text came to."""
    told = judge(whole, state, shown)
    if told:
        return tell_dots(whole, told, shown)
    if not whole.text.strip():
        return TextFeedback(kind="advice", notice=gettext(NOTHING))
    if state.service is None:
        return TextFeedback(kind="advice", notice=gettext(NO_SERVICE))
    return TextFeedback(kind="success", notice=gettext(FITS))


def judge(whole: Whole, state: DraftState, shown: str) -> list[LineMessage]:
    """Everything that is wrong with a text, in the order of its lines as it is shown."""
    if not whole.text.strip():
        return []
    if whole.fault is not None:
        problem = (read_text(shown).fault or whole.fault).problem
        line = problem.params.get("line", 1)
        return [LineMessage(line=line, message=problem.render(gettext), severity=problem.severity.value)]
    lines = find_lines(shown)
    told = [tell(problem, lines) for problem in find_all(whole, state)]
    return sorted(told, key=lambda each: each.line)


def find_all(whole: Whole, state: DraftState) -> list[Problem]:
    """What the rules say of a request, and what only a text can get wrong."""
    found = find_problems(whole.value, platform=state.platform, service=state.service, now=state.now)
    found += list_masked(whole, state)
    misfit = find_misfit(whole.value, state.service)
    errors = any(problem.severity is Severity.ERROR for problem in found)
    if misfit is not None and not errors:
        template = MISFIT if isinstance(whole.value, dict) else NO_OBJECT
        found.append(own(misfit, template, name=write_path(misfit)))
    return found


def list_masked(whole: Whole, state: DraftState) -> Iterator[Problem]:
    """Each secret that is to be typed, and why."""
    moved = find_moved(whole, list_texts(state.answers, state.request), state.moved)
    for path in find_masks(whole.value):
        found = moved.get(pointer.join(path))
        yield report_moved(path, found) if found else own(path, AGAIN)


def own(path: Any, template: str, **params: Any) -> Problem:
    return Problem(
        path=pointer.join(path), rule="json", severity=Severity.ERROR, template=template, params=params
    )


def tell(problem: Problem, lines: dict[str, int]) -> LineMessage:
    message = problem.render(gettext)
    return LineMessage(line=line_of(lines, problem.path), message=message, severity=problem.severity.value)


def draw_page(
    request: ProjectRequest,
    state: DraftState,
    text: str,
    answer: TextFeedback,
    version: PageVersion,
    *,
    status: int = 200,
    theirs: Whole | None = None,
    is_held_lost: bool = False,
) -> HttpResponse:
    """The page; for htmx without the text, which stays in the browser as it is typed there."""
    context = describe_steps(request.project, state, None) | {
        "text": "" if request.htmx else text,
        "lines": mark_lines(text, answer.told),
        "answer": answer,
        "problems": answer.problems,
        "is_moved": theirs is not None,
        "is_held_lost": is_held_lost,
        "differences": list_differences(state, theirs) if theirs else [],
        "mark": version,
        "action": json_address(request.project, state),
    }
    return render(request, "drafts/json.html", context, status=status)


def mark_lines(text: str, told: list[LineMessage]) -> list[tuple[int, str]]:
    """The number of each line, with the gravest of what is said of it."""
    graver = {Severity.ADVICE.value: 0, Severity.CONFIRM.value: 1, Severity.ERROR.value: 2}
    marks: dict[int, str] = {}
    for each in sorted(told, key=lambda one: graver[one.severity]):
        marks[each.line] = each.severity
    return [(number, marks.get(number, "")) for number in range(1, text.count("\n") + 2)]


def list_differences(state: DraftState, theirs: Whole) -> list[str]:
    """The lines of the draft as it is now that the posted text does not have."""
    posted = split_secrets(theirs.value)[0] if theirs.fault is None else {}
    changed = [line.text.strip() for line in list_lines(state.shown, posted) if line.is_changed]
    return changed[:MOST_DIFFERENCES]
