"""Adding a source or a sink, and editing one."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from taskbuilder.forms.fields import Value
from taskbuilder.forms.inventory_fields import with_kind
from taskbuilder.forms.posted import read_post
from taskbuilder.forms.render.context import Message
from taskbuilder.forms.unrendered_variants import find_unrendered
from taskbuilder.forms.withheld_secrets import read_step
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.inventory.store import (
    MOST_ENTRIES,
    EntryConflict,
    EntryNameTaken,
    TooManyEntries,
    add_entry,
    change_entry,
)
from taskbuilder.records.models import InventoryEntry, Role, Sink, Source
from taskbuilder.web.drafts.actions import Action, Verb, apply_action, read_action
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import lead_on, redirect_after_post
from taskbuilder.web.inventory.entry_form import (
    MOVED,
    NAME_TAKEN,
    EntryPage,
    EntryState,
    read_entry,
    refuse,
)
from taskbuilder.web.inventory.lookup import Inventory, entry_address, find, find_inventory, list_address
from taskbuilder.web.inventory.typed import find_typed, forget_typed, keep_typed, new_token

TOO_MANY = gettext_noop("A list has at most %(limit)d entries. Delete some first.")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def add(request: ProjectRequest, entries: str) -> HttpResponse:
    """The form of a new entry, of the `kind` of the address, or what posting it led to."""
    inventory = find_inventory(entries)
    begun = with_kind(inventory.section, {}, request.GET.get("kind", ""))
    editor = Editor(request, inventory, title=_(inventory.add), back=list_address(request, inventory))
    return editor.answer(begun)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def edit(request: ProjectRequest, entries: str, entry_id: UUID) -> HttpResponse:
    """The form of an entry that is there."""
    inventory = find_inventory(entries)
    entry = find(request, inventory, entry_id)
    back = entry_address(request, inventory, entry)
    editor = Editor(request, inventory, title=_(inventory.edit), back=back, entry=entry)
    try:
        stored = read_entry(inventory, entry)
    except UnreadableSecret:
        messages.warning(request, _("Its saved secrets can no longer be read. Enter them again."))
        stored = read_entry(inventory, entry, is_masked=True)
    return editor.answer(stored)


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What a page posted: what the form now holds, and what its button did."""

    page: EntryPage
    action: Action


class Editor:
    """The form's page, for an entry that is there or not."""

    def __init__(
        self,
        request: ProjectRequest,
        inventory: Inventory,
        *,
        title: str,
        back: str,
        entry: Source | Sink | None = None,
    ) -> None:
        self.request, self.inventory, self.title, self.back = request, inventory, title, back
        self.entry, self.now = entry, timezone.now()

    def answer(self, stored: Value) -> HttpResponse:
        if self.request.method != "POST":
            token = self.request.GET.get("form")
            typed = find_typed(self.request, token)
            return self.draw(self.make_page(stored if typed is None else typed, token if typed else None))
        posted = self.read(stored)
        if posted.action.verb is not Verb.CONTINUE:
            return self.redraw(posted.page)
        page = replace(posted.page, is_judged=True)
        if page.has_errors:
            return self.refuse(page)
        return self.save(page)

    def make_page(self, value: Value, token: str | None = None) -> EntryPage:
        state = EntryState(self.inventory, value, self.now)
        return EntryPage(
            state=state,
            title=self.title,
            action=self.request.path,
            back=self.back,
            token=token or new_token(),
            seen=self.entry.changed_at.isoformat() if self.entry else "",
        )

    def read(self, stored: Value) -> Posted:
        """What was typed, on top of what this form had before, and what the pressed button makes of it."""
        post, token = self.request.POST, self.request.POST.get("form")
        typed = find_typed(self.request, token)
        base = stored if typed is None else typed
        page, posted = self.make_page(base, token), read_post(post)
        action, group = read_action(post.get("press", "")), page.state.group
        undrawn = next(find_unrendered(group, posted, base, None), "")
        if action.verb is Verb.CONTINUE and undrawn:  # nobody was asked yet
            action = Action(Verb.RESHAPE)
        result = apply_action(action, posted, group)
        value = read_step(group, posted, base, None)
        state = EntryState(self.inventory, value, self.now)
        return Posted(page=replace(page, state=state, result=result), action=action)

    def redraw(self, page: EntryPage) -> HttpResponse:
        """The form again: the part that htmx asked for, or by its address, so that no reload posts twice."""
        keep_typed(self.request, page.token, page.state.value)
        if self.request.htmx:
            result = page.result
            said = result.announcement or _("The form was updated for your choice.")
            return self.draw(replace(page, result=replace(result, announcement=said)))
        return redirect_after_post(f"{self.request.path}?{urlencode({'form': page.token})}")

    def refuse(self, page: EntryPage) -> HttpResponse:
        keep_typed(self.request, page.token, page.state.value)
        return self.draw(page, status=422)

    def save(self, page: EntryPage) -> HttpResponse:
        """To the entry's own page, unless its name is used or somebody was faster."""
        state = page.state
        seen = self.request.POST.get("seen", "")
        try:
            if self.entry is not None and seen != self.entry.changed_at.isoformat():
                raise EntryConflict
            saved = self.write(state)
        except EntryNameTaken:
            return self.refuse_for(page, refuse("name", NAME_TAKEN, name=state.contents.name))
        except EntryConflict:
            return self.refuse_for(page, refuse(None, MOVED))
        except TooManyEntries:
            return self.refuse_for(page, refuse(None, TOO_MANY, limit=MOST_ENTRIES))
        forget_typed(self.request)
        messages.success(self.request, _("“%(name)s” was saved.") % {"name": saved.name})
        return lead_on(self.request, entry_address(self.request, self.inventory, saved))

    def write(self, state: EntryState) -> InventoryEntry:
        """Raises EntryNameTaken, EntryConflict and TooManyEntries."""
        contents, by = state.contents, self.request.user
        if self.entry is None:
            model: type[InventoryEntry] = self.inventory.model
            return add_entry(model, project=self.request.project, contents=contents, by=by, now=self.now)
        change_entry(self.entry, contents=contents, by=by, now=self.now)
        return self.entry

    def refuse_for(self, page: EntryPage, message: Message) -> HttpResponse:
        """The form with what only saving it showed; it then knows the entry as it is now."""
        if self.entry is not None:
            self.entry = find(self.request, self.inventory, self.entry.pk)
        again = self.make_page(page.state.value, page.token)
        state = replace(again.state, refusals=(message,))
        return self.refuse(replace(again, state=state, is_judged=True))

    def draw(self, page: EntryPage, *, status: int = 200) -> HttpResponse:
        context = {"page": page, "inventory": self.inventory}
        return render(self.request, "inventory/edit.html", context, status=status)
