"""The page on which a person chooses the columns of lists of submissions."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from taskbuilder.records.access.preferences import save_preferences
from taskbuilder.web.http.access import PageRequest, signed_in
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.submissions.columns import COLUMNS, DEFAULTS, choose_known, read_columns


class ColumnsForm(PageForm):
    """The boxes of all columns; none ticked means the usual ones."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("Columns"),
        choices=lambda: [(name, column.title) for name, column in COLUMNS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Columns: choose from the listed columns.")},
    )

    def __init__(self, data: QueryDict | None, *, chosen: tuple[str, ...], back: str) -> None:
        super().__init__(data, initial={"columns": chosen})
        self.back = back

    def lay_out(self) -> Layout:
        usual = HTML('{% include "submissions/usual_columns.html" %}')
        cancel = HTML('{% include "components/cancel.html" %}')
        buttons = Div(submit(_("Save columns")), usual, cancel, css_class="d-flex flex-wrap gap-2")
        return Layout("columns", buttons)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choose_columns(request: PageRequest) -> HttpResponse:
    """Saves the choice, and leads back to the list that the address names."""
    back = find_list(request)
    data = request.POST if request.method == "POST" else None
    form = ColumnsForm(data, chosen=read_columns(request.user), back=back)
    if data is None or not form.is_valid():
        return render(request, "submissions/columns.html", {"form": form}, status=422 if form.errors else 200)
    is_usual = request.POST.get("do") == "usual"
    names = choose_known(() if is_usual else form.cleaned_data["columns"])
    save_preferences(request.user, columns="" if names == DEFAULTS else " ".join(names))
    messages.success(request, _("The columns were saved."))
    return redirect_after_post(back)


def find_list(request: PageRequest) -> str:
    """The page of ours that the address names, else all submissions."""
    page = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else reverse("all-submissions")
