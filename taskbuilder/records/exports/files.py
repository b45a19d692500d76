"""A filtered list as a file: read a chunk at a time, newest first, and written in one of the formats."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import accumulate, takewhile

from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import override

from taskbuilder.records.exports.spreadsheets import write_xlsx
from taskbuilder.records.exports.text_files import write_csv, write_json_lines
from taskbuilder.records.models import Format, Submission
from taskbuilder.records.submissions.listing import PAYLOADS, Listing
from taskbuilder.records.submissions.pagination import BY_TIME

CHUNK = 200
"""Rows that are in memory at once, without their requests."""
MOST_CHARACTERS = 4 * 1024 * 1024
"""Of the requests that are in memory at once, as they are stored; a single one may have more."""
SIZE = "request_size"
RELATED = ("project", "service", "created_by", "token")
MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON_LINES: "application/jsonl; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WRITERS: dict[Format, Callable[[Iterable[list[Submission]]], Iterator[bytes]]] = {
    Format.CSV: write_csv,
    Format.JSON_LINES: write_json_lines,
    Format.XLSX: write_xlsx,
}


def load(rows: QuerySet[Submission]) -> list[Submission]:
    """With all that a file says of them but their requests, and no secrets."""
    sized = rows.annotate(**{SIZE: Length("request")})
    return list(sized.defer(*PAYLOADS).select_related(*RELATED).prefetch_related("tasks"))


def take_requests(rows: list[Submission]) -> Iterator[list[Submission]]:
    """The rows with their requests, in parts that are not too large together. A query for each part."""
    while rows:
        count = count_fitting(rows)
        part, rows = rows[:count], rows[count:]
        found = Submission.objects.filter(pk__in=[row.pk for row in part]).order_by()
        requests = dict(found.values_list("pk", "request"))
        for row in part:
            row.request = requests.get(row.pk) or {}  # none of one that was deleted meanwhile
        yield part
        for row in part:  # what is large goes, even where the row is still held
            row.request = {}


def count_fitting(rows: list[Submission]) -> int:
    """How many of the first are not too large together; one in any case."""
    totals = accumulate(vars(row)[SIZE] for row in rows)
    return max(1, sum(1 for _total in takewhile(lambda total: total <= MOST_CHARACTERS, totals)))


def walk_chunks(listing: Listing, *, until: datetime) -> Iterator[list[Submission]]:
    """All of a list that was there at a moment, newest first, and no query open between two chunks.

    Three queries a chunk, or four where the list has several branches; more where requests are large.
    """
    place = Q(created_at__lte=until)
    while found := listing.fetch(place, newest_first=True, limit=CHUNK, load=load):
        yield from take_requests(found)
        if len(found) < CHUNK:
            return
        place = BY_TIME.older_than(BY_TIME.cursor_of(found[-1]))


def write_file(chunks: Iterable[list[Submission]], *, form: Format, language: str) -> Iterator[bytes]:
    """The file in pieces, in that language, whatever else the thread does between two of them."""
    with override(language):
        pieces = WRITERS[form](chunks)
    while True:
        with override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
