"""The forms of a saved filter: its name, who sees it, and whether a list begins with it."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models.saved_filters import FILTER_NAME_LENGTH
from taskbuilder.records.saved_filters import MOST_FILTERS, FilterScope, NameTaken, TooManyFilters
from taskbuilder.web.http.page_form import PageForm, submit


class FilterNameForm(PageForm):
    """What a filter is called, and whether the whole project has it; not asked across projects."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=FILTER_NAME_LENGTH,
        help_text=gettext_lazy("For example “Refused this week”."),
        error_messages={
            "required": gettext_lazy("Name is missing. Enter what the filter shows."),
            "max_length": gettext_lazy("Name has more than %(limit_value)d characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share with all members of this project"), required=False
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        scope: FilterScope,
        back: str,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.back = back
        if scope.project is None:
            del self.fields["is_shared"]

    @property
    def is_for_all(self) -> bool:
        return bool(self.cleaned_data.get("is_shared"))

    def refuse_name(self, error: NameTaken | TooManyFilters) -> None:
        if isinstance(error, NameTaken):
            message = _("“%(name)s” is already used. Choose another name.")
        else:
            message = _("You have %(count)d saved filters here. Delete one first.")
        self.add_error("name", message % {"name": self.cleaned_data["name"], "count": MOST_FILTERS})

    def lay_out(self) -> Layout:
        cancel = HTML('{% include "components/cancel.html" %}')
        buttons = Div(submit(self.words), cancel, css_class="d-flex flex-wrap gap-2")
        return Layout(*self.fields, buttons)

    @property
    def words(self) -> str:
        """What the button says."""
        return _("Save name")


class NewFilterForm(FilterNameForm):
    is_default = forms.BooleanField(label=gettext_lazy("Open this list with it by default"), required=False)

    @property
    def words(self) -> str:
        return _("Save filter")
