"""What is done to many entries at once: their site and tags are changed, or they are deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.inventory.listing import pick_entries, select_entries
from taskbuilder.records.inventory.store import (
    MOST_ENTRIES,
    Marks,
    delete_entries,
    mark_entries,
    read_tags,
)
from taskbuilder.records.models import InventoryEntry, Role
from taskbuilder.records.models.inventory import SITE_LENGTH, TAGS_LENGTH
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.filter_form import read_narrowing
from taskbuilder.web.inventory.lookup import Inventory, find_inventory, list_address
from taskbuilder.web.inventory.views import draw_list
from taskbuilder.web.task_actions.selection import read_ids

PICKED, KEYS = "picked", "keys"
"""The boxes that were ticked; and, on the page that follows, the keys of all that were chosen."""
MOST_NAMED = 20


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The entries that were ticked, or all that a list was narrowed to; `names` of the first of them."""

    keys: list[UUID]
    names: list[str]

    @property
    def unnamed(self) -> int:
        return len(self.keys) - len(self.names)

    @property
    def posted(self) -> Mapping[str, str]:
        return {KEYS: ",".join(map(str, self.keys))}


def read_chosen(request: ProjectRequest, inventory: Inventory) -> Chosen:
    """Two queries: the keys that the project has, and the names of a few."""
    post: QueryDict = request.POST
    model: type[InventoryEntry] = inventory.model
    if "all" in post:
        rows = select_entries(model, project=request.project, narrowing=read_narrowing(post))
    else:
        asked = post.getlist(PICKED) or post.get(KEYS, "").split(",")
        rows = select_entries(model, project=request.project).filter(pk__in=read_ids(asked[:MOST_ENTRIES]))
    keys = list(rows.values_list("pk", flat=True)[:MOST_ENTRIES])
    named = pick_entries(model, project=request.project, keys=keys[:MOST_NAMED])
    return Chosen(keys=keys, names=[entry.name for entry in named])


class MarksForm(PageForm):
    """What is changed on all that were chosen; what is empty stays as it is."""

    site = forms.CharField(
        label=gettext_lazy("Site"),
        help_text=gettext_lazy("Leave empty to keep each one's site."),
        required=False,
        max_length=SITE_LENGTH,
        error_messages={"max_length": gettext_lazy("Site: enter at most %(limit_value)d characters.")},
    )
    clear_site = forms.BooleanField(label=gettext_lazy("Remove the site"), required=False)
    add_tags = forms.CharField(
        label=gettext_lazy("Add inventory tags"),
        help_text=gettext_lazy("Separated by commas."),
        required=False,
        max_length=TAGS_LENGTH,
        error_messages={
            "max_length": gettext_lazy("Inventory tags: enter at most %(limit_value)d characters.")
        },
    )
    remove_tags = forms.CharField(
        label=gettext_lazy("Remove inventory tags"),
        help_text=gettext_lazy("Separated by commas."),
        required=False,
    )

    def __init__(self, data: QueryDict | None, back: str) -> None:
        super().__init__(data)
        self.back = back

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            self.add_error("site", _("Enter a site or inventory tags to change."))
        return cleaned

    @property
    def marks(self) -> Marks:
        site = "" if self.cleaned_data["clear_site"] else self.cleaned_data["site"] or None
        added, removed = (read_tags(self.cleaned_data[name]) for name in ("add_tags", "remove_tags"))
        return Marks(site=site, add=added, remove=removed)

    def lay_out(self) -> Layout:
        chosen = HTML('{% include "inventory/chosen.html" %}')
        cancel = HTML('{% include "inventory/cancel.html" %}')
        buttons = Div(submit(_("Save changes")), cancel, css_class="d-flex flex-wrap gap-2")
        return Layout(chosen, *self.fields, buttons)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def mark_many(request: ProjectRequest, entries: str) -> HttpResponse:
    """Asks what to change on the chosen entries, and changes it."""
    inventory = find_inventory(entries)
    back = list_address(request, inventory)
    if request.method != "POST":  # where signing in leads back to
        return redirect(back)
    chosen = read_chosen(request, inventory)
    if not chosen.keys:
        return say_nothing_chosen(request, inventory)
    form = MarksForm(request.POST if "confirmed" in request.POST else None, back)
    if not form.is_bound or not form.is_valid():
        context = {"inventory": inventory, "chosen": chosen, "posted": chosen.posted, "form": form}
        return render(request, "inventory/marks.html", context, status=422 if form.errors else 200)
    model: type[InventoryEntry] = inventory.model
    count = mark_entries(
        model,
        project=request.project,
        keys=chosen.keys,
        marks=form.marks,
        by=request.user,
        now=timezone.now(),
    )
    words = ngettext("%(count)d entry was changed.", "%(count)d entries were changed.", count)
    messages.success(request, words % {"count": count})
    return redirect_after_post(back)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def delete_many(request: ProjectRequest, entries: str) -> HttpResponse:
    """Asks once, with the number typed where it is above ten, and deletes the chosen entries."""
    inventory = find_inventory(entries)
    back = list_address(request, inventory)
    if request.method != "POST":  # where signing in leads back to
        return redirect(back)
    chosen = read_chosen(request, inventory)
    if not chosen.keys:
        return say_nothing_chosen(request, inventory)
    if (asking := ask_first(request, ask_to_delete(chosen, back))) is not None:
        return asking
    model: type[InventoryEntry] = inventory.model
    count = delete_entries(model, project=request.project, keys=chosen.keys)
    words = ngettext("%(count)d entry was deleted.", "%(count)d entries were deleted.", count)
    messages.success(request, words % {"count": count})
    return redirect_after_post(back)


def ask_to_delete(chosen: Chosen, back: str) -> Question:
    count = len(chosen.keys)
    heading = ngettext("Delete %(count)d entry?", "Delete %(count)d entries?", count)
    names = ", ".join(chosen.names)
    more = _("and %(count)d more") % {"count": chosen.unnamed}
    return Question(
        title=_("Delete from the inventory"),
        heading=heading % {"count": count},
        lead=_("It is deleted with its saved secrets. Tasks that were made from it stay as they are."),
        detail=f"{names}, {more}" if chosen.unnamed else names,
        do=_("Delete"),
        keep=_("Keep"),
        back=back,
        count=count,
        posted=chosen.posted,
    )


def say_nothing_chosen(request: ProjectRequest, inventory: Inventory) -> HttpResponse:
    """The page of the list again, with the problem at the boxes."""
    return draw_list(request, inventory, request.POST, problem=_("Select at least one entry."))
