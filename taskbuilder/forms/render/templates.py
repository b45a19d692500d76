"""Draws the pieces of a form with Jinja, which takes a fifth of the time of Django's own templates."""

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from secrets import token_hex
from typing import TypedDict, Unpack, cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from jinja2 import BaseLoader, Environment, Template, Undefined
from jinja2.environment import TemplateModule
from jinja2.runtime import Macro
from markupsafe import escape

from taskbuilder.forms.labels import count_in, find_vocabulary, gettext, write_colon

Words = dict[str, object]
"""What a template says, by the names that it has for it."""
SIGN = token_hex(8)
SLOT_NAME = "[a-z_]+"
SLOT = re.compile(rf"{SIGN}-({SLOT_NAME})-")


class EngineOptions(TypedDict):
    """What Django's engine and the settings say of the templates."""

    autoescape: bool
    auto_reload: bool
    loader: BaseLoader
    trim_blocks: bool
    undefined: type[Undefined]


def make_environment(**options: Unpack[EngineOptions]) -> Environment:
    """What the pieces' templates can use beside what they are given."""
    environment = Environment(**options)  # noqa: S701 - Django's engine turns escaping on
    environment.globals.update({"_": gettext, "ngettext": ngettext, "colon": write_colon})
    # Addresses that are asked for so often that finding each once is worth the while.
    environment.globals.update(
        {"icons": cache(partial(static, "icons.svg")), "rules": cache(partial(reverse, "rules"))}
    )
    environment.globals["pieces"] = environment.get_template("parts/pieces.jinja").module
    return environment


@cache
def find_template(piece: str) -> Template:
    engine = cast(Jinja2, engines["jinja2"])
    return engine.env.get_template(f"parts/{piece}.jinja")


class Tools(TypedDict):
    """What every template uses, for readers of one language: its words, and the macros that say them."""

    _: Callable[[str], str]
    ngettext: Callable[[str, str, int], str]
    pieces: TemplateModule


@cache
def find_tools(language: str | None) -> Tools:
    say, count = find_vocabulary(language).__getitem__, partial(count_in, language)
    pieces = find_template("pieces").make_module({"_": say, "ngettext": count})
    return {"_": say, "ngettext": count, "pieces": pieces}


@cache
def find_macro(language: str | None, name: str) -> Macro:
    """One of `parts/pieces.jinja`."""
    macro: Macro = getattr(find_tools(language)["pieces"], name)
    return macro


def draw_macro(name: str, *words: object, **more: object) -> SafeString:
    """A small piece that Django's templates share with the form, its text escaped, as HTML."""
    return SafeString(find_macro(get_language(), name)(*words, **more))


def draw(piece: str, words: Mapping[str, object]) -> SafeString:
    """A piece of the form, its text escaped, as HTML."""
    return SafeString(find_template(piece).render(words, **find_tools(get_language())))


@cache
def placeholder(name: str) -> str:
    """The place in a frame of a word that is filled in later: a text that nobody can have typed.

    Raises ValueError for a name that is not lower-case letters and underscores: it would never be filled in.
    """
    if not re.fullmatch(SLOT_NAME, name):
        raise ValueError(f"The name of a slot is lower-case letters and underscores, not {name!r}.")
    return f"{SIGN}-{name}-"


class CachedTemplate:
    """A piece that was drawn once with slots in it, to be filled in many times.

    Hundreds of rows differ in a few words; filling one in takes a tenth of the time of drawing it.
    """

    def __init__(self, drawn: str) -> None:
        self.parts = SLOT.split(drawn)
        self.names = self.parts[1::2]
        self.asked = frozenset(self.names)

    def fill(self, words: Mapping[str, str]) -> SafeString:
        """The piece with these words, escaped, in its slots."""
        fit = {name: escape(words[name]) for name in self.asked}
        parts = self.parts.copy()
        parts[1::2] = [fit[name] for name in self.names]
        return SafeString("".join(parts))
