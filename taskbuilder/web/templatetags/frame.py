"""The frame of every page: where one is, the ways to other places, and how it looks."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import CachedTemplate, draw, placeholder
from taskbuilder.records.models import ColourMode, Density, Member, Project, Role
from taskbuilder.records.notifications.inbox import MOST_COUNTED
from taskbuilder.web.account.display import Display, read_display
from taskbuilder.web.help.links import find_help
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.kept import Kept

register = template.Library()


@register.simple_tag
@cache
def write_favicon() -> str:
    """The icon of the browser's tab, in the page itself: no request of its own for so few bytes."""
    return f"data:image/svg+xml,{quote((Path(settings.BASE_DIR) / 'static' / 'favicon.svg').read_text())}"


@register.simple_tag(takes_context=True)
def zone_note(context: Context, *, is_always: bool = False) -> SafeString:
    """Names the zone of a page's times where it is not the project's, or `is_always`."""
    request = context.get("request")
    zone, project = getattr(request, "zone", None), getattr(request, "project", None)
    if zone is None or (project is None and not is_always) or (project and project.time_zone == zone.key):
        return SafeString()
    words = _("Times are in %(zone)s.") % {"zone": zone.key}
    if project is not None:
        words += _(" The project's time zone is %(zone)s.") % {"zone": project.time_zone}
    return format_html('<p class="small text-body-secondary mt-4 mb-0">{}</p>', words)


BELOW = {
    "draft": "drafts",
    "draft-step": "drafts",
    "draft-questions": "drafts",
    "draft-json": "drafts",
    "draft-discard": "drafts",
    "draft-share": "drafts",
    "draft-inventory": "drafts",
    "import": "drafts",
    "submission": "submissions",
    "actions": "tasks-now",
    "action": "tasks-now",
    "action-new": "submissions",
    "settle": "submissions",
    "tasks-week": "tasks-now",
    "tasks-handover": "tasks-now",
    "found-tasks": "tasks-now",
    "found-adopt": "tasks-now",
    "submission-drift": "submissions",
    "tasks-coverage": "tasks-now",
    "tasks-capacity": "tasks-now",
    "capacity-edit": "tasks-now",
    "compare": "submissions",
    "comment-add": "submissions",
    "template": "templates",
    "templates-broken": "templates",
    "template-new": "templates",
    "template-edit": "templates",
    "template-delete": "templates",
    "inventory-list": "inventory",
    "inventory-new": "inventory",
    "inventory-from-tasks": "inventory",
    "inventory-import": "inventory",
    "inventory-mark": "inventory",
    "inventory-delete": "inventory",
    "inventory-entry": "inventory",
    "inventory-edit": "inventory",
    "region-templates": "inventory",
    "region-template": "inventory",
    "region-template-new": "inventory",
    "region-template-edit": "inventory",
    "region-template-delete": "inventory",
    "region-choose": "inventory",
    "region-place": "inventory",
    "source-snapshots": "inventory",
    "source-snapshot-change": "inventory",
    "plan": "plans",
    "plan-new": "plans",
    "plan-table": "plans",
    "plan-upload": "plans",
    "plan-from-sources": "plans",
    "plan-columns": "plans",
    "plan-fix": "plans",
    "plan-apply": "plans",
    "plan-run": "plans",
    "plan-delete": "plans",
    "export": "exports",
    "filter-new": "submissions",
    "filter": "submissions",
    "filter-delete": "submissions",
    "columns": "all-submissions",
    "all-actions-new": "all-submissions",
    "own-filter-new": "all-submissions",
    "own-filter": "all-submissions",
    "own-filter-delete": "all-submissions",
    "token-keys": "tokens",
    "token-revoke": "tokens",
}
"""The page of the navigation that each page is below."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A link of the navigation; `current` is what `aria-current` says, empty on pages elsewhere."""

    title: str
    href: str
    current: str = ""
    count: int = 0


class Place(NamedTuple):
    """All that the top of a page says, by values that can be remembered, but for what is filled in."""

    language: str | None
    prefix: str
    page: tuple[str, str | None, str | None]
    """The page's application, its name, and its step."""
    project: tuple[str, str] | None
    member: tuple[str, str, str, int, bool] | None
    """The reader's project, their role in it, how many submissions wait, whether it is a visit."""
    reader: tuple[bool, bool, int]
    """Whether they have signed in and are staff, and what they have not read."""
    display: Display


BARS: Kept[CachedTemplate] = Kept(512)


@register.simple_tag(takes_context=True)
def app_bar(context: Context) -> SafeString:
    """The top of the page. An error's page is drawn from nothing."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return draw_bar(context).fill({})
    bar = BARS.find(find_place(request, context), lambda: draw_bar(context))
    return bar.fill(
        {
            "token": str(context["csrf_token"]),
            "path": request.get_full_path(),
            "name": context["user"].get_username(),
        }
    )


def find_place(request: HttpRequest, context: Context) -> Place:
    match, user = request.resolver_match, context["user"]
    member: Member | None = getattr(request, "member", None)
    project: Project | None = getattr(request, "project", None)
    return Place(
        language=get_language(),
        prefix=get_script_prefix(),
        page=(match.app_name, match.url_name, match.kwargs.get("step")) if match else ("", None, None),
        project=(project.slug, project.name) if project else None,
        member=describe_member(member) if member else None,
        reader=(user.is_authenticated, user.is_staff, getattr(user, "unread_count", 0)),
        display=read_display(request, user),
    )


def describe_member(member: Member) -> tuple[str, str, str, int, bool]:
    project = member.project
    return project.slug, project.name, member.role, count_waiting(member), member.is_visit


def count_waiting(member: Member) -> int:
    """How many submissions wait for a decision; none for a part of a page, which draws no navigation."""
    return getattr(member, "unknown_count", 0) or 0


def draw_bar(context: Context) -> CachedTemplate:
    request: HttpRequest | None = context.get("request")
    tabs = list_tabs(context)
    words = {
        "home": find_address("projects"),
        "crumbs": list_crumbs(request, tabs),
        "is_visit": request is not None and hasattr(request, "member") and request.member.is_visit,
        "end": bell(context) + draw_reader_menu(context) if request else "",
        "tabs": tabs,
        "references": list_references(context),
    }
    return CachedTemplate(draw("app_bar", words))


def list_tabs(context: Context) -> list[Way]:
    """The places of the project; where there is none, that of all projects."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    if hasattr(request, "member"):
        return list(list_project_ways(request, request.member))
    if not context["user"].is_authenticated:
        return []
    return [
        make_way(request, "projects", _("Projects")),
        make_way(request, "all-submissions", _("Submissions")),
        make_way(request, "exports", _("Exports")),
    ]


def list_project_ways(request: HttpRequest, member: Member) -> Iterator[Way]:
    may_create, slug = Role(member.role).includes(Role.OPERATOR), member.project.slug
    yield make_way(request, "project", _("Overview"), slug)
    if may_create:
        yield make_way(request, "drafts", _("Drafts"), slug)
    yield make_way(request, "templates", _("Templates"), slug)
    yield make_way(request, "inventory", _("Inventory"), slug)
    yield make_way(request, "plans", _("Plans"), slug)
    yield make_way(request, "tasks-now", _("Tasks now"), slug)
    yield make_way(request, "submissions", _("History"), slug)
    yield make_way(request, "unknown", _("Needs review"), slug, count=count_waiting(member))
    if may_create:
        yield make_way(request, "tokens", _("API tokens"), slug)


def list_references(context: Context) -> list[Way]:
    """What can be looked up from anywhere; the project's navigation stays around it."""
    request: HttpRequest | None = context.get("request")
    help_way = Way(title=_("Help"), href=find_help(request), current=name_help(request))
    if request is None:
        return [help_way]
    query = f"?project={request.project.slug}" if hasattr(request, "project") else ""
    ways = [make_way(request, "rules", _("Rules"), query=query)]
    if context["user"].is_authenticated:
        ways.append(make_way(request, "api-reference", _("API"), query=query))
    return [*ways, help_way]


def name_help(request: HttpRequest | None) -> str:
    """What `aria-current` says of the help: its own pages are there."""
    match = request.resolver_match if request else None
    return "true" if match and match.url_name in ("help", "help-guide") else ""


def list_crumbs(request: HttpRequest | None, tabs: list[Way]) -> list[Way]:
    """The pages above this one, from the top."""
    if request is None or not hasattr(request, "member"):
        return []
    member: Member = request.member
    above = [way for way in tabs if way.current == "true"]
    project = make_way(request, "project", member.project.name, member.project.slug)
    return [Way(title=_("Projects"), href=find_address("projects")), project, *above]


def make_way(
    request: HttpRequest, page: str, title: str, slug: str = "", *, count: int = 0, query: str = ""
) -> Way:
    here = (request.resolver_match.url_name if request.resolver_match else None) or ""
    current = "page" if here == page else "true" if BELOW.get(here) == page else ""
    href = find_address(page, slug) if slug else find_address(page)
    return Way(title=title, href=f"{href}{query}", current=current, count=count)


@dataclass(frozen=True, kw_only=True)
class DisplayChoice:
    """A choice of the header's menu; `options` are each a value, its words, and whether it is chosen."""

    name: str
    title: str
    options: list[tuple[str, str, bool]]


@register.simple_tag(takes_context=True)
def display_attributes(context: Context) -> SafeString:
    """What the page's style goes by; nothing where it follows the system, and for the usual density."""
    display = find_display(context)
    attributes = {
        "data-bs-theme": "" if display.colour_mode == ColourMode.SYSTEM else display.colour_mode,
        "data-density": "" if display.density == Density.COMFORTABLE else display.density,
    }
    return format_html_join("", ' {}="{}"', ((name, value) for name, value in attributes.items() if value))


@register.simple_tag(takes_context=True)
def include_once(context: Context, template: str, **words: Hashable) -> SafeString:
    """A template that says nothing but these words, drawn once in each language; its forms can be posted."""
    drawn = _include_once(get_language(), get_script_prefix(), template, **words)
    return drawn.fill({"token": str(context["csrf_token"])} if drawn.asked else {})


@lru_cache(maxsize=1024, typed=True)
def _include_once(_language: str | None, _prefix: str, template: str, /, **words: Hashable) -> CachedTemplate:
    """By the types of the words too: what is safe as it is equals the same text that is not."""
    return CachedTemplate(render_to_string(template, {**words, "csrf_token": placeholder("token")}))


def draw_reader_menu(context: Context) -> SafeString:
    """The end of the header, with slots for what differs from page to page."""
    user = context["user"]
    slots = {"csrf_token": placeholder("token"), "path": placeholder("path"), "name": placeholder("name")}
    choices = list_display_choices(find_display(context))
    words = {**slots, "choices": choices, "is_signed_in": user.is_authenticated, "is_staff": user.is_staff}
    return render_to_string("components/reader_menu.html", words)


def bell(context: Context) -> SafeString:
    """The way to one's notifications, with how many are unread; nothing for the signed-out."""
    user = context["user"]
    if not user.is_authenticated:
        return SafeString()
    is_here = make_way(context["request"], "notifications", "").current == "page"
    unread = getattr(user, "unread_count", 0)
    shown = str(unread) if unread <= MOST_COUNTED else f"{MOST_COUNTED}+"
    return render_to_string("components/bell.html", {"unread": unread and shown, "is_here": is_here})


def list_display_choices(display: Display) -> list[DisplayChoice]:
    modes = [(each.value, str(each.label), display.colour_mode == each) for each in ColourMode]
    densities = [(each.value, str(each.label), display.density == each) for each in Density]
    return [
        DisplayChoice(name="colour_mode", title=_("Colour mode"), options=modes),
        DisplayChoice(name="density", title=_("Density"), options=densities),
    ]


def find_display(context: Context) -> Display:
    request: HttpRequest | None = context.get("request")
    return read_display(request, context["user"]) if request else Display()
