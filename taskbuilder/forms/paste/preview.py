"""What a pasted text is understood as, in words and as a small table, before anything is added."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.translation import ngettext

from taskbuilder.forms.fields import KeyValues, ListOf, Rows
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.paste.boxes import mask_box
from taskbuilder.forms.paste.counts import MOST_NAMED, say_add, say_found, say_left
from taskbuilder.forms.paste.headers import read_headers
from taskbuilder.forms.paste.pasted import Pasted
from taskbuilder.forms.paste.rows import list_columns, read_rows
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line, write_list
from taskbuilder.taskspec.secrets.split import MASK, mask_url

MOST_ROWS = 10
IGNORED = _("ignored")
TOO_LONG = _("This is longer than %(limit)d characters. Paste it in parts.")
MARK = _("The byte-order mark at the beginning is ignored.")
NO_HEADERS = _("No header found. Paste one “Name: value” per line, a JSON object, or a cURL command.")
OTHERS = _("Only the headers are added. The rest of the text is ignored.")


@dataclass(frozen=True, kw_only=True, repr=False)
class Preview:
    """The first rows as a table: what each column fills in, and the cells of those that fill in something."""

    summary: list[str]
    titles: list[tuple[str, str]]
    rows: list[list[str]]
    more: str
    add: str
    digest: str


def read_pasted(found: Rows, text: str, most: int) -> Pasted:
    """The first rows of a text that was pasted beside that list."""
    if isinstance(found, ListOf):
        return read_rows(text, list_columns(found), most)
    return read_headers(text, most)


def digest_pasted(found: Rows, text: str) -> str:
    """Names a text as it was shown: what is added is what was seen."""
    return blake2b(mask_box(found, text).encode(errors="surrogatepass"), digest_size=8).hexdigest()


def describe_pasted(found: Rows, text: str) -> Preview | None:
    """The preview of a box; None for one that has nothing in it but blanks."""
    if not text.strip():
        return None
    pasted = read_pasted(found, text, found.limit)
    more = pasted.count - MOST_ROWS
    return Preview(
        summary=summarise(found, pasted),
        titles=[(one_line(name), title or gettext(IGNORED)) for name, title in pasted.columns],
        rows=list(_list_cells(found, pasted)),
        more=_say_more(more) if more > 0 else "",
        add=say_add(found, pasted.count) if pasted.count else "",
        digest=digest_pasted(found, text),
    )


def _list_cells(found: Rows, pasted: Pasted) -> Iterator[list[str]]:
    """The first rows, their cells in the order of the columns; secrets are hidden."""
    for row in pasted.rows[:MOST_ROWS]:
        if isinstance(found, KeyValues):
            value = MASK if found.hides(row["name"]) and row["value"] else mask_url(row["value"])
            yield [one_line(row["name"]), one_line(value)]
        elif isinstance(found, ListOf):
            named = {gettext(column.title): column.name for column in list_columns(found)}
            names = [named.get(title, "") for _name, title in pasted.columns]
            yield [one_line(mask_url(row.get(name, ""))) if name else "" for name in names]


def _say_more(number: int) -> str:
    return ngettext("%(counter)s more row", "%(counter)s more rows", number) % {"counter": number}


def summarise(found: Rows, pasted: Pasted) -> list[str]:
    """What was found, and each thing that is left out."""
    return list(_list_sentences(found, pasted))


def _list_sentences(found: Rows, pasted: Pasted) -> Iterator[str]:
    if pasted.longest:
        yield gettext(TOO_LONG) % {"limit": pasted.longest}
    elif isinstance(found, KeyValues) and not pasted.count:
        yield gettext(NO_HEADERS)
        return
    if pasted.count:
        yield say_found(found, pasted.count)
    if pasted.count and isinstance(found, ListOf):
        yield _name_columns(pasted)
    if pasted.left_lines:
        yield say_left(found, pasted.left_lines)
    if pasted.comments:
        words = ngettext(
            "%(counter)s comment line (starting with #) is ignored.",
            "%(counter)s comment lines (starting with #) are ignored.",
            pasted.comments,
        )
        yield words % {"counter": pasted.comments}
    if pasted.has_others:
        yield gettext(OTHERS)
    if pasted.has_mark:
        yield gettext(MARK)


def _name_columns(pasted: Pasted) -> str:
    names = write_list((title or gettext(IGNORED) for _name, title in pasted.columns[:MOST_NAMED]), gettext)
    number = len(pasted.columns)
    words = ngettext("%(counter)s column: %(names)s.", "%(counter)s columns: %(names)s.", number)
    return words % {"counter": number, "names": names}
