"""Frames: what is filled in stands in its slots, escaped, and whatever it says."""

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils.safestring import SafeString

from taskbuilder.forms.render.templates import CachedTemplate, placeholder


def test_fills_words_into_their_slots() -> None:
    frame = CachedTemplate(
        f'<p id="{placeholder("name")}">{placeholder("name")}: {placeholder("inside")}</p>'
    )
    assert frame.fill({"name": "a", "inside": SafeString("<b>1</b>")}) == '<p id="a">a: <b>1</b></p>'
    assert frame.fill({"name": "b", "inside": "2"}) == '<p id="b">b: 2</p>'


def test_escapes_what_is_no_markup() -> None:
    frame = CachedTemplate(f'<input value="{placeholder("value")}">')
    assert frame.fill({"value": '"><b>&'}) == '<input value="&#34;&gt;&lt;b&gt;&amp;">'


def test_takes_a_slot_that_was_typed_for_text() -> None:
    frame = CachedTemplate(f"{placeholder('name')} {placeholder('value')}")
    assert frame.fill({"name": placeholder("value"), "value": "v"}) == f"{placeholder('value')} v"


def test_leaves_a_frame_without_slots_as_it_is() -> None:
    assert CachedTemplate("<hr>").fill({"name": "a"}) == "<hr>"


class Plain(forms.Form):
    """A form that says nothing of how it is laid out."""

    name = forms.CharField()


def test_a_form_without_a_layout_draws_its_fields() -> None:
    assert 'name="name"' in render_crispy_form(Plain(), FormHelper())
