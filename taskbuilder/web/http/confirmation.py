"""The question before something is deleted, discarded or stopped: one page for all that cannot be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crispy_forms.layout import HTML, Div, Layout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from taskbuilder.forms.typed_count import TypedCountForm
from taskbuilder.web.http.page_form import PageForm, submit

CONFIRMED = "confirmed"
"""What only the answer posts, at an address that takes other posts too."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """In the reader's words. `do`, `keep`: what the buttons say; `back`: where nothing is done.

    `count`: how many it is about; of more than ten the number has to be typed. `posted`: which button of the
    page was pressed, where its address takes several.
    """

    title: str
    heading: str
    lead: str
    do: str
    keep: str
    back: str
    detail: str = ""
    count: int = 1
    posted: Mapping[str, str] = field(default_factory=dict)

    @property
    def hidden(self) -> Mapping[str, str]:
        return {**self.posted, CONFIRMED: "yes"} if self.posted else {}


class ConfirmationForm(TypedCountForm, PageForm):
    """The answer to a question."""

    form_class = "vstack gap-3"

    def __init__(self, data: QueryDict | None, question: Question) -> None:
        super().__init__(data)
        self.question = question
        self.expect(question.count)

    def lay_out(self) -> Layout:
        keep = HTML('{% include "components/keep.html" %}')
        buttons = Div(submit(self.question.do, "btn-danger"), keep, css_class="d-flex flex-wrap gap-2")
        return Layout(*self.fields, buttons)


def ask_first(request: HttpRequest, question: Question) -> HttpResponse | None:
    """The page that asks; None once it is confirmed."""
    is_answer = request.method == "POST" and (not question.posted or CONFIRMED in request.POST)
    form = ConfirmationForm(request.POST if is_answer else None, question)
    if form.is_valid():
        return None
    context = {"question": question, "form": form}
    return render(request, "confirmation.html", context, status=422 if form.errors else 200)
