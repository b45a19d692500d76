"""Frames that are kept for other pages: they fit each of them, and hold nothing that was typed."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils.translation import override

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.fields import Value
from taskbuilder.forms.render import frames
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.steps import Step, list_steps
from tests.support.samples import make_request

ASKING = [step for step in list_steps() if step.ask]
WORDS = "canary"


PAGES: list[dict[str, Any]] = [
    {},
    {"action": "/drafts/1/"},
    {"heading": "Days of the week"},
    {"needed": frozenset({"node_id", "description", "headers"})},
    {"suggested_offset": "+08:00"},
    {"suggestions": {"stream_name": ["b"]}},
    {"focus": "name"},
    {"focus": "schedule-type-weekly-timezone"},
]
"""What a page may say that another does not, each by itself."""


def make_context(platform: Platform | None, more: dict[str, Any]) -> RenderContext:
    plain = {"action": "/drafts/0/", "as_json": "", "heading": "", "platform": platform}
    return RenderContext(**{**plain, **more}, describe_region=lambda _field, _name: {})


def list_answers(platform: Platform) -> Iterator[dict[str, Value]]:
    sinks = tuple(
        name for name, sink in SINKS.items() if not sink.only_on or sink.only_on.platform is platform
    )
    for name, kind in INPUTS.items():
        if platform in kind.platforms:
            request = make_request(platform, input_type=str(name), sinks=sinks, schedule="weekly by period")
            yield answers_from_request(request)


def draw(step: Step, answers: dict[str, Value], context: RenderContext) -> str:
    assert step.ask is not None
    form = StepForm(step.ask(None), None, answers.get(step.slug), context=context, validate=list)
    return str(render_crispy_form(form, form.helper))


def type_canary(value: Value) -> Value:
    """The answers with the same words in every control; which kinds are chosen stays."""
    match value:
        case dict():
            fixed = {"key", "chosen"} & value.keys()
            return {name: each if name in fixed else type_canary(each) for name, each in value.items()}
        case list():
            return [type_canary(each) for each in value]
        case str():
            return WORDS
    return value


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    frames.forget_frames()
    yield
    frames.forget_frames()


@pytest.mark.parametrize("step", ASKING, ids=lambda step: step.slug)
def test_a_page_is_drawn_of_kept_frames_as_it_is_without(step: Step) -> None:
    typed: list[tuple[Platform | None, dict[str, Value]]] = [
        (platform, answers) for platform in Platform for answers in list_answers(platform)
    ]
    pages = [(language, more, *typed[0]) for language, more in product(("en", "zh-hans"), PAGES)]
    pages += [("en", {}, None, typed[0][1]), *(("en", {}, *each) for each in typed)]

    def draw_page(
        language: str, more: dict[str, Any], platform: Platform | None, answers: dict[str, Value]
    ) -> str:
        with override(language):
            return draw(step, answers, make_context(platform, more))

    drawn = []
    for page in pages:
        frames.forget_frames()
        drawn.append(draw_page(*page))
    assert [draw_page(*page) for page in pages] == drawn
    assert [draw_page(*page) for page in reversed(pages)] == drawn[::-1]


@pytest.mark.parametrize("step", ASKING, ids=lambda step: step.slug)
@pytest.mark.parametrize("platform", Platform)
def test_nothing_typed_is_kept(platform: Platform, step: Step) -> None:
    for answers in list_answers(platform):
        typed = {slug: type_canary(value) for slug, value in answers.items()}
        draw(step, typed, make_context(platform, {}))
    assert frames._KEPT
    assert WORDS not in repr([frame.parts for _asked, frame in frames._KEPT.values()])
    assert WORDS not in repr([look for _asked, look in frames._KEPT])


def test_they_are_forgotten_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "MOST_FRAMES", 5)
    for number in range(12):
        assert frames.keep_frame(None, number, lambda: "drawn").fill({}) == "drawn"
        assert len(frames._KEPT) <= 5
