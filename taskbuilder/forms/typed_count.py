"""Asks for a number to be typed before more than ten things are removed, deleted or stopped."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.numbers import read_number

MOST_UNASKED = 10
"""So many go without their number being typed."""
LABEL = _("Type %(count)d to confirm")
WRONG = _("To confirm, type %(count)d.")


TYPED = "typed"
"""Below the name of a list: the number of rows that are to be removed."""


@dataclass(frozen=True)
class Removal:
    """Rows of the list of that name that are to be removed, and wait for their number to be typed."""

    name: str
    keys: frozenset[str]
    typed: str = ""

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def is_confirmed(self) -> bool:
        return is_confirmed(self.count, self.typed)

    @property
    def question(self) -> str:
        words = ngettext("Remove %(counter)s row?", "Remove %(counter)s rows?", self.count)
        return words % {"counter": self.count}

    @property
    def button(self) -> str:
        words = ngettext("Remove %(counter)s row", "Remove %(counter)s rows", self.count)
        return words % {"counter": self.count}

    @property
    def label(self) -> str:
        return gettext(LABEL) % {"count": self.count}


def is_confirmed(count: int, typed: str) -> bool:
    """Whether so many may go; their number may be written as 1,200."""
    return count <= MOST_UNASKED or read_number(typed.strip().replace(",", "")) == count


class TypedCountForm(forms.Form):
    """To be mixed into a form that does something to `count` things; few need nothing typed."""

    typed_count = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )
    count = 1

    def expect(self, count: int) -> None:
        """Says how many there are; called once, at the form's beginning."""
        self.count = count
        self.fields["typed_count"].label = gettext(LABEL) % {"count": count}
        if count <= MOST_UNASKED:
            del self.fields["typed_count"]

    def clean_typed_count(self) -> str:
        typed = str(self.cleaned_data["typed_count"])
        if not is_confirmed(self.count, typed):
            raise ValidationError(gettext(WRONG) % {"count": self.count})
        return typed
