"""Form fields for what the tables hold in ways of their own: secrets and JSON."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json

WIDE = {"class": "vLargeTextField"}


class SecretInput(forms.PasswordInput):
    """Never draws a secret; says whether one is saved."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"autocomplete": "new-password", "class": "vTextField", **(attrs or {})}, render_value=False
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        placeholder = _("Saved. Leave empty to keep it.") if value else _("None is saved.")
        return super().get_context(name, None, {**(attrs or {}), "placeholder": placeholder})


class SecretFormField(forms.CharField):
    """What is typed replaces the saved secret; left empty, the saved one stays."""

    widget = SecretInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "required": False, "strip": False, "widget": SecretInput})

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A refused form shows that a secret is saved, and never the typed one."""
        return initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class ExactJSONFormField(forms.JSONField):
    """JSON as it was typed; a mistake is reported with its line and column."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update(WIDE)
        self.widget.attrs["spellcheck"] = "false"

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return read_json(value)
        except UnreadableJson as error:
            raise ValidationError(_(error.problem.template) % error.problem.params) from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, to the letter."""
        return Typed(data) if isinstance(data, str) else data

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Typed):
            return value
        return json.dumps(value, indent=2, ensure_ascii=False)


class Typed(str):
    """Text as it came from the browser, which is drawn again unchanged."""

    __slots__ = ()
