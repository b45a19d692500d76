"""The pages that save a list's filters by a name, rename them, and delete them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.models import Project, Role, SavedFilter
from taskbuilder.records.saved_filters import (
    FilterScope,
    NameTaken,
    TooManyFilters,
    create_filter,
    find_filter,
    make_default,
    name_filter,
    update_filter,
)
from taskbuilder.web.filters.forms import FilterNameForm, NewFilterForm
from taskbuilder.web.filters.menu import ALL, SHOW, find_scope, write_query
from taskbuilder.web.http.access import PageRequest, member_required, signed_in
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.submissions.filter_form import find_chosen, list_values, read_form

METHODS = ["GET", "HEAD", "POST"]


def show_new_filter(request: PageRequest) -> HttpResponse:
    """Asks what the filters of the address shall be called, and saves them."""
    scope = enter(request)
    read = read_form(request.GET, list_projects(request, scope))
    query = find_chosen(read)
    back = find_list(scope)
    if not query:
        messages.info(request, _("Choose filters first, then save them."))
        return redirect(back)
    form = NewFilterForm(request.POST or None, scope=scope, back=f"{back}?{request.GET.urlencode()}")
    if request.method == "POST" and form.is_valid() and (saved := create(scope, form, query)):
        messages.success(request, _("“%(name)s” was saved.") % {"name": saved.name})
        return redirect_after_post(back + write_query(saved))
    return draw(request, "filters/new.html", form, values=list_values(read, query))


def create(scope: FilterScope, form: NewFilterForm, query: dict[str, str]) -> SavedFilter | None:
    """None where the name cannot be taken, which the form then says."""
    try:
        return create_filter(
            scope,
            name=form.cleaned_data["name"],
            query=query,
            is_shared=form.is_for_all,
            is_default=form.cleaned_data["is_default"],
        )
    except (NameTaken, TooManyFilters) as error:
        form.refuse_name(error)
        return None


def show_filter(request: PageRequest, filter_id: int) -> HttpResponse:
    """The page that renames one; the list's buttons update it, and make it the person's default, here too."""
    scope = enter(request)
    saved = find(scope, filter_id)
    back = find_list(scope) + write_query(saved)
    if (action := request.POST.get("do", "")) in ACTIONS:
        ACTIONS[action](request, scope, saved)
        return redirect_after_post(find_list(scope) + write_query(saved))
    refuse_others(scope, saved)
    initial = {"name": saved.name, "is_shared": saved.is_shared}
    form = FilterNameForm(request.POST or None, scope=scope, back=back, initial=initial)
    if request.method == "POST" and form.is_valid() and rename(saved, form):
        return redirect_after_post(back)
    return draw(request, "filters/rename.html", form)


def update(request: PageRequest, scope: FilterScope, saved: SavedFilter) -> None:
    """Has it narrow by what the address says; by nothing would be no filter."""
    refuse_others(scope, saved)
    if query := find_chosen(read_form(request.GET, list_projects(request, scope))):
        update_filter(saved, query)
        messages.success(request, _("“%(name)s” was updated.") % {"name": saved.name})


def begin_with(request: PageRequest, scope: FilterScope, saved: SavedFilter) -> None:
    make_default(scope, saved)
    messages.success(request, _("This list now opens with “%(name)s”.") % {"name": saved.name})


def begin_with_all(request: PageRequest, scope: FilterScope, saved: SavedFilter) -> None:
    make_default(scope, None)
    messages.success(request, _("This list now opens without a filter."))


ACTIONS = {"update": update, "default": begin_with, "no-default": begin_with_all}
"""The buttons of the list, for the filter that is chosen in it."""


def rename(saved: SavedFilter, form: FilterNameForm) -> bool:
    """False where the name cannot be taken, which the form then says."""
    try:
        name_filter(saved, name=form.cleaned_data["name"], is_shared=form.is_for_all)
    except NameTaken as error:
        form.refuse_name(error)
        return False
    return True


def delete_filter(request: PageRequest, filter_id: int) -> HttpResponse:
    """Asks once, and deletes it."""
    scope = enter(request)
    saved, back = find(scope, filter_id), find_list(scope)
    refuse_others(scope, saved)
    unaffected = _("Submissions aren't affected.")
    of_all = _("Nobody in the project can choose it any more. Submissions aren't affected.")
    question = Question(
        title=_("Delete filter"),
        heading=_("Delete “%(name)s”?") % {"name": saved.name},
        lead=of_all if saved.is_shared else unaffected,
        do=_("Delete filter"),
        keep=_("Keep filter"),
        back=back + write_query(saved),
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    saved.delete()
    messages.success(request, _("“%(name)s” was deleted.") % {"name": saved.name})
    return redirect_after_post(f"{back}?{SHOW}={ALL}")


def draw(request: PageRequest, template: str, form: object, **more: object) -> HttpResponse:
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, template, {"form": form, **more}, status=status)


def enter(request: PageRequest) -> FilterScope:
    """Whose filters the page is about; a superuser who only looks changes none."""
    member = getattr(request, "member", None)
    if request.method == "POST" and member is not None and member.is_visit:
        raise PermissionDenied(str(getattr(request, "missing_role", "")))
    return find_scope(request)


def find(scope: FilterScope, filter_id: int) -> SavedFilter:
    try:
        return find_filter(scope, filter_id)
    except SavedFilter.DoesNotExist:
        raise Http404(_("Saved filter not found. It may have been deleted.")) from None


def refuse_others(scope: FilterScope, saved: SavedFilter) -> None:
    if not scope.may_change(saved):
        raise PermissionDenied(
            _("Only the person who saved this filter, or a manager of the project, can change it.")
        )


def find_list(scope: FilterScope) -> str:
    """The address of the list that the filters are of."""
    return (
        find_address("submissions", scope.project.slug) if scope.project else find_address("all-submissions")
    )


def list_projects(request: PageRequest, scope: FilterScope) -> list[Project]:
    return [scope.project] if scope.project else list(projects_of(request.user))


of_project, across = member_required(Role.VIEWER), signed_in
either = require_http_methods(METHODS)
show_new_in_project, show_new_across = either(of_project(show_new_filter)), either(across(show_new_filter))
show_in_project, show_across = either(of_project(show_filter)), either(across(show_filter))
delete_in_project, delete_across = either(of_project(delete_filter)), either(across(delete_filter))
