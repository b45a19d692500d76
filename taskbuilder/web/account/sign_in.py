"""Signing in and out."""

from collections.abc import Mapping

from axes.handlers.proxy import AxesProxyHandler
from crispy_forms.layout import Hidden, Layout
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from taskbuilder.records import samples
from taskbuilder.web.account.display import bring_preferences
from taskbuilder.web.http.page_form import PageForm, submit

NAME_LENGTH = 255
"""What the table of failed attempts holds."""

WRONG = _("Incorrect user name or password.")
LAST_TRY = _(
    "Incorrect user name or password. One more wrong attempt locks sign-in for 15 minutes. Check both, "
    "including capitals."
)


def name_attempt(request: HttpRequest, credentials: Mapping[str, object] | None) -> str:
    """The user name under which an attempt is counted; of an endless one, its beginning."""
    return str((credentials or request.POST).get("username") or "")[:NAME_LENGTH]


class SignInForm(PageForm, AuthenticationForm):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"),
        error_messages={"required": _("Enter your user name.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError({"username": LAST_TRY if self.is_last_try() else WRONG})

    def is_last_try(self) -> bool:
        """Whether one more wrong password locks this name; the last one is counted already."""
        credentials = {"username": self.cleaned_data.get("username")}
        failures = AxesProxyHandler.get_failures(self.request, credentials)
        return bool(failures == settings.AXES_FAILURE_LIMIT - 1)

    def lay_out(self) -> Layout:
        next_page = Hidden("next", "{{ next }}")
        return Layout(next_page, "username", "password", submit(gettext("Sign in"), "btn-primary w-100"))


class SignOutView(LogoutView):
    """Django's own; opened by hand it leads to the projects, where the button is."""

    http_method_names = ("get", "head", "post", "options")

    def get(self, _request: HttpRequest) -> HttpResponse:
        return redirect("projects")


class SignInView(LoginView):
    """Django's own, with our form and words."""

    template_name = "sign_in/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """From here on in the person's own language and colours."""
        response = super().form_valid(form)
        bring_preferences(response, form.get_user())
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(sign_ins=samples.SIGN_INS if settings.DEMO else (), **kwargs)
