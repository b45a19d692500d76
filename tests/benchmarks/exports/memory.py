"""What an export of a long history costs: its memory does not grow with the rows.

`EXPORTED` in the environment is how many submissions there are.
"""

import os
import time
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from tempfile import TemporaryFile
from threading import Event
from typing import IO

import openpyxl
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.exports.files import CHUNK, walk_chunks, write_file
from taskbuilder.records.exports.maker import claim_export, make_export
from taskbuilder.records.exports.selection import Selection
from taskbuilder.records.exports.store import ask_for_export, read_file
from taskbuilder.records.models import Export, Format, Project
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import make_listing
from tests.benchmarks.figures import Figure
from tests.benchmarks.steps import own_database

ROWS = int(os.environ.get("EXPORTED", 100_000))
FEW = 5_000
MOST_GROWTH = 5.0
"""A spreadsheet takes some 25 bytes for each row that it has written."""
MEGA = 1_000_000


def measure_exporting() -> Iterator[Figure]:
    """On a database of its own."""
    with own_database():
        seed_history(ROWS, seed=1, now=timezone.now(), progress=int)
        for form in Format:
            yield measure_growth(form)
        yield measure_relay()


def measure_growth(form: Format) -> Figure:
    """How much more memory all rows take at the peak than the first few."""
    few, growth = write(form, FEW), write(form, ROWS) - write(form, FEW)
    print(f"Memory at the peak of {FEW} rows as {form.label}: {few / MEGA:.1f} MB", flush=True)
    return Figure(
        name=f"more memory for {ROWS} rows than for {FEW}, {form.label}",
        value=growth / MEGA,
        limit=MOST_GROWTH,
        unit="MB",
    )


def write(form: Format, rows: int) -> int:
    """Sends so many to nobody; answers the most bytes that were in use meanwhile."""
    chunks = islice(walk_chunks(make_listing(SubmissionFilters(), None), until=timezone.now()), rows // CHUNK)
    tracemalloc.start()
    try:
        for _piece in write_file(chunks, form=form, language="en"):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def measure_relay() -> Figure:
    """A spreadsheet as a relay makes it, opened and counted."""
    person = User.objects.create_superuser("exporter")
    selection = Selection([*Project.objects.values_list("pk", flat=True)], {})
    ask_for_export(person=person, selection=selection, form=Format.XLSX, about="", now=timezone.now())
    begin = time.perf_counter()
    export = claim_export(now=timezone.now())
    if export is not None:
        make_export(export, stop=Event())
    spent = time.perf_counter() - begin
    made = Export.objects.get()
    print(f"A relay exports {made.rows_done} rows: {made.size / MEGA:.0f} MB in {spent:.0f} s", flush=True)
    with TemporaryFile() as file:
        file.writelines(read_file(made))
        return Figure(
            name=f"rows that openpyxl finds, of {ROWS}",
            value=count_rows(file),
            limit=ROWS,
            unit="",
            is_least=True,
        )


def count_rows(file: IO[bytes]) -> int:
    """Those below the titles."""
    book = openpyxl.load_workbook(file, read_only=True)
    return sum(1 for _row in book.worksheets[0].iter_rows(min_row=2, values_only=True))
