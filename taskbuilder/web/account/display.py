"""How pages look to a person: language, colour mode and density, chosen in the header."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.i18n import set_language

from taskbuilder.records.access.preferences import save_preferences
from taskbuilder.records.models import ColourMode, Density, Preferences
from taskbuilder.web.http.redirects import redirect_after_post

OFFERED = {"colour_mode": frozenset(ColourMode.values), "density": frozenset(Density.values)}


@dataclass(frozen=True)
class Display:
    """The colour mode and the density, by the words of Preferences."""

    colour_mode: str = ColourMode.SYSTEM
    density: str = Density.COMFORTABLE

    def choose(self, **choices: str | None) -> "Display":
        """With those choices that are on offer."""
        return replace(self, **{name: word for name, word in choices.items() if word in OFFERED[name]})

    def as_cookie(self) -> str:
        return f"{self.colour_mode}.{self.density}"


def read_display(request: HttpRequest, person: User | AnonymousUser) -> Display:
    """What the person has chosen, anywhere; of somebody who never chose, what this browser keeps."""
    kept: Preferences | None = getattr(person, "preferences", None)
    if kept:
        return Display(kept.colour_mode, kept.density)
    colour_mode, _point, density = request.COOKIES.get(settings.DISPLAY_COOKIE_NAME, "").partition(".")
    return Display().choose(colour_mode=colour_mode, density=density)


def read_language(request: HttpRequest, person: User | AnonymousUser) -> str:
    """What the person has chosen, anywhere; of somebody who never chose, what this browser keeps."""
    kept: Preferences | None = getattr(person, "preferences", None)
    return (kept.language if kept else "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")


def choose_display(request: HttpRequest) -> HttpResponse:
    """Keeps the choice for the person and this browser, and leads back to the page."""
    if request.method != "POST":
        return redirect("projects")
    before = read_display(request, request.user)
    display = before.choose(colour_mode=request.POST.get("colour_mode"), density=request.POST.get("density"))
    if isinstance(request.user, User):
        save_preferences(request.user, colour_mode=display.colour_mode, density=display.density)
    response = redirect_after_post(find_way_back(request))
    keep_display(response, display)
    return response


def find_way_back(request: HttpRequest) -> str:
    """The page that the form names, where it is one of ours."""
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else "/"


def choose_language(request: HttpRequest) -> HttpResponseBase:
    """As Django does it, and kept for the person as well."""
    if request.method != "POST":
        return redirect("projects")
    code = request.POST.get("language", "")
    if isinstance(request.user, User) and code in dict(settings.LANGUAGES) and check_for_language(code):
        save_preferences(request.user, language=code)
    return set_language(request)


def bring_preferences(response: HttpResponse, person: User) -> None:
    """What a person chose elsewhere, for this browser's next pages."""
    kept = Preferences.objects.filter(person=person).first()
    if kept is None:
        return
    keep_display(response, Display(kept.colour_mode, kept.density))
    if kept.language:
        keep_language(response, kept.language)


def keep_language(response: HttpResponse, code: str) -> None:
    """The language of the next pages; an empty one is the browser's."""
    if not code:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
        return
    keep(response, settings.LANGUAGE_COOKIE_NAME, code)


def keep_display(response: HttpResponse, display: Display) -> None:
    keep(response, settings.DISPLAY_COOKIE_NAME, display.as_cookie())


def keep(response: HttpResponse, name: str, value: str) -> None:
    age = settings.LANGUAGE_COOKIE_AGE
    response.set_cookie(name, value, max_age=age, secure=settings.HTTPS, httponly=True, samesite="Lax")
