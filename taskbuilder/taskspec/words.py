"""Marks strings for translation where Django, and so its gettext, may not be imported."""


class Term(str):
    """A word of the interface inside a message's parameters: translated when the message is."""

    __slots__ = ()


def gettext_noop(text: str) -> str:
    """The text as it is; the name makes the extraction of strings find it."""
    return text
