"""A person's own page: how pages look to them, their tokens, and where they are signed in."""

from functools import cache

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.api_tokens import list_own_tokens
from taskbuilder.records.access.preferences import end_other_sessions, list_sessions, save_preferences
from taskbuilder.records.access.time_zones import list_zones
from taskbuilder.records.models import ColourMode, Density, Preferences
from taskbuilder.web.account.agents import name_agent
from taskbuilder.web.account.display import Display, keep_display, keep_language, read_display, read_language
from taskbuilder.web.http.access import PageRequest, signed_in
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post

CHOOSE = gettext_lazy("Choose one of the options.")


def list_languages() -> list[tuple[str, str]]:
    return [("", gettext("Same as browser")), *settings.LANGUAGES]


@cache
def list_places() -> tuple[str, ...]:
    """The zones that are called by a place; others are old names of these, or have no summer time."""
    areas = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/")
    return (*sorted(zone for zone in list_zones() if zone.startswith((*areas, "Pacific/"))), "UTC")


def list_zone_choices() -> list[tuple[str, str]]:
    return [("", gettext("Same as project")), *((zone, zone) for zone in list_places())]


class PreferencesForm(PageForm):
    """The choices that are kept for a person."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=list_languages,
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Times on pages and in emails are shown in this time zone. Runs are also shown in the task's "
            "time zone and in UTC."
        ),
        choices=list_zone_choices,
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    colour_mode = forms.ChoiceField(
        label=gettext_lazy("Colour mode"),
        choices=ColourMode.choices,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Density"),
        help_text=gettext_lazy("Compact fits more on a page."),
        choices=Density.choices,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def lay_out(self) -> Layout:
        return Layout("language", "time_zone", "colour_mode", "density", submit(gettext("Save preferences")))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def show_account(request: PageRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, initial=describe_preferences(request))
    if request.method != "POST" or not form.is_valid():
        return draw(request, form)
    save_preferences(request.user, **form.cleaned_data)
    messages.success(request, gettext("Your preferences were saved."))
    response = redirect_after_post(reverse("account"))
    keep_language(response, form.cleaned_data["language"])
    keep_display(response, Display(form.cleaned_data["colour_mode"], form.cleaned_data["density"]))
    return response


def describe_preferences(request: PageRequest) -> dict[str, str]:
    kept: Preferences | None = getattr(request.user, "preferences", None)
    display = read_display(request, request.user)
    return {
        "language": read_language(request, request.user),
        "time_zone": kept.time_zone if kept else "",
        "colour_mode": display.colour_mode,
        "density": display.density,
    }


def draw(request: PageRequest, form: PreferencesForm) -> HttpResponse:
    now = timezone.now()
    sessions = list_sessions(request.user)
    here = request.session.session_key
    context = {
        "form": form,
        "tokens": [(token, token.is_usable(now)) for token in list_own_tokens(request.user)],
        "sessions": [(each, name_agent(each.agent), each.pk == here) for each in sessions],
    }
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


@signed_in
def sign_out_elsewhere(request: PageRequest) -> HttpResponse:
    """Ends the person's other sessions; opened by hand, it leads to the page that has its button."""
    if request.method != "POST":
        return redirect("account")
    ended = end_other_sessions(request.user, current=request.session.session_key or "")
    said = ngettext(
        "You were signed out of %(count)d other session.",
        "You were signed out of %(count)d other sessions.",
        ended,
    )
    messages.success(request, said % {"count": ended})
    return redirect_after_post(reverse("account"))
