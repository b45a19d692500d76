"""Tasks that were created elsewhere: listing them by service, and adopting one, many or all."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.records.cloud_tasks.adoption import Adopted, adopt
from taskbuilder.records.cloud_tasks.found import count_found, list_found, select_found
from taskbuilder.records.cloud_tasks.refresh import Refreshed, refresh_service
from taskbuilder.records.models import FoundTask, Role, Service, TaskReading
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.pager import link_neighbours
from taskbuilder.web.http.redirects import redirect_after_post

ON_A_PAGE, MOST_NAMED = 50, 20
MOST_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The tasks that were ticked, or all of a service, by their keys; `rows` are the first of them."""

    keys: list[int]
    rows: list[FoundTask]

    @property
    def unnamed(self) -> int:
        return len(self.keys) - len(self.rows)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.VIEWER)
def show_found(request: ProjectRequest) -> HttpResponse:
    """Those of one service, a page at a time; a POST reads the service's tasks now."""
    services = list(request.project.services.order_by("name", "pk"))
    counts = count_found(request.project)
    service = choose_service(request, services, counts)
    if service is None:
        return render(request, "cloud_tasks/found.html", {"services": []})
    service.project = request.project
    if request.method == "POST":
        return read_now(request, service)
    return draw(request, services, service, counts)


def draw(
    request: ProjectRequest,
    services: list[Service],
    service: Service,
    counts: dict[int, int],
    *,
    problem: str = "",
) -> HttpResponse:
    """`problem`: what is wrong with the boxes that were ticked."""
    place = {"service": str(service.pk)}
    query = request.GET
    page = list_found(service, before=query.get("before"), after=query.get("after"), limit=ON_A_PAGE)
    context = {
        "services": [(each, counts.get(each.pk, 0)) for each in services],
        "service": service,
        "tasks": page.rows,
        "count": counts.get(service.pk, 0),
        "most_at_once": MOST_AT_ONCE,
        "reading": TaskReading.objects.filter(pk=service.pk).first(),
        "problem": problem,
        "problems": [PageProblem(message=problem, href=f"#found-{page.rows[0].pk}" if page.rows else "")],
        **link_neighbours(page, place),
    }
    return render(request, "cloud_tasks/found.html", context, status=422 if problem else 200)


def choose_service(
    request: ProjectRequest, services: list[Service], counts: dict[int, int]
) -> Service | None:
    """The one that is asked for; else the first that has any, or the first. Raises Http404."""
    if text := request.POST.get("service", "") or request.GET.get("service", ""):
        asked = next((each for each in services if str(each.pk) == text), None)
        if asked is None:
            raise Http404(_("The project has no such service."))
        return asked
    return next((each for each in services if counts.get(each.pk)), next(iter(services), None))


def read_now(request: ProjectRequest, service: Service) -> HttpResponse:
    """Asks the cloud for the service's tasks, and says how that went."""
    outcome, problem = refresh_service(service, now=timezone.now())
    if outcome is Refreshed.FAILED:
        messages.warning(request, _("The tasks could not be read. %(problem)s") % {"problem": _(problem)})
    elif outcome is Refreshed.TOO_SOON:
        messages.info(request, _("The tasks were read a moment ago. Try again in a few seconds."))
    return redirect_after_post(address_of(request, service))


def address_of(request: ProjectRequest, service: Service) -> str:
    return resolve_url("found-tasks", slug=request.project.slug) + "?" + urlencode({"service": service.pk})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def adopt_found(request: ProjectRequest) -> HttpResponse:
    """Counts and names what was chosen, and adopts it once that is confirmed."""
    if request.method != "POST":  # where signing in leads back to
        return redirect("found-tasks", slug=request.project.slug)
    services = list(request.project.services.order_by("name", "pk"))
    service = choose_service(request, services, {})
    if service is None:
        raise Http404(_("The project has no such service."))
    service.project = request.project
    chosen = read_chosen(request, service)
    if not chosen.keys:
        words = _("Select the tasks to adopt first.")
        return draw(request, services, service, count_found(request.project), problem=words)
    if "confirmed" not in request.POST:
        context = {"service": service, "chosen": chosen, "back": address_of(request, service)}
        return render(request, "cloud_tasks/adopt.html", context)
    adopted = adopt(chosen.keys, service=service, by=request.user, now=timezone.now())
    report(request, adopted)
    return redirect_after_post(find_way(request, service, adopted))


def read_chosen(request: ProjectRequest, service: Service) -> Chosen:
    """What was ticked; with `upto` all of the service that were there when the page was drawn."""
    rows = select_found(request.project).filter(service=service).defer("request")
    upto = read_number(request.POST.get("upto", ""))
    if "all" in request.POST or upto is not None:
        rows = rows.filter(pk__lte=upto) if upto is not None else rows
    else:
        asked = (read_number(text) for text in request.POST.getlist("found-pick")[:MOST_AT_ONCE])
        rows = rows.filter(pk__in=[key for key in asked if key is not None])
    rows = rows.order_by("-created_at", "-pk")
    keys = list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return Chosen(keys=keys, rows=list(rows[:MOST_NAMED]))


def report(request: ProjectRequest, adopted: Adopted) -> None:
    """Says how many were adopted, and of the others why not."""
    if count := len(adopted.submissions):
        words = ngettext("%(count)d task was adopted.", "%(count)d tasks were adopted.", count)
        messages.success(request, words % {"count": count})
    for reason, number in adopted.left_out.items():
        words = ngettext(
            "%(count)d task was not adopted: %(reason)s.",
            "%(count)d tasks were not adopted: %(reason)s.",
            number,
        )
        messages.warning(request, words % {"count": number, "reason": reason.label})
    if adopted.rest:
        words = ngettext(
            "%(count)d task is left. Adopt it now to go on.",
            "%(count)d tasks are left. Adopt them now to go on.",
            adopted.rest,
        )
        messages.warning(request, words % {"count": adopted.rest})


def find_way(request: ProjectRequest, service: Service, adopted: Adopted) -> str:
    """Where it goes on: to the one submission, to all of them, or back to what is left."""
    if adopted.rest or not adopted.submissions:
        return address_of(request, service)
    if len(adopted.submissions) == 1:
        return resolve_url("submission", slug=request.project.slug, submission_id=adopted.submissions[0])
    query = urlencode({"adopted": "yes", "service": service.name})
    return resolve_url("submissions", slug=request.project.slug) + "?" + query
