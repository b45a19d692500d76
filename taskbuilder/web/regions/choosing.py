"""From sources of the inventory to the contact sheet: which region template is placed on them."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role
from taskbuilder.records.regions.templates import list_region_templates
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.bulk import read_chosen, say_nothing_chosen
from taskbuilder.web.inventory.filter_form import EntryFilter
from taskbuilder.web.inventory.lookup import SOURCES, list_address
from taskbuilder.web.regions.lookup import address_of
from taskbuilder.web.regions.sheet import MOST_PICKED, PICKED


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def choose(request: ProjectRequest) -> HttpResponse:
    """Straight to the sheet where the project has one template, and else the question which."""
    if request.method != "POST":  # where signing in leads back to
        return redirect(list_address(request, SOURCES))
    chosen = read_chosen(request, SOURCES)
    if not chosen.keys:
        return say_nothing_chosen(request, SOURCES)
    if "all" in request.POST:
        names = [name for name in EntryFilter.base_fields if request.POST.get(name)]
        query = [(name, request.POST[name]) for name in names]
    else:
        query = [(PICKED, str(key)) for key in chosen.keys[:MOST_PICKED]]
    addresses = []
    for template in list_region_templates(request.project):
        template.project = request.project
        addresses.append((template, f"{address_of(template)}?{urlencode(query)}".rstrip("?")))
    if len(addresses) == 1:
        return redirect_after_post(addresses[0][1])
    context = {"addresses": addresses, "chosen": chosen, "back": list_address(request, SOURCES)}
    return render(request, "regions/choose.html", context)
