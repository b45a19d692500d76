"""What a pasted text is understood as, in words and as a small table, before anything is added."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from taskbuilder.forms.fields import ListOf
from taskbuilder.forms.paste import LONGEST, Pasted, digest_pasted, list_columns, read_rows
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line, write_list
from taskbuilder.taskspec.secrets.split import mask_url

MOST_ROWS, MOST_NAMED = 5, 12
IGNORED = _("ignored")
TOO_LONG = _("This is longer than %(limit)d characters. Paste it in parts.")
MARK = _("A byte-order mark at the beginning is left out.")


@dataclass(frozen=True, kw_only=True, repr=False)
class Preview:
    """The first rows as a table: what each column fills in, and the cells of those that fill in something."""

    summary: list[str]
    titles: list[tuple[str, str]]
    rows: list[list[str]]
    more: str
    add: str
    digest: str


def describe_pasted(found: ListOf, text: str) -> Preview | None:
    """The preview of a box; None for one that has nothing in it but blanks."""
    if not text.strip():
        return None
    columns = list_columns(found)
    pasted = read_rows(text, columns, found.limit)
    used = [(column.name, gettext(column.title)) for column in columns]
    named = {title: name for name, title in used}
    order = [named.get(title, "") for _name, title in pasted.columns]
    more = pasted.count - MOST_ROWS
    add = ngettext("Add %(counter)s row", "Add %(counter)s rows", pasted.count) % {"counter": pasted.count}
    return Preview(
        summary=summarise(pasted),
        titles=[(one_line(name), title or gettext(IGNORED)) for name, title in pasted.columns],
        rows=[
            [one_line(mask_url(row.get(name, ""))) if name else "" for name in order]
            for row in pasted.rows[:MOST_ROWS]
        ],
        more=ngettext("%(counter)s more row", "%(counter)s more rows", more) % {"counter": more}
        if more > 0
        else "",
        add=add if pasted.count else "",
        digest=digest_pasted(text),
    )


def summarise(pasted: Pasted) -> list[str]:
    """What was found, and each thing that is left out."""
    return list(_list_sentences(pasted))


def _list_sentences(pasted: Pasted) -> Iterator[str]:
    if pasted.is_too_long:
        yield gettext(TOO_LONG) % {"limit": LONGEST}
    names = write_list((title or gettext(IGNORED) for _name, title in pasted.columns[:MOST_NAMED]), gettext)
    number = len(pasted.columns)
    if pasted.count:
        yield ngettext("%(counter)s row found.", "%(counter)s rows found.", pasted.count) % {
            "counter": pasted.count
        }
        columns = ngettext("%(counter)s column: %(names)s.", "%(counter)s columns: %(names)s.", number)
        yield columns % {"counter": number, "names": names}
    if pasted.left_lines:
        yield _name_lines(pasted)
    if pasted.comments:
        words = ngettext(
            "%(counter)s comment line, which begins with #, is left out.",
            "%(counter)s comment lines, which begin with #, are left out.",
            pasted.comments,
        )
        yield words % {"counter": pasted.comments}
    if pasted.has_mark:
        yield gettext(MARK)


def _name_lines(pasted: Pasted) -> str:
    numbers = write_list(map(str, pasted.left_lines[:MOST_NAMED]), gettext)
    if len(pasted.left_lines) > MOST_NAMED:
        numbers = f"{numbers}…"
    words = ngettext(
        "%(counter)s line has no address and stays in the box: %(numbers)s.",
        "%(counter)s lines have no address and stay in the box: %(numbers)s.",
        len(pasted.left_lines),
    )
    return words % {"counter": len(pasted.left_lines), "numbers": numbers}
