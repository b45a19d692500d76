"""The Django field of each kind of question: how it parses, how it looks, what it tells a browser."""

import re

from django import forms

from taskbuilder.forms.fields import Control, Question, Value
from taskbuilder.forms.labels import translate
from taskbuilder.taskspec.json_value import as_list, as_text
from taskbuilder.taskspec.secrets.config_text import mask_config
from taskbuilder.taskspec.secrets.split import MASK, mask_url

ENDS = re.compile(r"\r\n|\r|\n")
PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
WIDGETS: dict[Control, tuple[type[forms.Widget], dict[str, str]]] = {
    Control.TEXT: (forms.TextInput, {"class": "form-control", **PLAIN}),
    Control.LONG_TEXT: (forms.Textarea, {"class": "form-control", "rows": "3"}),
    Control.WHOLE: (forms.TextInput, {"class": "form-control short", "inputmode": "numeric", **PLAIN}),
    Control.NUMBER: (forms.TextInput, {"class": "form-control short", "inputmode": "decimal", **PLAIN}),
    Control.OFFSET: (forms.TextInput, {"class": "form-control short", "list": "offsets", **PLAIN}),
    Control.TIME: (forms.TextInput, {"class": "form-control short time", **PLAIN}),
    Control.LINES: (forms.Textarea, {"class": "form-control", "rows": "3", **PLAIN}),
    Control.SECRET: (forms.PasswordInput, {"class": "form-control", **PLAIN, "autocomplete": "new-password"}),
    Control.VALUE: (forms.Textarea, {"class": "form-control font-monospace", "rows": "3", **PLAIN}),
    Control.JSON: (forms.Textarea, {"class": "form-control font-monospace", "rows": "14", **PLAIN}),
    Control.REGION: (forms.Textarea, {"class": "form-control font-monospace", "rows": "4", **PLAIN}),
    Control.SELECT: (forms.Select, {"class": "form-select"}),
    Control.OPTIONS: (forms.RadioSelect, {}),
    Control.TICKS: (forms.CheckboxSelectMultiple, {}),
}


def make_field(question: Question) -> forms.Field:
    """A field that parses nothing and requires nothing: the task model judges."""
    widget_class, attrs = WIDGETS[question.ask]
    widget = widget_class(attrs=attrs)
    label = translate(question.title)
    if isinstance(widget, forms.Select | forms.RadioSelect):
        widget.choices = [(option.text, translate(option.label)) for option in question.options]
        return forms.Field(required=False, label=label, widget=widget)
    return forms.CharField(required=False, label=label, strip=False, widget=widget)


def hide_secrets(question: Question, text: str) -> str:
    """What was typed into a control, without its secrets; the same where it has none."""
    if question.ask is Control.SECRET:
        return MASK if text else ""
    if question.ask in (Control.JSON, Control.VALUE):
        return mask_config(text, question.declared, is_member=question.ask is Control.VALUE)
    return mask_url(text)


def shown_text(question: Question, value: Value) -> str:
    """What is drawn into the control: secrets as MASK or, where they are alone, not at all."""
    return "" if question.ask is Control.SECRET else hide_secrets(question, as_text(value))


def is_untouched(question: Question, posted: str, saved: str) -> bool:
    """Whether a control is posted as it was drawn: a browser takes the ends of lines out of one line."""
    if posted == saved:
        return True
    if question.ask is Control.SECRET:
        return not posted
    is_long = issubclass(WIDGETS[question.ask][0], forms.Textarea)
    ends = "\n" if is_long else ""
    return ENDS.sub(ends, posted) == ENDS.sub(ends, shown_text(question, saved))


def can_hold(question: Question, value: Value) -> bool:
    """Whether a control that is posted as it was drawn brings the same back."""
    texts = [option.text for option in question.options]
    if question.ask is Control.TICKS:
        return [text for text in texts if text in as_list(value)] == as_list(value)
    if question.options:
        return value in ("", *texts)
    text = as_text(value)
    if issubclass(WIDGETS[question.ask][0], forms.Textarea):
        return "\r" not in text
    return text == " ".join(text.strip().splitlines())
