"""Forms that could not be taken: typed by somebody whose session had ended, or in a tab that others overtook.

Each is saved, sealed, until they have signed in or have resolved the conflict (ux.md, 19 and 29).
"""

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.deprecation import MiddlewareMixin

from taskbuilder.records.encryption import UnreadableSecret, seal, unseal
from taskbuilder.records.models import Draft, Submission

KEPT, HELD = "kept-form", "held-form"
"""Typed without a session, and typed in a tab that others overtook."""
OF_DRAFTS = frozenset({"draft-step", "draft-json", "draft-questions"})
PART_OF_PAGE = "draft-snapshot"
"""A picture that a step's page asks for after it was drawn."""


class LeaveConflictMiddleware(MiddlewareMixin):
    """Forgets a held form as soon as another page is opened, or the same page again.

    Overwriting is the only use of a held form, and each other way out of a conflict leads to a new page.
    """

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Before the view, which may hold a form itself."""
        place = request.resolver_match
        is_page = "HX-Request" not in request.headers and place is not None and place.url_name != PART_OF_PAGE
        if is_page and request.method == "GET" and settings.SESSION_COOKIE_NAME in request.COOKIES:
            forget_form(request, HELD)


def keep_form(request: HttpRequest) -> None:
    """Seals the posted form into the session that signing in goes on with.

    Only for what there is, whose id nobody guesses: strangers fill no tables.
    """
    place = request.resolver_match
    if place is None or request.method != "POST":
        return
    if place.url_name in OF_DRAFTS:
        exists = "page" in request.POST and Draft.objects.filter(pk=place.kwargs["draft_id"]).exists()
    else:
        is_of_submission = place.url_name in ("settle", "comment-add")
        exists = is_of_submission and Submission.objects.filter(pk=place.kwargs["submission_id"]).exists()
    if exists:
        seal_form(request, KEPT, request.POST)


def hold_form(request: HttpRequest, form: QueryDict) -> None:
    """Keeps what was typed in a tab that others overtook, its secrets above all: no page shows them.

    The last save of a page that is being left has no page that could overwrite with it.
    """
    if request.POST.get("press") != "save":
        seal_form(request, HELD, form)


def seal_form(request: HttpRequest, key: str, form: QueryDict) -> None:
    form = form.copy()
    form.pop("csrfmiddlewaretoken", None)
    request.session[key] = {"path": request.path, "form": seal(form.urlencode())}


def find_form(request: HttpRequest, key: str = KEPT) -> QueryDict | None:
    """The form that was kept for this address, None where there is none."""
    kept = request.session.get(key)
    if kept is None or kept["path"] != request.path:
        return None
    try:
        return QueryDict(unseal(kept["form"]))
    except UnreadableSecret:
        return None


def find_held(request: HttpRequest) -> QueryDict | None:
    """What the page that is posted now had sent when others overtook it."""
    held = find_form(request, HELD)
    return held if held is not None and held.get("page") == request.POST.get("page") else None


def is_held_form_lost(request: HttpRequest) -> bool:
    """Whether the page that is posted now relies on a held form that is no longer there."""
    return "held" in request.POST and find_held(request) is None


def forget_form(request: HttpRequest, key: str = KEPT) -> None:
    request.session.pop(key, None)
