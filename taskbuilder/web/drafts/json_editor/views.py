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
from taskbuilder.web.drafts.actions import GO, OVERWRITE, SAVE, Press, read_press
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
    keep_typed,
    list_texts,
    read_posted,
    read_text,
    show_text,
    take_over,
    text_of,
)
from taskbuilder.web.drafts.page_version import Mark, Standing, find_standing, new_mark, read_mark, sign
from taskbuilder.web.drafts.preview import address_of, json_address, list_lines
from taskbuilder.web.drafts.state import Work
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
class Told:
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
class Answer:
    """What a page says of a text: its problems, and a notice of this kind."""

    told: list[Told] = field(default_factory=list)
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
    work = Work(draft, timezone.now())
    if request.method == "POST":
        return post_text(request, work, request.POST)
    if (kept := find_form(request)) is not None:
        return put_back(request, work, kept)
    text = show_text(text_of(work.answers, work.request))
    return draw_page(request, work, text, tell_on_visit(work, text), new_mark(draft))


def tell_on_visit(work: Work, shown: str) -> Answer:
    """A text that the steps do not hold says why; what is open in them, they say themselves."""
    if PENDING not in work.answers:
        return Answer()
    whole = read_text(text_of(work.answers, work.request))
    told = judge(whole, work, shown)
    return tell_dots(whole, told, shown) if told else Answer(kind="advice", notice=gettext(NOT_TAKEN))


def tell_dots(whole: Whole, told: list[Told], shown: str) -> Answer:
    """The problems of a text, and why more of it is hidden than what is known to be secret."""
    is_hidden = whole.fault is not None and shown != whole.text and MASK in shown
    return Answer(told=told, kind="advice", notice=gettext(IN_DOTS) if is_hidden else "")


def post_text(request: ProjectRequest, work: Work, post: QueryDict) -> HttpResponse:
    """Takes the text over into the steps where they can hold it, keeps it beside them where they cannot."""
    mark, press, typed = read_mark(post), read_press(post.get("press", "")), read_typed(post)
    standing = find_standing(mark, work.draft)
    if standing is Standing.LATE and request.htmx:
        return HttpResponse(status=204)
    if len(typed) > MOST_CHARACTERS:
        return refuse_length(request, work, mark)
    held = list_held(request, work, press)
    whole = read_saved(work, typed, *held)
    is_lost = press.verb == OVERWRITE and is_held_form_lost(request)
    if standing is Standing.MOVED and (press.verb != OVERWRITE or is_lost):
        return draw_moved(request, work, whole, mark, post, is_held_lost=is_lost)
    if press.verb == SAVE:
        return save(work, whole, mark)
    changed = keep(work, whole, mark)
    write(changed, at=work.draft.revision)
    if held:  # only now: a write that another tab overtakes is tried again
        forget_form(request, HELD)
    if press.verb == GO:
        return lead_on(request, address_of_step(request, work, press.what))
    shown = typed if request.htmx else show_text(whole.text)
    answer = describe_check(whole, changed, shown)
    fresh = Work(changed.draft, work.now)
    status = 422 if answer.is_refused else 200
    return draw_page(request, fresh, shown, answer, mark, status=status)


def read_typed(post: QueryDict) -> str:
    """The text, its lines ended as they are in the box: forms are sent with both characters."""
    return post.get("text", "").replace("\r\n", "\n")


def list_held(request: ProjectRequest, work: Work, press: Press) -> list[str]:
    """What this page had sent before others overtook it: its secrets were not drawn."""
    held = find_held(request) if press.verb == OVERWRITE else None
    return [read_saved(work, held.get("text", "")).text] if held else []


def read_saved(work: Work, text: str, *held: str) -> Whole:
    """A posted text with the secrets of the draft, and before those the ones that were held."""
    return read_posted(text, *held, *list_texts(work.answers, work.request), kept=work.moved)


def put_back(request: ProjectRequest, work: Work, kept: QueryDict) -> HttpResponse:
    """Saves what was posted when the session had ended, as if it had come in time."""
    mark, typed = read_mark(kept), read_typed(kept)
    if len(typed) > MOST_CHARACTERS:
        forget_form(request)
        return refuse_length(request, work, new_mark(work.draft))
    whole = read_saved(work, typed)
    standing = find_standing(mark, work.draft)
    if standing is Standing.CURRENT:
        save(work, whole, mark)
    forget_form(request)
    if standing is Standing.MOVED:
        return draw_moved(request, work, whole, mark, kept)
    messages.success(request, gettext("What you had typed before you signed in again was kept."))
    return redirect(request.get_full_path())


def refuse_length(request: ProjectRequest, work: Work, mark: Mark) -> HttpResponse:
    words = [gettext(TOO_LONG) % {"limit": MOST_CHARACTERS}, *([] if request.htmx else [gettext(NOT_SHOWN)])]
    told = Told(line=1, message=" ".join(words), severity=Severity.ERROR.value)
    return draw_page(request, work, "", Answer(told=[told]), mark, status=422)


def draw_moved(
    request: ProjectRequest,
    work: Work,
    whole: Whole,
    mark: Mark,
    post: QueryDict,
    *,
    is_held_lost: bool = False,
) -> HttpResponse:
    """What was typed here, unsaved, with what the draft holds meanwhile, and what to do about it."""
    if request.htmx:
        response = draw_page(
            request, work, "", Answer(), mark, status=422, theirs=whole, is_held_lost=is_held_lost
        )
        return swap_only(response, "#moved")
    hold_form(request, post)
    shown = show_text(whole.text)
    return draw_page(
        request, work, shown, Answer(), mark, status=409, theirs=whole, is_held_lost=is_held_lost
    )


def save(work: Work, whole: Whole, mark: Mark) -> HttpResponse:
    """Keeps a text as it is typed, beside the steps and judging nothing."""
    typed = keep_typed(work.answers, whole, work.request)
    if typed != work.answers:
        changed = change(work, answers=sign(typed, mark, work.draft), service=work.draft.service)
        write(changed, at=work.draft.revision)
    return HttpResponse(status=204)


def address_of_step(request: ProjectRequest, work: Work, name: str) -> str:
    """Of the step that a button names, or of the first that is open."""
    step = find_step(name)
    if step is None:
        return reverse("draft", args=[request.project.slug, work.draft.pk])
    return address_of(request.project, work, step)


def keep(work: Work, whole: Whole, mark: Mark) -> Work:
    """The draft with the text in its steps or, where they cannot hold it, beside them."""
    fits = whole.fault is None and find_misfit(whole.value, work.service) is None
    if fits:
        moved = find_moved(whole, list_texts(work.answers, work.request), work.moved)
        taken = take_over(work.answers, whole.value, work.service, moved)
    else:
        taken = keep_beside(work.answers, whole.text)
    return change(work, answers=sign(taken, mark, work.draft), service=work.draft.service)


def describe_check(whole: Whole, work: Work, shown: str) -> Answer:
    """What checking a text came to."""
    told = judge(whole, work, shown)
    if told:
        return tell_dots(whole, told, shown)
    if not whole.text.strip():
        return Answer(kind="advice", notice=gettext(NOTHING))
    if work.service is None:
        return Answer(kind="advice", notice=gettext(NO_SERVICE))
    return Answer(kind="success", notice=gettext(FITS))


def judge(whole: Whole, work: Work, shown: str) -> list[Told]:
    """Everything that is wrong with a text, in the order of its lines as it is shown."""
    if not whole.text.strip():
        return []
    if whole.fault is not None:
        problem = (read_text(shown).fault or whole.fault).problem
        line = problem.params.get("line", 1)
        return [Told(line=line, message=problem.render(gettext), severity=problem.severity.value)]
    lines = find_lines(shown)
    told = [tell(problem, lines) for problem in find_all(whole, work)]
    return sorted(told, key=lambda each: each.line)


def find_all(whole: Whole, work: Work) -> list[Problem]:
    """What the rules say of a request, and what only a text can get wrong."""
    found = find_problems(whole.value, platform=work.platform, service=work.service, now=work.now)
    found += list_masked(whole, work)
    misfit = find_misfit(whole.value, work.service)
    errors = any(problem.severity is Severity.ERROR for problem in found)
    if misfit is not None and not errors:
        template = MISFIT if isinstance(whole.value, dict) else NO_OBJECT
        found.append(own(misfit, template, name=write_path(misfit)))
    return found


def list_masked(whole: Whole, work: Work) -> Iterator[Problem]:
    """Each secret that is to be typed, and why."""
    moved = find_moved(whole, list_texts(work.answers, work.request), work.moved)
    for path in find_masks(whole.value):
        found = moved.get(pointer.join(path))
        yield report_moved(path, found) if found else own(path, AGAIN)


def own(path: Any, template: str, **params: Any) -> Problem:
    return Problem(
        path=pointer.join(path), rule="json", severity=Severity.ERROR, template=template, params=params
    )


def tell(problem: Problem, lines: dict[str, int]) -> Told:
    message = problem.render(gettext)
    return Told(line=line_of(lines, problem.path), message=message, severity=problem.severity.value)


def draw_page(
    request: ProjectRequest,
    work: Work,
    text: str,
    answer: Answer,
    mark: Mark,
    *,
    status: int = 200,
    theirs: Whole | None = None,
    is_held_lost: bool = False,
) -> HttpResponse:
    """The page; for htmx without the text, which stays in the browser as it is typed there."""
    context = describe_steps(request.project, work, None) | {
        "text": "" if request.htmx else text,
        "lines": mark_lines(text, answer.told),
        "answer": answer,
        "problems": answer.problems,
        "is_moved": theirs is not None,
        "is_held_lost": is_held_lost,
        "differences": list_differences(work, theirs) if theirs else [],
        "mark": mark,
        "action": json_address(request.project, work),
    }
    return render(request, "wizard/json.html", context, status=status)


def mark_lines(text: str, told: list[Told]) -> list[tuple[int, str]]:
    """The number of each line, with the gravest of what is said of it."""
    graver = {Severity.ADVICE.value: 0, Severity.CONFIRM.value: 1, Severity.ERROR.value: 2}
    marks: dict[int, str] = {}
    for each in sorted(told, key=lambda one: graver[one.severity]):
        marks[each.line] = each.severity
    return [(number, marks.get(number, "")) for number in range(1, text.count("\n") + 2)]


def list_differences(work: Work, theirs: Whole) -> list[str]:
    """The lines of the draft as it is now that the posted text does not have."""
    posted = split_secrets(theirs.value)[0] if theirs.fault is None else {}
    changed = [line.text.strip() for line in list_lines(work.shown, posted) if line.is_changed]
    return changed[:MOST_DIFFERENCES]
