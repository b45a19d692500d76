"""The page that asks for the whole request as JSON, with its problems at their lines."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
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
from taskbuilder.web.access import ProjectRequest
from taskbuilder.web.drafts.actions import GO, OVERWRITE, SAVE, Action, read_action
from taskbuilder.web.drafts.answers import PENDING
from taskbuilder.web.drafts.change import change
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
    Conflict,
    PageVersion,
    find_conflict,
    new_version,
    read_version,
    record_editor,
)
from taskbuilder.web.drafts.preview import address_of, json_address, list_lines
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import find_step
from taskbuilder.web.drafts.views import swap_only, write
from taskbuilder.web.kept import HELD, find_form, find_held, forget_form, hold_form, is_held_form_lost
from taskbuilder.web.problems import PageProblem
from taskbuilder.web.redirects import lead_on

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
    if request.method == "POST":
        return post_text(request, state, request.POST)
    if (kept := find_form(request)) is not None:
        return put_back(request, state, kept)
    text = show_text(text_of(state.answers, state.request))
    return draw_page(request, state, text, tell_on_visit(state, text), new_version(draft))


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


def post_text(request: ProjectRequest, state: DraftState, post: QueryDict) -> HttpResponse:
    """Takes the text over into the steps where they can hold it, keeps it beside them where they cannot."""
    version, action, value = read_version(post), read_action(post.get("press", "")), read_typed(post)
    conflict = find_conflict(version, state.draft)
    if conflict is Conflict.LATE and request.htmx:
        return HttpResponse(status=204)
    if len(value) > MOST_CHARACTERS:
        return refuse_length(request, state, version)
    held = list_held(request, state, action)
    whole = read_saved(state, value, *held)
    is_lost = action.verb == OVERWRITE and is_held_form_lost(request)
    if conflict is Conflict.MOVED and (action.verb != OVERWRITE or is_lost):
        return draw_moved(request, state, whole, version, post, is_held_lost=is_lost)
    if action.verb == SAVE:
        return save(state, whole, version)
    changed = keep(state, whole, version)
    write(changed, at=state.draft.revision)
    if held:  # only now: a write that another tab overtakes is tried again
        forget_form(request, HELD)
    if action.verb == GO:
        return lead_on(request, address_of_step(request, state, action.what))
    shown = value if request.htmx else show_text(whole.text)
    answer = describe_check(whole, changed, shown)
    fresh = DraftState(changed.draft, state.now)
    status = 422 if answer.is_refused else 200
    return draw_page(request, fresh, shown, answer, version, status=status)


def read_typed(post: QueryDict) -> str:
    """The text, its lines ended as they are in the box: forms are sent with both characters."""
    return post.get("text", "").replace("\r\n", "\n")


def list_held(request: ProjectRequest, state: DraftState, action: Action) -> list[str]:
    """What this page had sent before others overtook it: its secrets were not drawn."""
    held = find_held(request) if action.verb == OVERWRITE else None
    return [read_saved(state, held.get("text", "")).text] if held else []


def read_saved(state: DraftState, text: str, *held: str) -> Whole:
    """A posted text with the secrets of the draft, and before those the ones that were held."""
    return read_posted(text, *held, *list_texts(state.answers, state.request), kept=state.moved)


def put_back(request: ProjectRequest, state: DraftState, kept: QueryDict) -> HttpResponse:
    """Saves what was posted when the session had ended, as if it had come in time."""
    version, value = read_version(kept), read_typed(kept)
    if len(value) > MOST_CHARACTERS:
        forget_form(request)
        return refuse_length(request, state, new_version(state.draft))
    whole = read_saved(state, value)
    conflict = find_conflict(version, state.draft)
    if conflict is Conflict.CURRENT:
        save(state, whole, version)
    forget_form(request)
    if conflict is Conflict.MOVED:
        return draw_moved(request, state, whole, version, kept)
    messages.success(request, gettext("What you had typed before you signed in again was kept."))
    return redirect(request.get_full_path())


def refuse_length(request: ProjectRequest, state: DraftState, version: PageVersion) -> HttpResponse:
    words = [gettext(TOO_LONG) % {"limit": MOST_CHARACTERS}, *([] if request.htmx else [gettext(NOT_SHOWN)])]
    told = LineMessage(line=1, message=" ".join(words), severity=Severity.ERROR.value)
    return draw_page(request, state, "", TextFeedback(told=[told]), version, status=422)


def draw_moved(
    request: ProjectRequest,
    state: DraftState,
    whole: Whole,
    version: PageVersion,
    post: QueryDict,
    *,
    is_held_lost: bool = False,
) -> HttpResponse:
    """What was typed here, unsaved, with what the draft holds meanwhile, and what to do about it."""
    if request.htmx:
        response = draw_page(
            request, state, "", TextFeedback(), version, status=422, theirs=whole, is_held_lost=is_held_lost
        )
        return swap_only(response, "#moved")
    hold_form(request, post)
    shown = show_text(whole.text)
    return draw_page(
        request, state, shown, TextFeedback(), version, status=409, theirs=whole, is_held_lost=is_held_lost
    )


def save(state: DraftState, whole: Whole, version: PageVersion) -> HttpResponse:
    """Keeps a text as it is typed, beside the steps and judging nothing."""
    value = keep_text(state.answers, whole, state.request)
    if value != state.answers:
        changed = change(
            state, answers=record_editor(value, version, state.draft), service=state.draft.service
        )
        write(changed, at=state.draft.revision)
    return HttpResponse(status=204)


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
    return change(state, answers=record_editor(taken, version, state.draft), service=state.draft.service)


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
    return render(request, "wizard/json.html", context, status=status)


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
