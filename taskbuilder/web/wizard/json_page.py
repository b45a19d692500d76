"""The page that asks for the whole request as JSON, with its problems at their lines."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Draft
from taskbuilder.taskspec.judge import find_problems
from taskbuilder.taskspec.lines import find_lines, line_of
from taskbuilder.taskspec.problems import Problem, Severity
from taskbuilder.taskspec.secrets import find_masks, split_secrets
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.web.access import ProjectRequest
from taskbuilder.web.redirects import lead_on
from taskbuilder.web.wizard.access import draft_required
from taskbuilder.web.wizard.answering import change
from taskbuilder.web.wizard.pages import describe_steps
from taskbuilder.web.wizard.previewing import json_address, list_lines
from taskbuilder.web.wizard.saving import Mark, Standing, find_standing, new_mark, read_mark, sign
from taskbuilder.web.wizard.twofold import write_path
from taskbuilder.web.wizard.views import write
from taskbuilder.web.wizard.whole import (
    MOST_CHARACTERS,
    Whole,
    find_misfit,
    keep_beside,
    read_posted,
    read_text,
    show_text,
    take_over,
    text_of,
)
from taskbuilder.web.wizard.work import Work

CHECK, STEPS, OVERWRITE = "check", "steps", "overwrite"
AT_LINE = _("Line %(line)d: %(message)s")
MISFIT = _("The steps cannot hold “%(name)s” as it stands here. Change it, or remove it.")
NO_OBJECT = _("A request is a JSON object. Begin it with { and end it with }.")
AGAIN = _("The dots stand for a secret that nobody has for this place. Type it in place of the dots.")
TOO_LONG = _("This text is longer than %(limit)d characters. Shorten it, or split the task.")
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


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_json(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """The request as text, or what became of posting it."""
    work = Work(draft, timezone.now())
    if request.method == "POST":
        return post_text(request, work)
    saved = text_of(work.answers, work.request)
    whole = read_text(saved)
    return draw_page(request, work, show_text(saved), judge(whole, work), new_mark(draft))


def post_text(request: ProjectRequest, work: Work) -> HttpResponse:
    """Takes the text over into the steps where they can hold it, keeps it beside them where they cannot."""
    mark, press = read_mark(request.POST), request.POST.get("press", CHECK)
    typed = request.POST.get("text", "").replace("\r\n", "\n")
    if len(typed) > MOST_CHARACTERS:
        message = gettext(TOO_LONG) % {"limit": MOST_CHARACTERS}
        told = [Told(line=1, message=message, severity=Severity.ERROR.value)]
        return draw_page(request, work, typed[:MOST_CHARACTERS], told, mark, status=422)
    whole = read_posted(typed, text_of(work.answers, work.request))
    if find_standing(mark, work.draft) is Standing.MOVED and press != OVERWRITE:
        return draw_page(request, work, typed, [], mark, status=422 if request.htmx else 409, theirs=whole)
    changed = keep(work, whole, mark)
    write(changed, at=work.draft.revision)
    told = judge(whole, changed)
    if press == STEPS:
        return lead_on(request, reverse("draft", args=[request.project.slug, work.draft.pk]))
    status = 422 if any(each.severity == Severity.ERROR.value for each in told) else 200
    fresh = Work(changed.draft, work.now)
    return draw_page(request, fresh, show_text(whole.text), told, mark, status=status, is_checked=True)


def keep(work: Work, whole: Whole, mark: Mark) -> Work:
    """The draft with the text in its steps or, where they cannot hold it, beside them."""
    fits = whole.fault is None and find_misfit(whole.value, work.service) is None
    taken = (
        take_over(work.answers, whole.value, work.service) if fits else keep_beside(work.answers, whole.text)
    )
    return change(work, answers=sign(taken, mark, work.draft), service=work.draft.service)


def judge(whole: Whole, work: Work) -> list[Told]:
    """Everything that is wrong with a text, in the order of its lines."""
    if not whole.text.strip():
        return []
    if whole.fault is not None:
        problem = whole.fault.problem
        line = problem.params.get("line", 1)
        return [Told(line=line, message=problem.render(gettext), severity=problem.severity.value)]
    lines = find_lines(show_text(whole.text))  # as it is drawn
    told = [tell(problem, lines) for problem in find_all(whole, work)]
    return sorted(told, key=lambda each: each.line)


def find_all(whole: Whole, work: Work) -> list[Problem]:
    """What the rules say of a request, and what only a text can get wrong."""
    found = find_problems(whole.value, platform=work.platform, service=work.service, now=work.now)
    found += [own(path, AGAIN) for path in find_masks(whole.value)]
    misfit = find_misfit(whole.value, work.service)
    errors = any(problem.severity is Severity.ERROR for problem in found)
    if misfit is not None and not errors:
        template = MISFIT if isinstance(whole.value, dict) else NO_OBJECT
        found.append(own(misfit, template, name=write_path(misfit)))
    return found


def own(path: Any, template: str, **params: Any) -> Problem:
    where = "".join(f"/{token}" for token in path)
    return Problem(path=where, rule="json", severity=Severity.ERROR, template=template, params=params)


def tell(problem: Problem, lines: dict[str, int]) -> Told:
    message = problem.render(gettext)
    return Told(line=line_of(lines, problem.path), message=message, severity=problem.severity.value)


def draw_page(
    request: ProjectRequest,
    work: Work,
    text: str,
    told: list[Told],
    mark: Mark,
    *,
    status: int = 200,
    is_checked: bool = False,
    theirs: Whole | None = None,
) -> HttpResponse:
    problems = [{"message": each.text, "href": "#id_text", "line": each.line} for each in told]
    context = describe_steps(request.project, work, None) | {
        "text": text,
        "lines": mark_lines(text, told),
        "told": told,
        "problems": problems if status != 200 or not is_checked else [],
        "is_checked": is_checked,
        "is_moved": theirs is not None,
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
