"""The form of a template: its name, its description, and which fields are asked each time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from crispy_forms.layout import HTML, Div, Fieldset, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import AskedField
from taskbuilder.records.models.templates import TEMPLATE_NAME_LENGTH, TEMPLATE_TEXT_LENGTH
from taskbuilder.taskspec.secrets.split import mask_url
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.task_templates.askable import Askable

MOST_ASKABLE = 150
"""Fields that the form offers; those that are asked already are offered in any case."""
QUESTION_LENGTH, HINT_LENGTH = 200, 500
TOO_LONG = gettext_lazy("%(field)s has more than %(limit)d characters. Shorten it.")


@dataclass(frozen=True, kw_only=True, repr=False)
class AskedRow(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """One field that may be asked: a box, and own words for it. `is_gone`: the task has no such field."""

    pointer: str
    label: str
    shown: str = ""
    is_secret: bool = False
    is_gone: bool = False

    @property
    def key(self) -> str:
        """What its controls are called; a pointer cannot be the name of one."""
        return sha256(self.pointer.encode("utf-8", "replace")).hexdigest()[:12]

    def render(
        self, form: forms.Form, context: object, template_pack: str = TEMPLATE_PACK, **kwargs: object
    ) -> str:
        controls = {name: form[f"{name}-{self.key}"] for name in ("ask", "question", "hint")}
        is_worded = any(controls[name].value() or controls[name].errors for name in ("question", "hint"))
        words = {"row": self, "is_worded": is_worded, **controls}
        return render_to_string("task_templates/asked_row.html", words)


def list_rows(fields: Iterable[Askable], asked: Sequence[AskedField]) -> list[AskedRow]:
    """A row for each field, those that are gone last."""
    pointers, rows = {each["pointer"] for each in asked}, dict[str, AskedRow]()
    for field in fields:
        if field.pointer in pointers or len(rows) < MOST_ASKABLE:
            row = AskedRow(
                pointer=field.pointer, label=field.label, shown=field.shown, is_secret=field.is_secret
            )
            rows.setdefault(field.pointer, row)
    for each in asked:
        where = each["pointer"]
        rows.setdefault(where, AskedRow(pointer=where, label=each["question"] or where, is_gone=True))
    return list(rows.values())


class TemplateForm(PageForm):
    """`seen`: when the template was changed last, as the page shows it, empty for a new one."""

    form_class = "vstack gap-4"

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    description = forms.CharField(
        label=gettext_lazy("Description"),
        required=False,
        help_text=gettext_lazy("When to use it. Everyone in the project can read this."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        rows: Sequence[AskedRow],
        asked: Sequence[AskedField] = (),
        initial: Mapping[str, object],
        button: str,
        back: str,
    ) -> None:
        """`back`: where nothing is saved."""
        known = {each["pointer"]: each for each in asked}
        start = dict(initial)
        for row in rows:
            held = known.get(row.pointer)
            start[f"ask-{row.key}"] = held is not None
            start[f"question-{row.key}"] = held["question"] if held else ""
            start[f"hint-{row.key}"] = held["hint"] if held else ""
        super().__init__(data, auto_id="template-%s", initial=start)
        self.rows, self.button, self.back = rows, button, back
        self.fields["name"].error_messages["required"] = _("Name is missing. Enter what the template is for.")
        for row in rows:
            self.fields[f"ask-{row.key}"] = forms.BooleanField(required=False, label=row.label)
            self.fields[f"question-{row.key}"] = forms.CharField(required=False, label=_("Question"))
            self.fields[f"hint-{row.key}"] = forms.CharField(required=False, label=_("Hint"))

    def clean_name(self) -> str:
        return self.shorten("name", _("Name"), TEMPLATE_NAME_LENGTH)

    def clean_description(self) -> str:
        return self.shorten("description", _("Description"), TEMPLATE_TEXT_LENGTH)

    def clean(self) -> None:
        for row in self.rows:
            for name, label, limit in (
                (f"question-{row.key}", _("Question"), QUESTION_LENGTH),
                (f"hint-{row.key}", _("Hint"), HINT_LENGTH),
            ):
                try:
                    self.cleaned_data[name] = self.shorten(name, label, limit)
                except forms.ValidationError as error:
                    self.add_error(name, error)

    def shorten(self, name: str, label: str, limit: int) -> str:
        """What was typed, secrets in addresses hidden: all of it is stored in clear."""
        text = mask_url(str(self.cleaned_data[name]).replace("\r\n", "\n").strip())
        if len(text) > limit:
            raise forms.ValidationError(TOO_LONG % {"field": label, "limit": limit})
        return text

    @property
    def asked(self) -> list[AskedField]:
        """The fields that were ticked, with their words."""
        values = self.cleaned_data
        return [
            AskedField(
                pointer=row.pointer,
                question=values[f"question-{row.key}"],
                hint=values[f"hint-{row.key}"],
            )
            for row in self.rows
            if values[f"ask-{row.key}"]
        ]

    def refresh_seen(self, seen: str) -> None:
        """Lets the form be sent again, now that it says that the template was changed."""
        self.data = {**self.data.dict(), "seen": seen} if isinstance(self.data, QueryDict) else self.data

    def lay_out_asked(self) -> Fieldset:
        lead = HTML('{% include "task_templates/asked_lead.html" %}')
        return Fieldset(_("Ask each time"), lead, *self.rows)

    def lay_out(self) -> Layout:
        return Layout("seen", "name", "description", self.lay_out_asked(), self.lay_out_buttons())

    def lay_out_buttons(self) -> Div:
        cancel = HTML('{% include "components/cancel.html" %}')
        return Div(submit(self.button), cancel, css_class="d-flex flex-wrap gap-2")
