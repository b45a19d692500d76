"""The form of an unknown outcome: what was found in the cloud, and what an operator decides."""

import re

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Decision, Submission, Verdict
from taskbuilder.records.models.decisions import Match
from taskbuilder.records.resolution.decisions import SEARCHES
from taskbuilder.records.resolution.search import MatchStrength
from taskbuilder.web.http.page_form import PageForm

SEARCH = "look"
"""What the form asks to be done before anything is decided."""
MATCH_STRENGTHS = {
    MatchStrength.INPUT: gettext_lazy("same name, created at that time, reads the same input"),
    MatchStrength.TIME: gettext_lazy("same name, created at that time"),
    MatchStrength.NAME: gettext_lazy("same name, but created at another time"),
}


class ResolutionForm(PageForm):
    """The tasks that were found, the ids that are typed beside, and the note of a decision.

    Each field takes any text: what is wrong with it depends on the button, and is known when that is done.
    """

    # The buttons; the message about one is shown at the first.
    do = forms.Field(required=False, widget=forms.HiddenInput(attrs={"id": SEARCH}))
    task = forms.Field(
        label=gettext_lazy("Tasks with this name"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ids = forms.Field(
        label=gettext_lazy("Task IDs, if you know them"),
        help_text=gettext_lazy(
            "One per line, as shown in the cloud's console: 32 characters, each 0 to 9 or a to f."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
    )
    note = forms.Field(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy(
            "Explain how you know. Every decision needs a note, which is saved with your name."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None = None, *, address: str) -> None:
        self.posted = posted = QueryDict(mutable=True) if data is None else data.copy()
        super().__init__(None if data is None else posted, auto_id="%s")
        self.attributes = {"action": address}
        self.is_asking = False
        """Whether the page asks once more before it is sent again."""
        self.action = posted.get("do", "")
        self.typed_note = posted.get("note", "").replace("\r\n", "\n").strip()
        typed_ids = re.split(r"[\s,;]+", posted.get("ids", ""))
        self.task_ids = [*posted.getlist("task"), *(each.lower() for each in typed_ids if each)]

    @property
    def is_filled_in(self) -> bool:
        return bool(self.typed_note or self.task_ids)

    def offer(self, matches: list[Match]) -> None:
        """Shows what a search has found, and ticks what is likely until something else is decided."""
        field = self.fields["task"]
        field.widget.choices = [(each["id"], label_match(each)) for each in matches]
        if matches:
            self["ids"].label = _("Other task IDs, if you know any")
        best = [each for each in matches if each["likeness"] == MatchStrength.INPUT]
        likely = [each["id"] for each in best if not each["is_taken"]]
        if not self.is_bound:
            field.initial = likely
        elif self.action in ("", SEARCH):
            self.posted.setlist("task", [*self.posted.getlist("task"), *likely])

    def lay_out(self) -> Layout:
        title = _("2. Resolve")
        matches = ["task"] if self.fields["task"].widget.choices else []
        search = HTML('{% include "submissions/search.html" %}')
        search_buttons = HTML('{% include "submissions/search_buttons.html" %}')
        buttons = "send_again_buttons" if self.is_asking else "decision_buttons"
        decision_buttons = HTML(f'{{% include "submissions/{buttons}.html" %}}')
        return Layout(
            Div(search, *matches, search_buttons, css_class="vstack gap-3"),
            Div(HTML(f"<h3>{title}</h3>"), "ids", "note", decision_buttons, css_class="vstack gap-3"),
        )


def label_match(match: Match) -> SafeString:
    """A match with how well it fits."""
    words = MATCH_STRENGTHS[MatchStrength(match["likeness"])]
    created_at = parse_datetime(match["created_at"]) if match["created_at"] else None
    return render_to_string("submissions/match.html", {**match, "words": words, "created_at": created_at})


def describe_resolution(submission: Submission, form: ResolutionForm | None) -> dict[str, object]:
    """What the part of the page draws that resolves; `submission` has its decisions. No form: nothing."""
    if form is None:
        return {"form": None}
    decisions = list(submission.decisions.all())
    recent = [each for each in decisions if each.attempt_count == submission.attempt_count]
    searches = [each for each in recent if each.verdict in SEARCHES]
    last = next((each for each in reversed(searches) if each.verdict == Verdict.LOOKED), None)
    form.offer(last.matches if last else [])
    return {
        "has_searched": bool(searches),
        "last_search": last,
        "form": form,
    }


def describe_decision(decision: Decision) -> dict[str, object]:
    note = _(decision.note) if decision.note and decision.by is None else decision.note
    return {"decision": decision, "note": note, "count": len(decision.matches)}
