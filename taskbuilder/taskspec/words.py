"""The words of messages, and their marks for translation: Django, and so its gettext, may not be imported."""

import re

LINE_BREAKS = re.compile(r"[\r\n]")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Term(str):
    """A word of the interface inside a message's parameters: translated when the message is."""

    __slots__ = ()


def gettext_noop(text: str) -> str:
    """The text as it is; the name makes the extraction of strings find it."""
    return text


def one_line(name: str | int) -> str:
    """A name that somebody chose, fit for a sentence: on one line and not endless."""
    text = _UNFIT.sub(" ", str(name))
    return text if len(text) <= 60 else f"{text[:59]}…"
