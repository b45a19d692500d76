"""The page of a project's API tokens: made here, shown once, revoked here."""

from datetime import timedelta
from uuid import UUID, uuid4

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.api_tokens import (
    Issued,
    add_keys,
    issue_token,
    list_tokens,
    revoke_token,
)
from taskbuilder.records.models import Role, Service
from taskbuilder.records.models.tokens import LABEL_LENGTH
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post

DAYS = (30, 90, 365)


class TokenForm(PageForm):
    """What a token is called, and when it ends; the form has its id, so that a reload makes nothing anew."""

    token = forms.Field(required=False, initial=uuid4, widget=forms.HiddenInput)
    label = forms.CharField(
        label=gettext_lazy("Label"),
        max_length=LABEL_LENGTH,
        help_text=gettext_lazy("The program that uses it, such as “Night shift import”."),
        error_messages={
            "required": gettext_lazy("Label is missing. Enter the program that uses the token."),
            "max_length": gettext_lazy("Label has more than %(limit_value)d characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Expires after"),
        coerce=int,
        choices=lambda: [(days, _("%(count)d days") % {"count": days}) for days in DAYS],
        initial=90,
        error_messages={
            "required": gettext_lazy("Expires after is missing. Choose how long the token is valid."),
            "invalid_choice": gettext_lazy("Expires after: choose one of the listed options."),
        },
    )

    def clean_token(self) -> UUID:
        try:
            return UUID(self.cleaned_data["token"])
        except (TypeError, ValueError):
            return uuid4()

    def lay_out(self) -> Layout:
        return Layout("token", "label", "days", submit(_("Create token")))


class KeysForm(PageForm):
    """The one question before a token gets its keys."""

    form_class = ""

    def lay_out(self) -> Layout:
        keep = HTML('{% include "tokens/back.html" %}')
        return Layout(Div(submit(_("Add keys")), keep, css_class="d-flex flex-wrap gap-2 mt-4"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_tokens(request: ProjectRequest) -> HttpResponse:
    """One's own tokens, a manager's page everybody's; a new one's text is in the answer to its form alone."""
    if request.method != "POST":
        return draw(request, TokenForm())
    form = TokenForm(request.POST)
    if not form.is_valid():
        return draw(request, form, status=422)
    now = timezone.now()
    issued = issue_token(
        token_id=form.cleaned_data["token"],
        project=request.project,
        person=request.user,
        label=form.cleaned_data["label"],
        ends_at=now + timedelta(days=form.cleaned_data["days"]),
        now=now,
    )
    return draw(request, TokenForm(), issued=issued, was_made_before=issued is None)


def draw(
    request: ProjectRequest,
    form: TokenForm,
    *,
    issued: Issued | None = None,
    was_made_before: bool = False,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    tokens = list_tokens(project=request.project, person=whose(request))
    context = {
        "form": form,
        "issued": issued,
        "was_made_before": was_made_before,
        "is_manager": whose(request) is None,
        "tokens": [(token, token.is_usable(now)) for token in tokens],
        "addresses": [(service, address_of(request, service)) for service in request.project.services.all()],
    }
    return render(request, "tokens/list.html", context, status=status)


def address_of(request: ProjectRequest, service: Service) -> str:
    """Where a program creates tasks of the service: the path of the cloud's own call, on this host."""
    path = reverse("api-create", args=[request.project.cloud_project_id, service.service_id])
    return request.build_absolute_uri(path)


def whose(request: ProjectRequest) -> User | None:
    """Whose tokens the page is about: a manager's looks after everybody's, which None stands for."""
    return None if request.role.includes(Role.MANAGER) else request.user


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def revoke(request: ProjectRequest, token_id: UUID) -> HttpResponse:
    """Asks once, since a revoked token never works again."""
    token = list_tokens(project=request.project, person=whose(request)).filter(pk=token_id).first()
    if token is None:
        raise Http404(_("Token not found in this project."))
    page = resolve_url("tokens", slug=request.project.slug)
    question = Question(
        title=_("Revoke token"),
        heading=_("Revoke “%(label)s”?") % {"label": token.label},
        lead=_("The program that uses it loses access immediately and permanently. What it created stays."),
        do=_("Revoke token"),
        keep=pgettext("token", "Keep token"),
        back=page,
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    revoke_token(token_id=token_id, project=request.project, person=whose(request), now=timezone.now())
    messages.success(request, _("“%(label)s” is revoked.") % {"label": token.label})
    return redirect_after_post(page)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def add_key_pair(request: ProjectRequest, token_id: UUID) -> HttpResponse:
    """Gives one's own token the keys that tokens made before have none of; they are in this answer alone."""
    token = list_tokens(project=request.project, person=request.user).filter(pk=token_id).first()
    if token is None:
        raise Http404(_("Token not found in this project."))
    keys = None
    if request.method == "POST":
        keys = add_keys(token_id=token.pk, project=request.project, person=request.user, now=timezone.now())
    can_add = token.access_key is None and token.is_usable(timezone.now())
    context = {"token": token, "keys": keys, "form": KeysForm() if can_add and keys is None else None}
    return render(request, "tokens/keys.html", context)
