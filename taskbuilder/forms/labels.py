"""Labels as people read them: in their language, and what a service calls its own things as it does."""

from django.utils.translation import gettext


class Untranslated(str):
    """A service's own words, shown as they are, whatever a catalogue makes of the same ones."""

    __slots__ = ()


def translate(words: str) -> str:
    """The words in the reader's language, a service's own as they are."""
    return words if isinstance(words, Untranslated) or not words else gettext(words)
