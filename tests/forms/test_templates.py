"""Frames: what is filled in is in its slots, escaped, and whatever it says."""

import pytest
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


@pytest.mark.parametrize("name", ["name", "fix_label"])
def test_each_placeholder_is_a_slot(name: str) -> None:
    assert CachedTemplate(f"<b>{placeholder(name)}</b>").fill({name: "Split in two"}) == "<b>Split in two</b>"


@pytest.mark.parametrize("name", ["Name", "name2", "fix-label", ""])
def test_refuses_a_name_that_would_be_no_slot(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case"):
        placeholder(name)


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
