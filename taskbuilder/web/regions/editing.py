"""Drawing a new region template, changing one, and deleting one."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import RegionTemplate, Role
from taskbuilder.records.regions.snapshots import list_seen
from taskbuilder.records.regions.templates import (
    MOST_REGION_TEMPLATES,
    RegionConflict,
    RegionNameTaken,
    TooManyRegionTemplates,
    add_region_template,
    change_region_template,
    count_accepted,
    delete_region_template,
)
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.regions.drawn import DrawnRegion, find_drawn
from taskbuilder.web.regions.lookup import address_of, find, list_address
from taskbuilder.web.regions.template_form import SCALED, RegionTemplateForm, Start

NAME_TAKEN = gettext_noop("This project already has a region template named “%(name)s”. Choose another name.")
TOO_MANY = gettext_noop("A project has at most %(limit)d region templates. Delete one first.")
MOVED = gettext_noop(
    "This region template was changed meanwhile. Your changes are not saved yet. Check them, and save again "
    "to replace the other ones."
)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def add(request: ProjectRequest) -> HttpResponse:
    """The form of a new template, empty or with the `region` of an own `draft`; or what posting it led to."""
    drawn = read_drawn(request)
    start = Start(text=drawn.text, frame=drawn.frame, picture=drawn.picture) if drawn else Start()
    back = drawn.back if drawn else list_address(request)
    form = make_form(request, start, back)
    if is_saved(form):
        template = save_new(request, form)
        if template is not None:
            messages.success(request, _("The region template “%(name)s” was saved.") % {"name": template})
            return redirect_after_post(back if drawn else address_of(template))
    return draw_form(request, form, _("New region template"))


def read_drawn(request: ProjectRequest) -> DrawnRegion | None:
    """The region that the address names; raises Http404 where there is none."""
    with suppress(ValueError):
        return find_drawn(request, UUID(request.GET.get("draft", "")), request.GET.get("region", ""))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def edit(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """The form of a template that is there."""
    template = find(request, template_id)
    seen = template.changed_at.isoformat()
    start = Start(name=template.name, text=template.text, frame=template.frame, seen=seen)
    form = make_form(request, start, address_of(template))
    if is_saved(form) and save_changed(request, template, form):
        messages.success(request, _("The region template “%(name)s” was saved.") % {"name": template})
        return redirect_after_post(address_of(template))
    count = count_accepted(request.project).get(template.pk, 0)
    return draw_form(request, form, _("Edit region template"), accepted=count)


def make_form(request: ProjectRequest, start: Start, back: str) -> RegionTemplateForm:
    data = request.POST if request.method == "POST" else None
    snapshots = list_seen(request.project)
    return RegionTemplateForm(data, start=start, snapshots=snapshots, slug=request.project.slug, back=back)


def is_saved(form: RegionTemplateForm) -> bool:
    """Whether it may be saved; what was scaled just now is seen first."""
    return form.is_bound and form.data.get("press") != "frame" and not form.is_scaled and form.is_valid()


def save_new(request: ProjectRequest, form: RegionTemplateForm) -> RegionTemplate | None:
    """The saved template; None where it could not be, which the form then says."""
    try:
        return add_region_template(
            project=request.project, drawing=form.drawing, by=request.user, now=timezone.now()
        )
    except RegionNameTaken:
        form.add_error("name", _(NAME_TAKEN) % {"name": form.drawing.name})
    except TooManyRegionTemplates:
        form.add_error(None, _(TOO_MANY) % {"limit": MOST_REGION_TEMPLATES})
    return None


def save_changed(request: ProjectRequest, template: RegionTemplate, form: RegionTemplateForm) -> bool:
    """Whether it could be saved; the form says why not."""
    try:
        if form.cleaned_data["seen"] != template.changed_at.isoformat():
            raise RegionConflict
        change_region_template(template, drawing=form.drawing, by=request.user, now=timezone.now())
    except RegionNameTaken:
        form.add_error("name", _(NAME_TAKEN) % {"name": form.drawing.name})
    except RegionConflict:
        form.add_error(None, _(MOVED))
        form.refresh_seen(find(request, template.pk).changed_at.isoformat())
    else:
        return True
    return False


def draw_form(
    request: ProjectRequest, form: RegionTemplateForm, title: str, *, accepted: int = 0
) -> HttpResponse:
    """The form as it was posted; where only a frame was chosen, nothing is judged yet."""
    is_chosen = form.is_bound and form.data.get("press") == "frame"
    if is_chosen:
        form = form.unjudged()
    elif form.is_bound and form.is_scaled:
        messages.warning(request, SCALED)
    problems = form.problems if form.is_bound and not is_chosen else []
    context = {"form": form, "title": title, "problems": problems, "accepted": accepted}
    return render(request, "regions/edit.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def delete(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """Asks whether to delete a template, and does it."""
    template = find(request, template_id)
    question = Question(
        title=_("Delete region template"),
        heading=_("Delete “%(name)s”?") % {"name": template},
        lead=_("The regions that were accepted for sources are deleted with it. Tasks and plans stay."),
        do=_("Delete region template"),
        keep=_("Keep region template"),
        back=address_of(template),
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    delete_region_template(template)
    messages.success(request, _("The region template “%(name)s” was deleted.") % {"name": template})
    return redirect_after_post(list_address(request))
