"""The pieces that a form is laid out in, each drawn by one small template."""

from collections.abc import Mapping

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.utils.safestring import SafeString

from taskbuilder.forms.render.templates import CachedTemplate, draw


class Piece(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """A template, what it says, and the pieces inside it."""

    def __init__(self, template: str, *fields: "Piece", **words: object) -> None:
        self.template, self.fields, self.words = template, list(fields), words

    def render(
        self, form: forms.Form, context: object, template_pack: str = TEMPLATE_PACK, **kwargs: object
    ) -> str:
        inside = SafeString("".join(part.render(form, context) for part in self.fields))
        return self.draw(form, inside)

    def draw(self, form: forms.Form, inside: SafeString) -> str:
        """The piece around what is inside it."""
        return draw(self.template, {"form": form, "inside": inside, **self.words})


class CachedPiece(Piece):
    """A piece that looks like others but for a few words: its template was drawn once for all of them."""

    def __init__(self, frame: CachedTemplate, *fields: Piece, words: Mapping[str, str]) -> None:
        self.frame, self.fields, self.texts = frame, list(fields), words

    def draw(self, form: forms.Form, inside: SafeString) -> str:
        """The frame with its words, and what is inside it."""
        return self.frame.fill({"inside": inside, **self.texts})
