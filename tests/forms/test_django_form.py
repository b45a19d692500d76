"""A step's form is a Django form: the task model validates it, and it holds the section of the request."""

from collections.abc import Iterator
from datetime import UTC, datetime

from crispy_forms.utils import render_crispy_form
from django.utils.translation import gettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.fields import Value
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.task_fields import ask_details
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.rules.rule import Severity
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.steps import step_of


def make_form(data: dict[str, str] | None, stored: Value) -> StepForm:
    context = RenderContext(action="", as_json="", heading="", describe_region=lambda _field, _name: {})

    def validate() -> Iterator[Finding]:
        for problem in find_problems(
            form.cleaned_data, platform=None, service=None, now=datetime.now(tz=UTC)
        ):
            path = pointer.split(problem.path)
            if path[:1] in (["name"], ["description"]):
                message = problem.render(gettext)
                yield Finding(
                    problem=problem,
                    message=message,
                    step=step_of(path[0]),
                    field=path[0],
                    key="",
                    is_confirmed=False,
                )

    form = StepForm(ask_details(), data, stored, context=context, validate=validate)
    return form


def test_what_the_task_model_takes_is_valid_and_cleaned_into_the_section_of_the_request() -> None:
    form = make_form({}, {"name": "gate-1", "description": ""})
    assert form.is_valid()
    assert form.errors == {}
    assert form.cleaned_data == {"name": "gate-1"}


def test_what_the_task_model_refuses_is_an_error_at_its_control() -> None:
    form = make_form({}, {"name": "", "description": "what for"})
    assert not form.is_valid()
    assert list(form.errors) == ["name"]
    assert form.errors["name"] == [
        message.message for message in form.messages if message.severity is Severity.ERROR
    ]
    assert form.cleaned_data == {"description": "what for"}
    assert str(form.errors["name"][0]) in str(form.helper.render_layout(form, {}))


def test_what_was_not_posted_is_neither_valid_nor_wrong() -> None:
    form = make_form(None, {"name": "", "description": ""})
    assert not form.is_valid()
    assert form.errors == {}


def test_a_text_of_blanks_is_drawn_as_it_is() -> None:
    form = make_form({}, {"name": "gate-1", "description": " \t "})
    assert form.is_valid()
    assert ">\n \t </textarea>" in render_crispy_form(form, form.helper)
