"""The page on which a person chooses what they are notified of in a project."""

from collections.abc import Mapping

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role
from taskbuilder.records.models.notifications import LEAST_MINUTES, MOST_MINUTES
from taskbuilder.records.notifications.choices import Choice, read_choices, save_choices
from taskbuilder.records.notifications.kinds import KINDS, Kind, Scope
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post

CHOOSE = gettext_lazy("Choose one of the options.")
MINUTES = gettext_lazy("Enter a whole number of minutes, %(least)d to %(most)d.")


class ChoicesForm(PageForm):
    """For each kind of event where one is notified, and about whose submissions."""

    def __init__(self, data: QueryDict | None, *, choices: Mapping[str, Choice]) -> None:
        super().__init__(data)
        for name, kind in KINDS.items():
            chosen = choices[name]
            self.fields[f"{name}-page"] = make_scope(_("In Task Builder"), kind, chosen.on_page)
            if settings.HAS_MAIL:
                self.fields[f"{name}-mail"] = make_scope(_("By email"), kind, chosen.by_mail)
            if kind.has_minutes:
                self.fields[f"{name}-minutes"] = make_minutes(chosen.minutes)

    def lay_out(self) -> Layout:
        return Layout(*map(self.lay_out_kind, KINDS.values()), submit(_("Save settings")))

    def lay_out_kind(self, kind: Kind) -> Fieldset:
        names = [f"{kind.name}-{part}" for part in ("page", "mail", "minutes")]
        columns = [Div(name, css_class="col-sm-4") for name in names if name in self.fields]
        return Fieldset(str(kind.title), Div(*columns, css_class="row g-2"))

    @property
    def choices(self) -> dict[str, Choice]:
        """By kind, of a valid form."""
        return {name: self.read_choice(name) for name in KINDS}

    def read_choice(self, name: str) -> Choice:
        cleaned = self.cleaned_data
        page, mail = Scope(cleaned[f"{name}-page"]), Scope(cleaned.get(f"{name}-mail") or Scope.NONE)
        return Choice(page, mail, cleaned.get(f"{name}-minutes"))


def make_scope(label: str, kind: Kind, chosen: Scope) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=kind.scopes,
        initial=chosen.value,
        error_messages={
            "required": f"{kind.title}, {label}: {CHOOSE}",
            "invalid_choice": f"{kind.title}, {label}: {CHOOSE}",
        },
    )


def make_minutes(chosen: int | None) -> forms.IntegerField:
    message = MINUTES % {"least": LEAST_MINUTES, "most": MOST_MINUTES}
    return forms.IntegerField(
        label=_("Minutes until “Still waiting”"),
        initial=chosen,
        min_value=LEAST_MINUTES,
        max_value=MOST_MINUTES,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), message),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.VIEWER)
def choose(request: ProjectRequest) -> HttpResponse:
    """One's own choices in the project; somebody who only visits it has none."""
    if request.method == "POST" and request.member.is_visit:
        raise PermissionDenied(str(request.missing_role))
    choices = read_choices(project=request.project, person=request.user)
    form = ChoicesForm(request.POST if request.method == "POST" else None, choices=choices)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "has_mail": settings.HAS_MAIL}
        return render(request, "notifications/choices.html", context, status=status)
    save_choices(project=request.project, person=request.user, choices=form.choices)
    messages.success(request, _("Your notification settings were saved."))
    return redirect_after_post(resolve_url("notification-choices", slug=request.project.slug))
