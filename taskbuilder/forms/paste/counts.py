"""How pasted rows are counted in words: headers are called headers."""

from django.utils.translation import ngettext

from taskbuilder.forms.fields import KeyValues, Rows
from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.messages import write_list

MOST_NAMED = 12


def say_found(field: Rows, number: int) -> str:
    if isinstance(field, KeyValues):
        return ngettext("%(counter)s header found.", "%(counter)s headers found.", number) % {
            "counter": number
        }
    return ngettext("%(counter)s row found.", "%(counter)s rows found.", number) % {"counter": number}


def say_add(field: Rows, number: int) -> str:
    """What the button says."""
    if isinstance(field, KeyValues):
        return ngettext("Add %(counter)s header", "Add %(counter)s headers", number) % {"counter": number}
    return ngettext("Add %(counter)s row", "Add %(counter)s rows", number) % {"counter": number}


def say_added(field: Rows, number: int) -> str:
    if isinstance(field, KeyValues):
        words = ngettext("%(counter)s header was added.", "%(counter)s headers were added.", number)
    else:
        words = ngettext("%(counter)s row was added.", "%(counter)s rows were added.", number)
    return words % {"counter": number}


def say_left(field: Rows, lines: list[int]) -> str:
    """Which lines are none of them."""
    if isinstance(field, KeyValues):
        words = ngettext(
            "%(counter)s line is not a header and stays in the box: %(numbers)s.",
            "%(counter)s lines are not headers and stay in the box: %(numbers)s.",
            len(lines),
        )
    else:
        words = ngettext(
            "%(counter)s line has no address and stays in the box: %(numbers)s.",
            "%(counter)s lines have no address and stay in the box: %(numbers)s.",
            len(lines),
        )
    return words % {"counter": len(lines), "numbers": _list_numbers(lines)}


def _list_numbers(lines: list[int]) -> str:
    numbers = write_list(map(str, lines[:MOST_NAMED]), gettext)
    return f"{numbers}…" if len(lines) > MOST_NAMED else numbers
