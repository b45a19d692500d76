"""A superuser joins a project that they saw as a visitor."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.memberships import join_project
from taskbuilder.records.models import Role
from taskbuilder.web.http.access import ProjectRequest, member_required


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.VIEWER)
def join(request: ProjectRequest) -> HttpResponse:
    """Makes the superuser a manager; one who is a member stays what they are.

    Opened by hand the address leads to the project, where the button is.
    """
    if request.method != "POST":
        return redirect("project", slug=request.project.slug)
    if not request.user.is_superuser:
        raise PermissionDenied(str(request.missing_role))
    if join_project(person=request.user, project=request.project):
        messages.success(request, _("You joined %(project)s as a manager.") % {"project": request.project})
    return redirect("project", slug=request.project.slug)
