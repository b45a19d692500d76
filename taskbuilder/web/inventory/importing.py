"""The page that takes sources or sinks from a table: it is read, shown as understood, and then taken."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.inventory.columns import list_columns, list_fields, name_column
from taskbuilder.records.inventory.imports import (
    Taken,
    find_import,
    forget_import,
    list_rows,
    read_rows,
    save_import,
    set_columns,
    take,
    title_column,
)
from taskbuilder.records.inventory.rows import Change, EntryRow
from taskbuilder.records.inventory.store import MOST_ENTRIES, EntryConflict, TooManyEntries
from taskbuilder.records.models import InventoryImport, Role
from taskbuilder.taskspec.json_value import as_list, as_text
from taskbuilder.taskspec.marks import Secret, find_mark
from taskbuilder.taskspec.secrets.split import MASK, mask_url
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.inventory.import_form import AGAIN, ImportForm
from taskbuilder.web.inventory.lookup import Inventory, find_inventory, list_address

MOST_SHOWN, SAMPLE = 100, 3
"""Rows with problems that a page names; and rows of each column that it shows."""
MOVED = gettext_noop("The inventory was changed meanwhile. Check the rows, and import them again.")
FULL = gettext_noop("A list has at most %(limit)d entries. Delete some first.")


@dataclass(frozen=True, kw_only=True)
class ShownColumn:
    """A column of the table: its header, what it is read as, its first cells, secrets hidden."""

    at: int
    header: str
    name: str
    title: str
    cells: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def show_import(request: ProjectRequest, entries: str) -> HttpResponse:
    """Takes a table, or says what is understood of the one that was given, or takes its rows."""
    inventory = find_inventory(entries)
    found = find_import(project=request.project, person=request.user, entries=inventory.slug)
    action = request.POST.get("do", "")
    if found is not None and action in ("columns", "take", "discard"):
        return ACTIONS[action](request, inventory, found)
    form = ImportForm(request, inventory.kinds, found.kind if found else "")
    if request.method == "POST" and form.is_valid():
        save_import(
            project=request.project,
            person=request.user,
            entries=inventory.slug,
            kind=form.cleaned_data["kind"],
            table=form.cleaned_data["table"],
            now=timezone.now(),
        )
        return redirect_after_post(request.path)
    return draw(request, inventory, form, found)


def change_columns(request: ProjectRequest, inventory: Inventory, found: InventoryImport) -> HttpResponse:
    """Reads the columns as the page says; of two that are the same, the first."""
    known = list_columns(inventory.model, has_secrets=True)
    columns: dict[int, str] = {}
    for at in range(len(as_list(found.table["headers"]))):
        name = request.POST.get(f"column-{at}", "")
        if name in known and name not in columns.values():
            columns[at] = name
    kinds = dict(inventory.kinds)
    kind = request.POST.get("kind", "")
    set_columns(found, columns, kind=kind if kind in kinds else found.kind)
    return redirect_after_post(request.path)


def take_rows(request: ProjectRequest, inventory: Inventory, found: InventoryImport) -> HttpResponse:
    """Stores what is new and what changed, and says how many."""
    now = timezone.now()
    try:
        rows = read_rows(found, now=now)
        taken = take(found, rows, project=request.project, by=request.user, now=now)
    except EntryConflict:
        messages.warning(request, _(MOVED))
        return redirect_after_post(request.path)
    except TooManyEntries:
        messages.warning(request, _(FULL) % {"limit": MOST_ENTRIES})
        return redirect_after_post(request.path)
    messages.success(request, say_taken(taken))
    return redirect_after_post(list_address(request, inventory))


def say_taken(taken: Taken) -> str:
    new = ngettext("%(count)d entry was added.", "%(count)d entries were added.", taken.new)
    said = new % {"count": taken.new}
    if taken.changed:
        words = ngettext("%(count)d entry was changed.", "%(count)d entries were changed.", taken.changed)
        said = f"{said} {words % {'count': taken.changed}}"
    return said


def discard(request: ProjectRequest, inventory: Inventory, found: InventoryImport) -> HttpResponse:
    """Asks once, and forgets the table."""
    question = Question(
        title=_("Discard import"),
        heading=_("Discard the import?"),
        lead=_("The table is deleted. The inventory stays as it is."),
        do=_("Discard import"),
        keep=_("Keep import"),
        back=request.path,
        posted={"do": "discard"},
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    forget_import(project=request.project, person=request.user, entries=inventory.slug)
    return redirect_after_post(request.path)


ACTIONS = {"columns": change_columns, "take": take_rows, "discard": discard}


def draw(
    request: ProjectRequest, inventory: Inventory, form: ImportForm, found: InventoryImport | None
) -> HttpResponse:
    if form.errors:
        form.withhold()
    context: dict[str, object] = {
        "inventory": inventory,
        "title": _(inventory.take),
        "form": form,
        "again": AGAIN if form.errors and is_given(request) else "",
    }
    try:
        context |= describe(inventory, found) if found is not None else {}
    except UnreadableSecret:
        messages.warning(request, _("The table of your last import can no longer be read. Import it again."))
    return render(request, "inventory/import.html", context, status=422 if form.errors else 200)


def is_given(request: ProjectRequest) -> bool:
    """Whether a table came with the form."""
    return bool(request.POST.get("text", "").strip() or request.FILES)


def describe(inventory: Inventory, found: InventoryImport) -> dict[str, object]:
    """What is understood of a table. Raises UnreadableSecret."""
    rows = read_rows(found, now=timezone.now())
    counts = Counter(row.change for row in rows)
    wrong = [row for row in rows if row.change is Change.INVALID]
    return {
        "found": found,
        "count": len(rows),
        "new": counts[Change.NEW],
        "changed": counts[Change.CHANGED],
        "unchanged": counts[Change.UNCHANGED],
        "invalid": len(wrong),
        "takes": counts[Change.NEW] + counts[Change.CHANGED],
        "columns": list(list_shown(inventory, found)),
        "choices": [
            (name, title_column(inventory.model, name, found.kind))
            for name in list_columns(inventory.model, has_secrets=True)
        ],
        "wrong": list(describe_wrong(inventory, wrong[:MOST_SHOWN])),
        "more": max(len(wrong) - MOST_SHOWN, 0),
        "notes": [as_text(note) for note in as_list(found.table.get("notes"))],
    }


def list_shown(inventory: Inventory, found: InventoryImport) -> Iterator[ShownColumn]:
    """Each column; cells of one that is not read are not shown, since nobody knows what they hold."""
    first = [cells for _number, cells in list_rows(found)[:SAMPLE]]
    secrets = list_secret_columns(inventory)
    for at, header in enumerate(as_list(found.table["headers"])):
        name = found.columns.get(str(at), "")
        cells = [cells[at] if at < len(cells) else "" for cells in first]
        is_hidden = not name or name in secrets
        yield ShownColumn(
            at=at,
            header=as_text(header),
            name=name,
            title=title_column(inventory.model, name, found.kind) if name else "",
            cells=[(MASK if cell else "") if is_hidden else mask_url(cell) for cell in cells],
        )


def list_secret_columns(inventory: Inventory) -> frozenset[str]:
    return frozenset(
        name_column(column)
        for fields in list_fields(inventory.section).values()
        for column, info in fields.items()
        if find_mark(info, Secret) is not None
    )


def describe_wrong(
    inventory: Inventory, rows: Sequence[EntryRow]
) -> Iterator[tuple[EntryRow, list[tuple[str, str]]]]:
    """Each row with its problems, each with what its column is called."""
    for row in rows:
        said = [
            # The row's own number says where it is.
            (title_column(inventory.model, column, row.kind), replace(problem, path="").render(_))
            for column, problem in row.problems
        ]
        yield row, said
