"""The page that makes drafts of many requests: they are read, shown as understood, and then taken."""

from collections.abc import Sequence
from itertools import zip_longest

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.drafts.imports import (
    ServiceDeleted,
    create_drafts,
    find_import,
    forget_import,
    save_import,
)
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import DraftImport, Role, Service
from taskbuilder.web.drafts.imports.form import ImportForm
from taskbuilder.web.drafts.imports.lines import Line, count_light, judge, read_lines, split_lines
from taskbuilder.web.drafts.imports.new_drafts import make_drafts
from taskbuilder.web.drafts.json_editor.request_text import read_posted
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post

MOST_SHOWN = 200
"""Lines that a page names with what is wrong with them."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_import(request: ProjectRequest) -> HttpResponse:
    """Takes lines, or says what is understood of those that were given, or makes the drafts."""
    services = list(request.project.services.all())
    found, lines = read_import(request, services)
    action = request.POST.get("do")
    if action == "create" and found:
        return create(request, found, lines)
    if action == "discard":
        return discard(request, len(lines))
    form = ImportForm(request, services, describe_box(found, lines))
    if request.method == "POST" and form.is_valid():
        return check(request, form, services, lines)
    return draw(request, form, lines)


def read_import(
    request: ProjectRequest, services: Sequence[Service]
) -> tuple[DraftImport | None, list[Line]]:
    """What was given before. What no key can read is as good as gone: another import takes its place."""
    found = find_import(project=request.project, person=request.user)
    try:
        lines = read_lines(split_lines(str(found.text)), services, found.service) if found else []
    except UnreadableSecret:
        messages.warning(
            request, _("The lines of your last import can no longer be read. Import them again.")
        )
        return None, []
    return found, lines


def describe_box(found: DraftImport | None, lines: Sequence[Line]) -> dict[str, object]:
    """What the form begins with: the lines that cannot be read, their secrets hidden."""
    unread = [line.shown for line in lines if line.fault]
    return {"service": found.service_id if found else None, "text": "\n".join(unread)}


def check(
    request: ProjectRequest, form: ImportForm, services: Sequence[Service], lines: Sequence[Line]
) -> HttpResponse:
    """Saves the lines, for the next page to say what is understood of them."""
    typed = str(form.cleaned_data["typed"])
    is_fixing = any(line.fault for line in lines) and not form.cleaned_data["file"]
    chosen = form.cleaned_data["service"]
    text = put_in_place(lines, typed) if is_fixing else typed
    service = next((each for each in services if each.pk == chosen), None)
    form.refuse_too_much(text)
    if not form.errors:
        form.refuse_unreadable(read_lines(split_lines(text), services, service))
    if form.errors:  # with the lines that could be read before
        return draw(request, form, lines)
    save_import(project=request.project, person=request.user, service=service, text=text, now=timezone.now())
    return redirect_after_post(request.path)


def put_in_place(lines: Sequence[Line], typed: str) -> str:
    """The text with the typed lines in place of those that could not be read, one for one; more at its end.

    Secrets that the box hid are put back.
    """
    unread = [line for line in lines if line.fault]
    fixed = iter(
        read_posted(new, old.text).text if old else new
        for old, new in zip_longest(unread, [text for _number, text in split_lines(typed)], fillvalue=None)
        if new is not None
    )
    kept = [next(fixed, "") if line.fault else line.text for line in lines]
    return "\n".join([*kept, *fixed])


def discard(request: ProjectRequest, count: int) -> HttpResponse:
    """Asks once, with their number typed where they are many, and forgets the lines."""
    lead = ngettext(
        "%(count)d line is deleted. Drafts made from this import stay.",
        "%(count)d lines are deleted. Drafts made from this import stay.",
        count,
    )
    question = Question(
        title=_("Discard import"),
        heading=_("Discard the import?"),
        lead=lead % {"count": count},
        do=_("Discard import"),
        keep=_("Keep import"),
        back=request.path,
        count=count,
        posted={"do": "discard"},
    )
    if count and (asking := ask_first(request, question)) is not None:
        return asking
    forget_import(project=request.project, person=request.user)
    return redirect_after_post(request.path)


def create(request: ProjectRequest, found: DraftImport, lines: Sequence[Line]) -> HttpResponse:
    """Makes as many drafts as there is time for, in one transaction; what is left stays."""
    readable = [line for line in lines if not line.fault]
    taken = readable[: count_light(readable)]
    drafts = make_drafts(taken, project=request.project, owner=request.user, now=timezone.now())
    numbers = {line.number for line in taken}
    rest = "\n".join(line.text for line in lines if line.number not in numbers)
    try:
        if drafts and create_drafts(found, drafts, rest=rest):
            say_created(request, len(drafts), left=len(readable) - len(drafts))
    except ServiceDeleted:
        messages.warning(
            request, _("A service was deleted meanwhile, so nothing was created. Check the lines.")
        )
        return redirect_after_post(request.path)
    return redirect_after_post(request.path if rest else resolve_url("drafts", slug=request.project.slug))


def say_created(request: ProjectRequest, count: int, *, left: int) -> None:
    said = ngettext("%(count)d draft was created.", "%(count)d drafts were created.", count)
    messages.success(request, said % {"count": count})
    if left:
        more = _("These are too many to create at once. Create the others next.")
        messages.info(request, more)


def draw(request: ProjectRequest, form: ImportForm, lines: Sequence[Line]) -> HttpResponse:
    form.withhold_typed()
    judged = judge(lines, request.project, timezone.now())
    wrong = [line for line in judged if line.fault or line.errors or line.notes]
    readable = [line for line in judged if not line.fault]
    context = {
        "form": form,
        "count": len(judged),
        "fine": sum(line.is_judged and not line.errors for line in readable),
        "with_errors": sum(bool(line.errors) for line in readable),
        "unread": len(judged) - len(readable),
        "unjudged": sum(not line.is_judged for line in readable),
        "readable": len(readable),
        "wrong": wrong[:MOST_SHOWN],
        "more": max(len(wrong) - MOST_SHOWN, 0),
    }
    return render(request, "imports/import.html", context, status=422 if form.errors else 200)
