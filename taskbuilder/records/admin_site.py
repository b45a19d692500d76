"""The admin itself: how it is called, and what becomes of addresses that it cannot make sense of."""

from typing import NamedTuple, Protocol, TypedDict, TypeVar, cast

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, FieldDoesNotExist
from django.db import DataError, IntegrityError, models
from django.db.models.options import Options
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from taskbuilder.forms.typed_count import TypedCountForm

ODD = (OverflowError, ValueError, DataError, IntegrityError, FieldDoesNotExist)
NAMES = {"AccessAttempt": _("Wrong passwords"), "AccessLog": _("Sign-ins")}
"""Lists of other applications, by model, in plain words."""


class Group(NamedTuple):
    """The lists that one job needs, in their order."""

    name: Promise
    about: Promise
    models: tuple[str, ...]


GROUPS = (
    Group(
        _("Projects"),
        _("Each project's cloud account, credentials and sending rate."),
        ("Project",),
    ),
    Group(
        _("Services"),
        _("The services that tasks can be created for, and their config."),
        ("Service", "Capacity"),
    ),
    Group(
        _("People"),
        _("Accounts, roles in projects, API tokens and sign-ins."),
        ("User", "Member", "Group", "ApiToken", "AccessLog", "AccessAttempt"),
    ),
    Group(
        _("Submissions"),
        _("Drafts, templates, plans, sources, sinks, submissions, created tasks and exports."),
        (
            "Submission",
            "SavedFilter",
            "CreatedTask",
            "CloudTask",
            "TaskReading",
            "Comment",
            "Export",
            "Draft",
            "Template",
            "TemplateVersion",
            "Source",
            "Sink",
            "RegionTemplate",
            "Plan",
            "PlanRun",
        ),
    ),
    Group(
        _("Outbox"),
        _("Requests to the cloud, how unknown outcomes were resolved, actions on tasks, and webhooks."),
        ("Attempt", "Decision", "ActionBatch", "TaskAction", "Replacement", "Webhook", "Delivery"),
    ),
)
REST = Group(_("More"), _("Everything else."), ())


def name_list(options: "Options[models.Model]") -> str:
    """What the list of a model is called."""
    return str(NAMES.get(options.object_name or "", capfirst(options.verbose_name_plural)))


def find_group(model: str) -> Group:
    return next((group for group in GROUPS if model in group.models), REST)


class ModelEntry(TypedDict):
    """A list as Django tells of it."""

    model: type[models.Model]
    object_name: str
    admin_url: str | None
    add_url: str | None


def list_models(group: Group, seen: list[ModelEntry]) -> list[dict[str, object]]:
    """Those of the group, in its order, in plain words."""
    own = [model for model in seen if find_group(model["object_name"]) is group]
    own.sort(key=lambda model: [*group.models, model["object_name"]].index(model["object_name"]))
    return [
        {
            "name": name_list(model["model"]._meta),
            "one": model["model"]._meta.verbose_name,
            "admin_url": model["admin_url"],
            "add_url": model["add_url"],
        }
        for model in own
    ]


class AdminView(Protocol):
    def __call__(self, request: HttpRequest, /, *args: object, **options: object) -> HttpResponseBase: ...


View = TypeVar("View", bound=AdminView)


class Site(admin.AdminSite):
    index_title = _("Administration")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, object]]:
        """The lists that this person may see, by job in place of by application."""
        seen: list[ModelEntry] = [
            model for app in super().get_app_list(request, app_label) for model in app["models"]
        ]
        return [
            {"name": group.name, "about": group.about, "models": models}
            for group in (*GROUPS, REST)
            if (models := list_models(group, seen))
        ]

    def app_index(  # type: ignore[override]  # a redirect in place of a page
        self, request: HttpRequest, app_label: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Applications are nothing that an administrator knows of."""
        return redirect("admin:index")

    def password_change(  # type: ignore[override]  # a redirect in place of a page
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One page for one's own password, which is the product's."""
        return redirect("password")

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        return super().admin_view(refuse_odd(ask_count(view)), cacheable)


def ask_count(view: View) -> View:
    """Has a number typed before many rows are deleted, all counted that go with the chosen ones."""

    def show(request: HttpRequest, *args: object, **options: object) -> HttpResponseBase:
        posted = request.POST
        is_answer = request.method == "POST" and "post" in posted
        if is_answer:
            take_back(request)
        page = view(request, *args, **options)
        context = getattr(page, "context_data", None) or {}
        if not isinstance(page, TemplateResponse) or "model_count" not in context:
            return page
        form = TypedCountForm(posted if is_answer else None)
        form.expect(sum(count for _name, count in context["model_count"]))
        page.context_data = {**context, "form": form, "count": form.count}
        if form.is_valid():
            request.method, request.POST = "POST", posted
            return view(request, *args, **options)
        page.status_code = 422 if form.errors else 200
        return page

    return cast(View, show)


def take_back(request: HttpRequest) -> None:
    """Makes of an answer, which Django takes for a yes, the request for the question once more."""
    if "action" not in request.POST:
        request.method, request.POST = "GET", QueryDict()
        return
    question = request.POST.copy()  # of a list's page
    del question["post"]
    request.POST = question  # type: ignore[assignment]  # the stubs allow no change of what was posted


def refuse_odd(view: View) -> View:
    """What no page of the admin asks for is refused, and a list with such filters shown without them.

    Django takes care of some of it: not of numbers and dates beyond all bounds, of what is not an id where
    it draws a choice again, or of forms whose counts were changed on their way.
    """

    def show(request: HttpRequest, *args: object, **options: object) -> HttpResponseBase:
        try:
            response = view(request, *args, **options)
            return response.render() if isinstance(response, TemplateResponse) else response
        except ODD as error:
            is_list = str(request.resolver_match and request.resolver_match.url_name).endswith("_changelist")
            if request.method != "GET" or not is_list or not request.GET:
                raise BadRequest("The admin cannot make sense of this.") from error
            messages.warning(request, gettext("These filters are invalid, so everything is shown."))
            return redirect(request.path)

    return cast(View, show)
