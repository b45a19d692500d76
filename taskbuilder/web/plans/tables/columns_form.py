"""The form that says what each column of a table is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models.plans import PATTERN_LENGTH, PLAN_NAME_LENGTH
from taskbuilder.records.plans.grouping.rows import ALONE, Grouping
from taskbuilder.records.plans.rendering import list_unknown
from taskbuilder.taskspec.inputs.input import MOST_EVER
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.split import MASK, mask_url
from taskbuilder.web.http.page_form import PageForm
from taskbuilder.web.plans.tables.fields import PlanField

LONGEST_SHOWN = 60
BY_SIZE, INPUTS = "size", "/input/data/"
PATTERN_HELP = gettext_lazy(
    "Columns in braces, such as {%(column)s}-{%(other)s}. Leave empty for the template's name and the key."
)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What was said of a table: the pointer of each column that fills a field, by the column's place."""

    columns: Mapping[int, str]
    key: int | None = None
    pattern: str = ""
    name: str = ""
    grouping: Grouping = ALONE


@dataclass(frozen=True, kw_only=True)
class ColumnRow:
    """A column as the page shows it: what it is called, what its first rows hold, and its select."""

    header: str
    samples: list[str]
    control: BoundField


class ColumnsForm(PageForm):
    """A select for each column, the column of the keys, how tasks are called, and the plan's name."""

    name = forms.CharField(
        label=gettext_lazy("Plan name"),
        max_length=PLAN_NAME_LENGTH,
        error_messages={
            "required": gettext_lazy("Plan name is missing. Enter a name, such as Harbour cameras."),
            "max_length": gettext_lazy("Plan name has more than %(limit_value)d characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    key = forms.TypedChoiceField(
        label=gettext_lazy("Key"),
        help_text=gettext_lazy(
            "The column that tells rows apart. The next table is compared by it: a row with a known key is a "
            "change, not another task."
        ),
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Key: choose one of the columns.")},
    )
    grouping = forms.ChoiceField(
        label=gettext_lazy("Tasks"),
        help_text=gettext_lazy(
            "Several rows of one task are its inputs. They have to agree in columns that fill other fields."
        ),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Tasks: choose which rows are one task.")},
    )
    size = forms.IntegerField(
        label=gettext_lazy("Inputs per task"),
        help_text=gettext_lazy("For a fixed number of rows, such as 16."),
        required=False,
        min_value=1,
        max_value=MOST_EVER,
        error_messages={
            "invalid": gettext_lazy("Inputs per task should be a whole number, such as 16."),
            "min_value": gettext_lazy("Inputs per task should be at least %(limit_value)d."),
            "max_value": gettext_lazy("Inputs per task should be at most %(limit_value)d."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    pattern = forms.CharField(
        label=gettext_lazy("Task names"),
        required=False,
        max_length=PATTERN_LENGTH,
        error_messages={
            "max_length": gettext_lazy("Task names has more than %(limit_value)d characters. Shorten it.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        headers: Sequence[str],
        fields: Sequence[PlanField],
        chosen: Choices,
        is_new: bool,
    ) -> None:
        columns = {name_of(place): chosen.columns.get(place, "") for place in range(len(headers))}
        others = {"name": chosen.name, "key": chosen.key, "pattern": chosen.pattern}
        others |= {"grouping": write_grouping(chosen.grouping), "size": chosen.grouping.size}
        super().__init__(data, initial=columns | others)
        self.headers, self.known = headers, {field.pointer: field for field in fields}
        if not is_new:
            del self.fields["name"]
        self.fields["pattern"].help_text = PATTERN_HELP % {"column": headers[0], "other": headers[-1]}
        key = self.fields["key"]
        assert isinstance(key, forms.ChoiceField)
        key.choices = [("", _("The task's name")), *enumerate(headers)]
        grouping = self.fields["grouping"]
        assert isinstance(grouping, forms.ChoiceField)
        grouping.choices = list_groupings(headers)
        self.group = chosen.grouping
        options = list_options(fields)
        for place, header in enumerate(headers):
            self.fields[name_of(place)] = forms.ChoiceField(
                label=header,
                required=False,
                choices=options,
                widget=forms.Select(attrs={"class": "form-select"}),
                error_messages={"invalid_choice": _("%(column)s: choose a field.") % {"column": header}},
            )

    def clean(self) -> dict[str, object]:
        """Each field once, and at least one."""
        cleaned: dict[str, object] = super().clean() or {}
        first: dict[str, str] = {}
        for place, header in enumerate(self.headers):
            where = str(cleaned.get(name_of(place)) or "")
            if where and (other := first.setdefault(where, header)) != header:
                self.add_error(name_of(place), self.say_twice(header, other, where))
        if unknown := list_unknown(str(cleaned.get("pattern") or ""), self.headers):
            words = _("Task names: the table has no column “%(column)s”. Use the columns' names in braces.")
            self.add_error("pattern", words % {"column": unknown[0]})
        if not first and not self.errors:
            self.add_error(name_of(0), _("Choose a field for at least one column."))
        self.check_grouping(cleaned, first)
        return cleaned

    def check_grouping(self, cleaned: Mapping[str, object], filled: Mapping[str, str]) -> None:
        """Several rows of one task differ in their inputs alone; names of tasks are shown."""
        chosen = str(cleaned.get("grouping") or "")
        if chosen == BY_SIZE and not cleaned.get("size") and "size" not in self.errors:
            self.add_error("size", _("Inputs per task is missing. Enter a number, such as 16."))
        if chosen and filled and not any(where.startswith(INPUTS) for where in filled):
            self.add_error("grouping", _("Tasks: no column fills a field of an input. Choose one above."))
        if chosen.isdecimal() and is_secret_name(self.headers[int(chosen)]):
            self.add_error("grouping", _("Tasks: choose a column without secrets."))

    def read_grouping(self) -> Grouping:
        """What was chosen, of a valid form; a table that has a column of groups keeps it."""
        chosen, size = self.cleaned_data["grouping"], self.cleaned_data["size"]
        if chosen == BY_SIZE:
            column = self.group.column if self.group.size else None
            return Grouping(column=column, size=size, name=self.group.name)
        return Grouping(column=int(chosen)) if chosen else ALONE

    def say_twice(self, header: str, other: str, where: str) -> ValidationError:
        words = _("%(column)s: “%(other)s” already fills “%(field)s”. Choose another field.")
        label = self.known[where].label
        return ValidationError(words, params={"column": header, "field": label, "other": other})

    @property
    def choices(self) -> Choices:
        """What was chosen, of a valid form."""
        cleaned = self.cleaned_data
        places = range(len(self.headers))
        return Choices(
            columns={place: where for place in places if (where := cleaned[name_of(place)])},
            key=cleaned["key"],
            pattern=cleaned["pattern"].strip(),
            name=cleaned.get("name", ""),
            grouping=self.read_grouping(),
        )

    def list_rows(self, samples: Sequence[Sequence[str]]) -> list[ColumnRow]:
        """Each column, with what it holds in these rows; secrets hidden."""
        return [
            ColumnRow(
                header=header,
                samples=[self.show(place, cells[place]) for cells in samples],
                control=self[name_of(place)],
            )
            for place, header in enumerate(self.headers)
        ]

    def show(self, place: int, text: str) -> str:
        """What is in a cell; secrets are hidden by what the column is, and by what it is called."""
        field = self.known.get(str(self[name_of(place)].value() or ""))
        return show_cell(text, header=self.headers[place], field=field)


def show_cell(text: str, *, header: str, field: PlanField | None) -> str:
    is_secret = field.is_secret if field else is_secret_name(header)
    if is_secret:
        return MASK if text else ""
    shown = " ".join(mask_url(text).split())
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"


def write_grouping(grouping: Grouping) -> str:
    if grouping.size:
        return BY_SIZE
    return "" if grouping.column is None else str(grouping.column)


def list_groupings(headers: Sequence[str]) -> list[tuple[str, object]]:
    """Which rows can be one task."""
    words = _("One for all rows with the same “%(column)s”")
    return [
        ("", _("One for each row")),
        (BY_SIZE, _("One for a fixed number of rows")),
        *((str(place), words % {"column": header}) for place, header in enumerate(headers)),
    ]


def name_of(place: int) -> str:
    return f"column-{place}"


def list_options(fields: Sequence[PlanField]) -> list[tuple[str, object]]:
    """What each select offers: what the template asks, then the rest."""
    asked = [(each.pointer, each.label) for each in fields if each.is_asked]
    others = [(each.pointer, each.label) for each in fields if not each.is_asked]
    groups = [(_("Asked by the template"), asked), (_("Other fields"), others)]
    return [("", _("Not used")), *((title, found) for title, found in groups if found)]
