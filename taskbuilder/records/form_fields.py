"""Form fields for what the tables hold in ways of their own: secrets and JSON."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonValue

WIDE = {"class": "vLargeTextField"}


class SecretInput(forms.PasswordInput):
    """Never draws a secret; says whether one is saved."""

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        placeholder = _("Saved – leave blank to keep") if value else _("Not saved yet")
        return super().get_context(name, None, {**(attrs or {}), "placeholder": placeholder})


class SecretFormField(forms.CharField):
    """What is typed replaces the saved secret; left empty, the saved one stays."""

    widget = SecretInput({"autocomplete": "new-password", "class": "vTextField"})

    def bound_data(self, data: object, initial: object) -> object:
        """A refused form shows that a secret is saved, and never the typed one."""
        return initial

    def has_changed(self, initial: object, data: object) -> bool:
        return bool(data)


class ExactJSONFormField(forms.JSONField):
    """JSON as it was typed; a mistake is reported with its line and column."""

    widget = forms.Textarea({**WIDE, "spellcheck": "false"})

    def to_python(self, value: str | None) -> JsonValue:  # type: ignore[override]  # a text, say the stubs
        if not value:
            return None
        try:
            read: JsonValue = read_json(value)
        except UnreadableJson as error:
            raise ValidationError(_(error.problem.template) % error.problem.params) from None
        return read

    def bound_data(self, data: object, initial: object) -> object:
        """What was typed, to the letter."""
        return Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value: JsonValue) -> str:
        if isinstance(value, Typed):
            return value
        return "" if value is None else json.dumps(value, indent=2, ensure_ascii=False)


class Typed(str):
    """Text as it came from the browser, which is drawn again unchanged."""

    __slots__ = ()
