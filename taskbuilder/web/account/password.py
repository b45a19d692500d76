"""The page on which people change their own password."""

from typing import cast

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.access.preferences import end_other_sessions
from taskbuilder.web.http.access import PageRequest, signed_in
from taskbuilder.web.http.page_form import PageForm, submit

WRONG = _("This is not your current password. Enter it again.")
UNLIKE = _("The new passwords differ. Enter the same password twice.")
SAME = _("This is your current password. Choose a different one.")


class PasswordForm(PageForm, PasswordChangeForm):
    """The current password, and the new one twice."""

    error_messages = {"password_mismatch": UNLIKE}

    old_password = forms.CharField(
        label=_("Current password"),
        strip=False,
        error_messages={"required": _("Enter your current password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters."),
        error_messages={"required": _("Enter a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label=_("Repeat new password"),
        strip=False,
        error_messages={"required": _("Repeat the new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: object, request: HttpRequest, **kwargs: object) -> None:
        self.request = request
        super().__init__(user, *args, **kwargs)

    def clean_old_password(self) -> str:
        """Asked for as at sign-in: wrong ones are counted and lock, for anyone who found the page open."""
        password: str = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.get_username(), password=password) is None:
            raise ValidationError(WRONG)
        return password

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise ValidationError(SAME)
        return password

    def lay_out(self) -> Layout:
        back = HTML('{% include "account/keep.html" %}')
        actions = Div(submit(gettext("Change password")), back, css_class="d-flex flex-wrap gap-2 mt-4")
        return Layout("old_password", "new_password1", "new_password2", actions)


class PasswordView(PasswordChangeView):
    """Django's own, with our form and words. It ends the person's other sessions."""

    template_name = "account/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("projects")

    def get_form_kwargs(self) -> dict[str, object]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        messages.success(
            self.request, gettext("Your password was changed. You were signed out everywhere else.")
        )
        response = super().form_valid(form)
        end_other_sessions(form.user, current=self.request.session.session_key or "")
        return response


@signed_in
def change_password(request: PageRequest) -> HttpResponse:
    return cast(HttpResponse, PasswordView.as_view()(request))
