"""The one protocol of a POST to a draft: late autosaves, other tabs' edits, held forms, overwriting."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
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
    record_editor,
)
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.saved_form import HELD, find_held, forget_form, hold_form, is_held_form_lost


@dataclass(frozen=True, kw_only=True, repr=False)
class Change:
    """A draft as it was, and as what a page posted makes of it; not saved yet."""

    before: DraftState
    state: DraftState
    action: Action

    @property
    def is_changed(self) -> bool:
        return any(
            getattr(self.before, name) != getattr(self.state, name)
            for name in ("answers", "chosen_service", "confirmations")
        )


AnyChange = TypeVar("AnyChange", bound=Change)


class DraftPage(ABC, Generic[AnyChange]):
    """A page that edits a draft: how what it posts is read, saved and answered."""

    def __init__(self, request: ProjectRequest, state: DraftState) -> None:
        self.request, self.state = request, state

    def refuse(self, post: QueryDict, version: PageVersion) -> HttpResponse | None:
        """The answer to what cannot be read at all."""
        return None

    @abstractmethod
    def read(self, post: QueryDict, action: Action, held: QueryDict | None = None) -> AnyChange:
        """What the page posted, on top of what it had posted when another tab overtook it."""

    def ask(self, change: AnyChange) -> HttpResponse | None:
        """A question that has to be answered before anything is saved."""
        return None

    def save(self, change: AnyChange, version: PageVersion, *, is_held: bool = False) -> None:
        """Saves what the page changed, with the page as the draft's last editor. Raises DraftConflict."""
        if change.is_changed or is_held:
            answers = record_editor(change.state.answers, version, self.state.draft.revision)
            save_state(replace(change.state, answers=answers))

    @abstractmethod
    def answer(self, change: AnyChange, version: PageVersion) -> HttpResponse:
        """What follows, once the change is safe."""

    @abstractmethod
    def draw_conflict(
        self, change: AnyChange, version: PageVersion, *, is_held_lost: bool, status: int
    ) -> HttpResponse:
        """What was typed here, unsaved, with what the draft holds now, and what to do about it."""


def receive(page: DraftPage[AnyChange]) -> HttpResponse:
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
    change = page.read(post, action, held)
    is_lost = is_overwriting and is_held_form_lost(request)
    if conflict is Conflict.EDITED_ELSEWHERE and (not is_overwriting or is_lost):
        return answer_conflict(page, change, version, post, is_held_lost=is_lost)
    if (question := page.ask(change)) is not None:
        return question
    page.save(change, version, is_held=held is not None)
    if held is not None:  # only now: a write that another tab overtakes is tried again
        forget_form(request, HELD)
    return page.answer(change, version)


def put_back(page: DraftPage[AnyChange], kept: QueryDict) -> HttpResponse:
    """Saves what was posted when the session had ended, as if it had come in time."""
    version = read_version(kept)
    if (refusal := page.refuse(kept, new_version(page.state.draft))) is not None:
        forget_form(page.request)
        return refusal
    change = page.read(kept, Action(Verb.SAVE))
    conflict = find_conflict(version, page.state.draft.revision, page.state.answers.last_editor)
    if conflict is Conflict.NONE:
        page.save(change, version)
    forget_form(page.request)
    if conflict is Conflict.EDITED_ELSEWHERE:
        return answer_conflict(page, change, version, kept)
    messages.success(page.request, _("What you entered before you signed in again was saved."))
    return redirect(page.request.get_full_path())


def answer_conflict(
    page: DraftPage[AnyChange],
    change: AnyChange,
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
        answers=replace(state.answers, declared=state.record_declared()).to_stored(),
        confirmations=state.confirmations,
        service=state.chosen_service,
        title=name if isinstance(name, str) else "",
        now=state.now,
    )


def swap_only(response: HttpResponse, part: str) -> HttpResponse:
    """The answer to htmx of which one part is put into the page, whatever was asked for."""
    response["HX-Reselect"] = part
    return reswap(retarget(response, part), "outerHTML")
