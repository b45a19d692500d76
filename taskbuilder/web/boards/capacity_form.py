"""The form by which a manager states how much the tasks of a service, or on a node, may use at once."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.boards.ledger import Target
from taskbuilder.records.models import Capacity
from taskbuilder.records.models.capacities import MOST_CPU, MOST_MEMORY, NODE_LENGTH
from taskbuilder.web.http.page_form import PageForm, submit

CPU = gettext_lazy("Enter CPU as a number from 0.001 to 1,000,000, with a point, such as 7.5.")
MEMORY = gettext_lazy("Enter memory as a whole number from 1 to 1,000,000,000, such as 16384.")


class CapacityForm(PageForm):
    """Of a service or node that is known, or, where neither is, of a node that is typed."""

    node = forms.CharField(
        label=gettext_lazy("Node ID"),
        max_length=NODE_LENGTH,
        error_messages={
            "required": gettext_lazy("Node ID is missing. Enter the ID that tasks name."),
            "max_length": gettext_lazy("Node ID has more than %(limit_value)d characters. Shorten it."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    cpu = forms.FloatField(
        label=gettext_lazy("CPU, in cores (assumed)"),
        required=False,
        validators=[MinValueValidator(0.001, CPU), MaxValueValidator(MOST_CPU, CPU)],
        error_messages={"invalid": CPU},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "decimal", "class": "short"}),
    )
    memory = forms.IntegerField(
        label=gettext_lazy("Memory, in MB (assumed)"),
        required=False,
        validators=[MinValueValidator(1, MEMORY), MaxValueValidator(MOST_MEMORY, MEMORY)],
        error_messages={"invalid": MEMORY},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )

    def __init__(
        self, data: QueryDict | None, *, target: Target | None, capacity: Capacity | None, back: str
    ) -> None:
        self.back = back
        stated = {"cpu": capacity.cpu, "memory": capacity.memory} if capacity else {}
        super().__init__(data, initial=stated)
        if target is not None:
            del self.fields["node"]

    def lay_out(self) -> Layout:
        node = [Div("node")] if "node" in self.fields else []
        cancel = HTML('{% include "components/cancel.html" %}')
        buttons = Div(submit(_("Save capacity")), cancel, css_class="d-flex flex-wrap gap-2")
        return Layout(*node, "cpu", "memory", buttons)
