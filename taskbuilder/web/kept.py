"""A step typed by somebody whose session had ended: kept until they have signed in (ux.md, 19 and 29)."""

from django.http import HttpRequest, QueryDict

from taskbuilder.records.keys import UnreadableSecret, seal, unseal
from taskbuilder.records.models import Draft

KEPT = "kept-form"
MOST_LETTERS = 200_000
"""Of a form as it is posted; what is longer than any that was typed by hand is not kept."""


def keep_form(request: HttpRequest) -> None:
    """Seals the posted form into the session that signing in goes on with.

    Only for a draft that there is, whose id nobody guesses: strangers fill no tables.
    """
    place, form = request.resolver_match, request.POST.copy()
    if place is None or place.url_name != "draft-step" or "page" not in form:
        return
    form.pop("csrfmiddlewaretoken", None)
    text = form.urlencode()
    if len(text) <= MOST_LETTERS and Draft.objects.filter(pk=place.kwargs["draft_id"]).exists():
        request.session[KEPT] = {"path": request.path, "form": seal(text)}


def find_form(request: HttpRequest) -> QueryDict | None:
    """The form that was kept for this address, None where there is none."""
    kept = request.session.get(KEPT)
    if kept is None or kept["path"] != request.path:
        return None
    try:
        return QueryDict(unseal(kept["form"]))
    except UnreadableSecret:
        return None


def forget_form(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)
