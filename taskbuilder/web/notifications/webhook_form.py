"""The form of a project's webhook: where events are sent, and which."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Webhook
from taskbuilder.records.models.notifications import USUAL_MINUTES
from taskbuilder.records.models.projects import check_url
from taskbuilder.records.models.webhooks import URL_LENGTH
from taskbuilder.records.notifications.kinds import REFUSED, UNKNOWN, WAITING
from taskbuilder.records.notifications.webhooks import find_fault, list_webhook_kinds
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.notifications.choices import make_minutes


class WebhookForm(PageForm):
    """A new one offers what needs a person."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("For example https://hooks.example.net/tasks"),
        max_length=URL_LENGTH,
        validators=[check_url],
        error_messages={
            "required": gettext_lazy("Address is missing. Enter where events are sent."),
            "invalid": gettext_lazy(
                "Address is incomplete. Enter one such as https://hooks.example.net/tasks"
            ),
            "max_length": gettext_lazy("Address has more than %(limit_value)d characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=lambda: [(kind.name, kind.title) for kind in list_webhook_kinds()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Events: select at least one."),
            "invalid_choice": gettext_lazy("Events: choose some of the listed options."),
        },
    )

    def __init__(self, data: QueryDict | None, *, webhook: Webhook | None) -> None:
        kinds = webhook.kinds if webhook else [REFUSED, UNKNOWN]
        super().__init__(data, initial={"url": webhook.url if webhook else "", "kinds": kinds})
        self.fields["minutes"] = make_minutes((webhook and webhook.minutes) or USUAL_MINUTES)

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if fault := find_fault(url):
            raise forms.ValidationError(fault)
        return url

    @property
    def minutes(self) -> int | None:
        """Of a valid form; None where nobody wants to know."""
        return self.cleaned_data["minutes"] if WAITING in self.cleaned_data["kinds"] else None

    def lay_out(self) -> Layout:
        return Layout("url", "kinds", Div("minutes"), submit(_("Save webhook")))
