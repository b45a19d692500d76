"""The one protocol of a POST to a draft: late autosaves, other tabs' edits, held forms, overwriting."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from taskbuilder.forms.fields import member
from taskbuilder.records.drafts.store import save_draft
from taskbuilder.web.drafts.actions import Action, Verb, read_action
from taskbuilder.web.drafts.page_version import (
    Conflict,
    PageVersion,
    find_conflict,
    new_version,
    read_version,
)
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.saved_form import HELD, find_held, forget_form, hold_form, is_held_form_lost

Change = TypeVar("Change")


class DraftPage(ABC, Generic[Change]):
    """A page that edits a draft: how what it posts is read, saved and answered."""

    def __init__(self, request: ProjectRequest, state: DraftState) -> None:
        self.request, self.state = request, state

    def refuse(self, post: QueryDict, version: PageVersion) -> HttpResponse | None:
        """The answer to what cannot be read at all."""
        return None

    @abstractmethod
    def read(
        self, post: QueryDict, action: Action, version: PageVersion, held: QueryDict | None = None
    ) -> Change:
        """What the page posted, on top of what it had posted when another tab overtook it."""

    def ask(self, change: Change) -> HttpResponse | None:
        """A question that has to be answered before anything is saved."""
        return None

    @abstractmethod
    def save(self, change: Change, *, is_held: bool = False) -> DraftState:
        """The draft with the change, saved where there is one. Raises DraftConflict."""

    @abstractmethod
    def answer(self, change: Change, state: DraftState) -> HttpResponse:
        """What follows, once the change is safe."""

    @abstractmethod
    def draw_conflict(
        self, change: Change, version: PageVersion, *, is_held_lost: bool, status: int
    ) -> HttpResponse:
        """What was typed here, unsaved, with what the draft holds now, and what to do about it."""


def receive(page: DraftPage[Change]) -> HttpResponse:
    """Saves what was posted, unless another tab was faster, and answers as the pressed button asks."""
    request, post = page.request, page.request.POST
    version, action = read_version(post), read_action(post.get("press", ""))
    conflict = find_conflict(version, page.state.draft.revision, page.state.answers.last_editor)
    if conflict is Conflict.LATE_AUTOSAVE and request.htmx:
        return HttpResponse(status=204)
    if (refusal := page.refuse(post, version)) is not None:
        return refusal
    is_overwriting = action.verb == Verb.OVERWRITE
    held = find_held(request) if is_overwriting else None
    change = page.read(post, action, version, held)
    is_lost = is_overwriting and is_held_form_lost(request)
    if conflict is Conflict.EDITED_ELSEWHERE and (not is_overwriting or is_lost):
        return answer_conflict(page, change, version, post, is_held_lost=is_lost)
    if (question := page.ask(change)) is not None:
        return question
    state = page.save(change, is_held=held is not None)
    if held is not None:  # only now: a write that another tab overtakes is tried again
        forget_form(request, HELD)
    return page.answer(change, state)


def put_back(page: DraftPage[Change], kept: QueryDict) -> HttpResponse:
    """Saves what was posted when the session had ended, as if it had come in time."""
    version = read_version(kept)
    if (refusal := page.refuse(kept, new_version(page.state.draft))) is not None:
        forget_form(page.request)
        return refusal
    change = page.read(kept, Action(Verb.SAVE), version)
    conflict = find_conflict(version, page.state.draft.revision, page.state.answers.last_editor)
    if conflict is Conflict.NONE:
        page.save(change)
    forget_form(page.request)
    if conflict is Conflict.EDITED_ELSEWHERE:
        return answer_conflict(page, change, version, kept)
    messages.success(page.request, _("What you had typed before you signed in again was kept."))
    return redirect(page.request.get_full_path())


def answer_conflict(
    page: DraftPage[Change],
    change: Change,
    version: PageVersion,
    post: QueryDict,
    *,
    is_held_lost: bool = False,
) -> HttpResponse:
    """Leaves the choice to the operator; what was typed is held until it is made."""
    if page.request.htmx:
        response = page.draw_conflict(change, version, is_held_lost=is_held_lost, status=422)
        return swap_only(response, "#moved")
    hold_form(page.request, post)
    return page.draw_conflict(change, version, is_held_lost=is_held_lost, status=409)


def save_state(state: DraftState) -> None:
    """Raises DraftConflict where the draft was written to since it was read."""
    name = member(state.answers.steps.get("details"), "name")
    save_draft(
        state.draft,
        answers=state.answers.to_stored(),
        confirmations=state.confirmations,
        service=state.chosen_service,
        title=name if isinstance(name, str) else "",
        now=state.now,
        expected_revision=state.draft.revision,
    )


def swap_only(response: HttpResponse, part: str) -> HttpResponse:
    """The answer to htmx of which one part is put into the page, whatever was asked for."""
    response["HX-Reselect"] = part
    return reswap(retarget(response, part), "outerHTML")
