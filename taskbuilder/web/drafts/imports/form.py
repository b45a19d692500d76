"""The form that takes lines: pasted or as a file, and the service of those that name none."""

from collections.abc import Sequence

from crispy_forms.layout import Div, Layout
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Service
from taskbuilder.web.drafts.imports.lines import MOST_BYTES, MOST_CHARACTERS, MOST_LINES, Line, split_lines
from taskbuilder.web.http.page_form import PageForm, submit

TOO_MUCH = gettext_lazy(
    "This is more than %(lines)d lines or %(megabytes)d MB. Split it into several imports."
)
TOO_MUCH_UNREAD = gettext_lazy(
    "More than %(megabytes)d MB of the lines cannot be read. Fix them in your file first. "
    "Line %(line)d: %(fault)s"
)
GONE = gettext_lazy(
    "It is not shown again because it may contain secrets. Use your browser's Back button to recover it."
)


class ImportForm(PageForm):
    """`text`: the lines, or those of an import that could not be read; `file`: in their place."""

    service = forms.TypedChoiceField(
        label=gettext_lazy("Service"),
        help_text=gettext_lazy("Used for lines that do not name a service."),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={
            "invalid_choice": format_lazy(
                "{} {}", gettext_lazy("Service: choose one of the listed services."), GONE
            )
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Requests, one per line"),
        help_text=gettext_lazy(
            "Each line is a request in JSON, or an object with “service” (a name or ID) and “request”."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file (JSON Lines)"), required=False, allow_empty_file=True
    )

    def __init__(self, request: HttpRequest, services: Sequence[Service], initial: dict[str, object]) -> None:
        is_posted = request.method == "POST"
        super().__init__(
            request.POST if is_posted else None, request.FILES if is_posted else None, initial=initial
        )
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((service.pk, service.name) for service in services)]

    def clean(self) -> dict[str, object]:
        """`typed` is the whole text, from the file where there is one."""
        cleaned: dict[str, object] = super().clean() or {}
        cleaned["typed"] = typed = self.read_typed()
        if not typed.strip():
            self.add_error("text", _("Paste at least one line, or choose a file."))
        else:
            self.refuse_too_much(typed)
        return cleaned

    def refuse_too_much(self, text: str) -> None:
        """Says so of a text that is more than one import takes."""
        if len(text.encode(errors="replace")) > MOST_BYTES or len(split_lines(text)) > MOST_LINES:
            words = TOO_MUCH % {"lines": MOST_LINES, "megabytes": MOST_BYTES // 2**20}
            self.add_error("text", f"{words} {GONE}")

    def refuse_unreadable(self, lines: Sequence[Line]) -> None:
        """Says so of lines that cannot be read and are more than anybody fixes in a box."""
        unread = [line for line in lines if line.fault]
        if sum(len(line.text) for line in unread) > MOST_CHARACTERS:
            words = TOO_MUCH_UNREAD % {
                "megabytes": MOST_CHARACTERS // 10**6,
                "line": unread[0].number,
                "fault": unread[0].fault,
            }
            self.add_error("text", f"{words} {GONE}")

    def read_typed(self) -> str:
        if file := self.cleaned_data.get("file"):
            data: bytes = file.read(MOST_BYTES + 1)
            return data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
        text = str(self.cleaned_data.get("text") or "")
        return text.removeprefix("\ufeff").replace("\r\n", "\n")

    def withhold_typed(self) -> None:
        """Has the box show its first text again: typed text may hold secrets."""
        if isinstance(self.data, QueryDict):
            self.data = {**self.data.dict(), "text": self.initial["text"]}

    def lay_out(self) -> Layout:
        return Layout("service", "text", "file", Div(submit(_("Check lines"))))
