"""A step's form: its fields and layout made of shapes, its errors the task model's."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.renderers import Jinja2

from taskbuilder.forms.fields import Group, Value
from taskbuilder.forms.render.context import Message, Position, RenderContext
from taskbuilder.forms.render.layout import lay_out_members
from taskbuilder.forms.render.pieces import Piece


class StepForm(forms.Form):
    """Draws what was typed; `findings` are the problems to show, each at its control or at the top."""

    default_renderer = Jinja2
    use_required_attribute = False
    prefix = None

    def __init__(
        self, group: Group, value: Value, *, findings: Iterable[Message], context: RenderContext
    ) -> None:
        self.findings, self.find_shown = list(findings), context.find_shown
        context.findings = by_field(self.findings)
        parts: list[Piece] = lay_out_members(group, value, context, Position())
        super().__init__(data=context.data)
        self.fields = context.fields
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False  # the summary tells those that have no control here
        self.helper.layout = Layout(*parts)

    def _post_clean(self) -> None:
        for finding in self.findings:
            if finding.blocks:
                self.add_error(finding.field if finding.field in self.fields else None, finding.message)

    def first_id(self, name: str | None) -> str:
        """The id of the control that a summary's entry leads to: of a group, its first."""
        if name is None:
            return ""
        field: Any = self.fields.get(name)
        if field is None:
            return f"id_{name}"
        is_group = isinstance(field.widget, forms.RadioSelect)
        return f"id_{name}_0" if is_group else f"id_{name}"


def by_field(findings: Iterable[Message]) -> dict[str, list[Message]]:
    """The findings that have a place on a page, by its name."""
    found: defaultdict[str, list[Message]] = defaultdict(list)
    for finding in findings:
        if finding.field is not None:
            found[finding.field].append(finding)
    return dict(found)
