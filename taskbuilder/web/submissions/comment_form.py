"""The form of a comment: its text, and the part of the request that it is about."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from uuid import UUID, uuid4

from crispy_forms.layout import HTML, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import CachedTemplate, placeholder
from taskbuilder.records.models import CommentKind, Submission
from taskbuilder.records.models.comments import COMMENT_LENGTH
from taskbuilder.taskspec.json_value import JsonObject, list_rows
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import rows_of, title_of
from taskbuilder.taskspec.problem import fill
from taskbuilder.taskspec.secrets.split import mask_url
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.page_form import FilterField, PageForm

MOST_ROWS = 50
"""Inputs that a comment can be about: a list of thousands helps nobody."""


class CommentForm(PageForm):
    """`do`: the button, a kind of comment; `comment`: the id that it will have: two posts make one."""

    form_class = "card card-body vstack gap-3 d-print-none"

    do = forms.Field(required=False, widget=forms.HiddenInput)
    comment = forms.Field(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Add a comment"),
        help_text=gettext_lazy("Mention members with @. Everyone in the project can read this."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    pointer = FilterField(label=gettext_lazy("About"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        places: Iterable[tuple[str, str]],
        action: str,
        typed: QueryDict | None = None,
        comment: str = "",
    ) -> None:
        """`action`: where it is sent to; `comment`: the id that it will have, else a new one."""
        typed = QueryDict() if typed is None else typed
        initial = {"comment": comment or uuid4()}
        initial |= {"text": typed.get("text", ""), "pointer": typed.get("pointer", "")}
        if data is not None:  # drawn again with a mistake, it shows no secret either
            data = data.copy()
            data["text"] = mask_url(data.get("text", ""))
        super().__init__(data, auto_id="comment-%s", initial=initial)
        self.attributes = {"action": action}
        self.places = {"": _("The whole submission"), **dict(places)}
        self.fields["pointer"].widget.choices = [*self.places.items()]

    @classmethod
    def of(
        cls,
        submission: Submission,
        data: QueryDict | None = None,
        *,
        typed: QueryDict | None = None,
        way: str,
    ) -> "CommentForm":
        """`way`: what the page's address has of the list that it was opened from."""
        places = list_places(submission.request)
        return cls(data, places=places, action=find_action(submission, way), typed=typed)

    def clean_do(self) -> str:
        kind = self.cleaned_data["do"]
        return kind if kind in CommentKind.values else CommentKind.COMMENT

    def clean_comment(self) -> UUID:
        """A form without one that can be read is a new comment's."""
        try:
            return UUID(str(self.cleaned_data["comment"]))
        except ValueError:
            return uuid4()

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if not text and self.cleaned_data["do"] != CommentKind.REVIEW:
            raise forms.ValidationError(_("Enter a comment."))
        if len(text) > COMMENT_LENGTH:
            message = _("The comment has %(count)d characters. Shorten it to at most %(limit)d.")
            raise forms.ValidationError(message % {"count": len(text), "limit": COMMENT_LENGTH})
        return text

    def clean_pointer(self) -> str:
        """A place that the request does not have is none."""
        where = self.cleaned_data["pointer"]
        return where if where in self.places else ""

    def lay_out(self) -> Layout:
        return Layout("comment", "text", "pointer", HTML('{% include "submissions/comment_buttons.html" %}'))


def draw_new(submission: Submission, *, token: str, way: str, is_reviewed: bool) -> SafeString:
    """The form of a new comment. `token`: the page's own against forgery; `way`: as of the form."""
    places = tuple(list_places(submission.request))
    frame = _draw_new(get_language(), get_script_prefix(), places, is_reviewed=is_reviewed)
    return frame.fill({"token": token, "comment": str(uuid4()), "address": find_action(submission, way)})


@lru_cache(maxsize=256)
def _draw_new(
    _language: str | None, _prefix: str, places: tuple[tuple[str, str], ...], *, is_reviewed: bool
) -> CachedTemplate:
    """Drawn once for all submissions whose requests have the same parts: crispy takes its time."""
    form = CommentForm(places=places, action=placeholder("address"), comment=placeholder("comment"))
    words = {"csrf_token": placeholder("token"), "is_reviewed": is_reviewed}
    return CachedTemplate(render_crispy_form(form, form.helper, words))


def find_action(submission: Submission, way: str) -> str:
    return find_address("comment-add", submission.project.slug, submission.pk) + way


def list_places(request: JsonObject) -> Iterator[tuple[str, str]]:
    """The parts of a request that a comment can be about, each with what it is called."""
    for name, value in request.items():
        yield (where := pointer.join([name])), name_place(where)
        if isinstance(value, dict):
            for path, _row in list_rows(value.get("data"), name, "data")[:MOST_ROWS]:
                yield (below := pointer.join(path)), name_place(below)


def name_place(where: str) -> str:
    """What a part of a request is called: a row by its number, anything else by its title."""
    return _name_place(get_language(), where)


@lru_cache(maxsize=1024)
def _name_place(_language: str | None, where: str) -> str:
    """Remembered: most requests have the same few parts."""
    tokens = pointer.split(where)
    rows = [fill(template, params, _) for template, params in rows_of(where)]
    return rows[-1] if rows and tokens[-1].isdecimal() else _(title_of(tuple(tokens)))
