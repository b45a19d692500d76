"""Tags of the admin's templates: names of lists, controls in Bootstrap's classes, a form's problems."""

from collections.abc import Iterable, Iterator

from django import forms, template
from django.contrib.admin.helpers import AdminForm, InlineAdminFormSet
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.options import Options
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from taskbuilder.forms.render.problem_summary import PageProblem, draw_summary
from taskbuilder.records.admin_site import name_list
from taskbuilder.taskspec.numbers import read_number

register = template.Library()
CLASSES = {
    forms.CheckboxInput: "form-check-input",
    forms.CheckboxSelectMultiple: "",
    forms.RadioSelect: "",
    ReadOnlyPasswordHashWidget: "",
    forms.Select: "form-select",
}
"""Bootstrap's class of each kind of control, the more particular kinds first."""


@register.simple_tag
def list_name(options: "Options[models.Model]") -> str:
    """What the list of a model is called."""
    return name_list(options)


@register.simple_tag
def control(bound: BoundField, name: str = "") -> SafeString:
    """A field's control; `name` is heard in place of a label."""
    widget = unwrap(bound.field.widget)
    found = (each for kind, each in CLASSES.items() if isinstance(widget, kind))
    attributes: dict[str, str | bool] = {"class": next(found, "form-control")}
    if name:
        attributes["aria-label"] = name
    return bound.as_widget(widget, attributes)


@register.simple_tag
def field_errors(bound: BoundField) -> ErrorList:
    """What is wrong with a field, in messages that name it, and the row that it is in."""
    found = bound.errors
    named = [name_field(bound, error) for error in found.as_data()]
    return ErrorList(named, renderer=found.renderer, field_id=getattr(found, "field_id", None))


def name_field(bound: BoundField, error: ValidationError) -> str:
    """Django's own messages name no field; ours may."""
    label = capfirst(str(bound.label))
    message = " ".join(error.messages)
    if error.code == "required":
        message = gettext("“%(field)s” is missing. Fill it in.") % {"field": label}
    elif label.casefold() not in message.casefold():
        message = gettext("“%(field)s”: %(message)s") % {"field": label, "message": message}
    row = name_row(bound.form)
    return gettext("%(row)s: %(message)s") % {"row": row, "message": message} if row else message


def name_row(form: forms.BaseForm) -> str:
    """A row below a form, by its number in the list; empty for the form itself."""
    _list, _hyphen, place = (form.prefix or "").rpartition("-")
    number = read_number(place)
    if number is None or not isinstance(form, forms.BaseModelForm):
        return ""
    return f"{capfirst(form._meta.model._meta.verbose_name)} {number + 1}"


@register.filter
def is_group(bound: BoundField) -> bool:
    """Whether the control is several, which a legend names in place of a label."""
    return bool(unwrap(bound.field.widget).use_fieldset)


def unwrap(widget: forms.Widget) -> forms.Widget:
    """Without Django's windows for adding and changing what is chosen from: these have pages of their own."""
    if not isinstance(widget, RelatedFieldWidgetWrapper):
        return widget
    inner: ChoiceWidget = widget.widget
    inner.choices = widget.choices
    return inner


@register.filter
def of_row(label: str, row: models.Model | None) -> str:
    """A control's name in a table: its column, and the row."""
    return f"{capfirst(label)}: {row}" if row else capfirst(label)


@register.simple_tag
def form_problems(form: AdminForm, inlines: Iterable[InlineAdminFormSet]) -> SafeString:
    """Everything that is wrong with a form and the rows below it, for the page's head."""
    return draw_summary([*list_problems([form.form]), *list_formset_problems(inlines)])


def list_formset_problems(inlines: Iterable[InlineAdminFormSet]) -> Iterator[PageProblem]:
    for inline in inlines:
        yield from (PageProblem(message=str(message)) for message in inline.formset.non_form_errors())
        yield from list_problems(inline.formset.forms)


def list_problems(drawn: Iterable[forms.BaseForm]) -> Iterator[PageProblem]:
    for form in drawn:
        yield from (PageProblem(message=str(message)) for message in form.non_field_errors())
        for bound in form:
            href = f"#{bound.id_for_label or bound.auto_id}"
            yield from (PageProblem(message=str(message), href=href) for message in field_errors(bound))


@register.simple_tag
def plain_form_problems(form: forms.BaseForm) -> SafeString:
    """Everything that is wrong with a form that has no rows below it."""
    return draw_summary(list(list_problems([form])))
