"""The page that hands a draft to another operator or shares it; its secrets go with it, never shown."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from taskbuilder.records.drafts.sharing import hand_over, list_operators, share
from taskbuilder.records.models import Draft
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post


class HandOverForm(PageForm):
    """To whom a draft goes."""

    person = forms.ChoiceField(
        label=gettext_lazy("Hand over to"),
        help_text=gettext_lazy("The draft moves to their drafts. You can no longer open it."),
        error_messages={
            "required": gettext_lazy("Hand over to is missing. Choose an operator of this project."),
            "invalid_choice": gettext_lazy("Hand over to: choose an operator of this project."),
        },
    )

    def __init__(self, data: QueryDict | None, people: list[User]) -> None:
        super().__init__(data)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a person")), *((key, str(each)) for key, each in self.people.items())]

    def lay_out(self) -> Layout:
        do = HTML('<input type="hidden" name="do" value="hand-over">')
        return Layout(do, "person", Div(submit(_("Hand over"), "btn-outline-secondary")))


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def show_sharing(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Only its owner shares a draft or hands it over."""
    is_own = draft.owner_id == request.user.pk
    action = request.POST.get("do") if is_own else None
    if action in ("share", "unshare"):
        share(draft, is_shared=action == "share")
        return redirect_after_post(request.path)
    others = [each for each in list_operators(request.project) if each != request.user] if is_own else []
    form = HandOverForm(request.POST if action == "hand-over" else None, others)
    if action == "hand-over" and form.is_valid():
        return give(request, draft, form.people[form.cleaned_data["person"]])
    context = {"draft": draft, "form": form, "is_own": is_own, "has_others": bool(others)}
    return render(request, "drafts/share.html", context, status=422 if form.errors else 200)


def give(request: ProjectRequest, draft: Draft, to: User) -> HttpResponse:
    if hand_over(draft, to=to, by=request.user, now=timezone.now()):
        messages.success(
            request, _("“%(draft)s” was handed over to %(person)s.") % {"draft": draft, "person": to}
        )
    return redirect_after_post(resolve_url("drafts", slug=request.project.slug))
