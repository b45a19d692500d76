"""The list of one's notifications, and reading them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import list_own_projects
from taskbuilder.records.models import Role
from taskbuilder.records.notifications.inbox import mark_all_read, open_notification, read_page
from taskbuilder.records.notifications.sentences import find_path
from taskbuilder.web.http.access import PageRequest, signed_in
from taskbuilder.web.http.pager import link_neighbours
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.notifications.sentences import describe


@signed_in
def show_notifications(request: PageRequest) -> HttpResponse:
    """The newest first, a page at a time; which one is in the address."""
    page = read_page(request.user, before=request.GET.get("before", ""), after=request.GET.get("after", ""))
    projects = list_own_projects(request.user)
    context = {
        "entries": [describe(each, request.user) for each in page.rows],
        **link_neighbours(page),
        "projects": projects,
        "managed": {each.slug for each in projects if vars(each)["own_role"] == Role.MANAGER},
    }
    return render(request, "notifications/list.html", context)


@signed_in
def mark_read(request: PageRequest) -> HttpResponse:
    """Marks all as read; opened by hand, it leads to the page that has its button."""
    if request.method != "POST":
        return redirect("notifications")
    count = mark_all_read(request.user, now=timezone.now())
    said = ngettext(
        "%(count)d notification was marked as read.", "%(count)d notifications were marked as read.", count
    )
    messages.success(request, said % {"count": count})
    return redirect_after_post(reverse("notifications"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_one(request: PageRequest, pk: int) -> HttpResponse:
    """Leads to what it is about, and notes that it was read."""
    found = open_notification(request.user, pk, now=timezone.now())
    if found is None:
        raise Http404(_("Notification not found. It may have been deleted, or you left its project."))
    return redirect(find_path(found.event, found.project))
