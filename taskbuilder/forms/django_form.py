"""A Django form made of a group of fields: the task model validates it, crispy draws it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.renderers import Jinja2
from django.forms.utils import ErrorDict
from django.template.context import Context
from django.utils.safestring import SafeString

from taskbuilder.forms.convert import to_object
from taskbuilder.forms.fields import Group, Value
from taskbuilder.forms.render.context import Message, Position, RenderContext
from taskbuilder.forms.render.layout import lay_out_members
from taskbuilder.forms.render.marks import LeftControl, draw_marks


class StepForm(forms.Form):
    """One step's form. `data`: what was posted, None to only draw; `stored`: what the draft holds.

    `validate` asks the task model. `is_valid()` is whether none of its messages blocks, `errors` has those
    that do at their controls, and `cleaned_data` is the section of the request.
    """

    default_renderer = Jinja2
    use_required_attribute = False
    prefix = None

    def __init__(
        self,
        group: Group,
        data: Mapping[str, object] | None,
        stored: Value,
        *,
        context: RenderContext,
        validate: Callable[[], Iterable[Message]],
    ) -> None:
        super().__init__()
        self.is_bound = data is not None
        self.group, self.stored, self.context, self.validate = group, stored, context, validate
        self.fields = context.fields
        self.data = self.initial = context.data  # secrets are drawn as masks: never what was posted

    @cached_property
    def messages(self) -> list[Message]:
        """Everything that the task model has to say, advice too."""
        return list(self.validate())

    def full_clean(self) -> None:
        """Nothing is validated control by control: the task model sees the whole section."""
        self._errors = ErrorDict(renderer=self.renderer)
        if not self.is_bound:
            return
        self.cleaned_data = to_object(self.group, self.stored, self.context.platform)
        for message in self.messages:
            if message.blocks:
                errors = self.error_class(renderer=self.renderer)
                self._errors.setdefault(message.field or NON_FIELD_ERRORS, errors).append(message.message)

    @cached_property
    def context_with_messages(self) -> RenderContext:
        """What drawing asks for, with each message at its control."""
        for message in self.messages:
            if message.field is not None:
                self.context.findings.setdefault(message.field, []).append(message)
        return self.context

    def draw_marks(self, left: LeftControl | None = None) -> SafeString:
        """What is wrong at the controls, to be put beside those that are on a page; draws no control."""
        return draw_marks(self.context_with_messages, left)

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy draws it; made when it is drawn, which a form that leads on never is."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            *lay_out_members(self.group, self.stored, self.context_with_messages, Position())
        )
        return helper

    @property
    def drawn(self) -> SafeString:
        """Its controls, laid out by crispy."""
        drawn: SafeString = self.helper.render_layout(self, Context())
        return drawn

    @property
    def drawn_fields(self) -> dict[str, forms.Field]:
        """The fields that it draws, by name."""
        assert self.helper is not None
        return self.fields

    def is_drawn(self, name: str) -> bool:
        """Whether the control of that name is on the page, and no row folds it away."""
        assert self.helper is not None
        return self.context.is_drawn(name)

    def draw_row(self, name: str) -> SafeString:
        """One row of a list alone; empty where the page has none of that name."""
        assert self.helper is not None
        piece = self.context.row_pieces.get(name)
        return (
            SafeString() if piece is None else SafeString(piece.render(self, {}))
        )  # an empty piece is false

    def first_id(self, name: str | None) -> str:
        """The id of the control that a summary's entry leads to: of a group, its first."""
        if name is None:
            return ""
        field = self.drawn_fields.get(name)
        is_group = field is not None and isinstance(field.widget, forms.RadioSelect)
        return f"id_{name}_0" if is_group else f"id_{name}"
