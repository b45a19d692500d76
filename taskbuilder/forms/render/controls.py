"""The Django field of each kind of question: how it parses, how it looks, what it tells a browser."""

import re
from typing import Any

from django import forms

from taskbuilder.forms.fields import Ask, Question, Typed
from taskbuilder.forms.labels import tell
from taskbuilder.forms.secret_text import mask_config, mask_value
from taskbuilder.taskspec.secrets.split import mask_url

ENDS = re.compile(r"\r\n|\r|\n")
PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
WIDGETS: dict[Ask, tuple[type[forms.Widget], dict[str, str]]] = {
    Ask.TEXT: (forms.TextInput, {"class": "form-control", **PLAIN}),
    Ask.LONG_TEXT: (forms.Textarea, {"class": "form-control", "rows": "3"}),
    Ask.WHOLE: (forms.TextInput, {"class": "form-control short", "inputmode": "numeric", **PLAIN}),
    Ask.NUMBER: (forms.TextInput, {"class": "form-control short", "inputmode": "decimal", **PLAIN}),
    Ask.OFFSET: (forms.TextInput, {"class": "form-control short", "list": "offsets", **PLAIN}),
    Ask.TIME: (forms.TextInput, {"class": "form-control short time", **PLAIN}),
    Ask.LINES: (forms.Textarea, {"class": "form-control", "rows": "3", **PLAIN}),
    Ask.SECRET: (forms.PasswordInput, {"class": "form-control", **PLAIN, "autocomplete": "new-password"}),
    Ask.VALUE: (forms.Textarea, {"class": "form-control mono", "rows": "3", **PLAIN}),
    Ask.JSON: (forms.Textarea, {"class": "form-control mono", "rows": "14", **PLAIN}),
    Ask.REGION: (forms.Textarea, {"class": "form-control mono", "rows": "4", **PLAIN}),
    Ask.SELECT: (forms.Select, {"class": "form-select"}),
    Ask.OPTIONS: (forms.RadioSelect, {}),
    Ask.TICKS: (forms.CheckboxSelectMultiple, {}),
}


def make_field(question: Question) -> forms.Field:
    """A field that parses nothing and requires nothing: the task model judges."""
    widget_class, attrs = WIDGETS[question.ask]
    widget = widget_class(attrs=attrs)
    label = tell(question.title)
    if isinstance(widget, forms.Select | forms.RadioSelect):
        widget.choices = [(option.text, tell(option.label)) for option in question.options]
        return forms.Field(required=False, label=label, widget=widget)
    return forms.CharField(required=False, label=label, strip=False, widget=widget)


def shown_value(question: Question, typed: Typed) -> Any:
    """What is drawn into the control: secrets as MASK or, where they stand alone, not at all."""
    if question.ask is Ask.TICKS:
        return typed if isinstance(typed, list) else []
    text = typed if isinstance(typed, str) else ""
    if question.ask is Ask.SECRET:
        return ""
    if question.ask is Ask.VALUE:
        return mask_value(text)
    return mask_config(text) if question.ask is Ask.JSON else mask_url(text)


def is_untouched(question: Question, posted: str, saved: str) -> bool:
    """Whether a control is posted as it was drawn: a browser takes the ends of lines out of one line."""
    if posted == saved:
        return True
    if question.ask is Ask.SECRET:
        return not posted
    is_long = issubclass(WIDGETS[question.ask][0], forms.Textarea)
    ends = "\n" if is_long else ""
    return ENDS.sub(ends, posted) == ENDS.sub(ends, shown_value(question, saved))


def can_hold(question: Question, typed: Typed) -> bool:
    """Whether a control that is posted as it was drawn brings the same back."""
    texts = [option.text for option in question.options]
    if question.ask is Ask.TICKS:
        return [text for text in texts if text in typed] == list(typed)
    if question.options:
        return typed in ("", *texts)
    if issubclass(WIDGETS[question.ask][0], forms.Textarea):
        return "\r" not in typed
    return str(typed) == " ".join(typed.strip().splitlines())
