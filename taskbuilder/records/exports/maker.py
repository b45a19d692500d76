"""Making exports, one at a time in each relay: claimed by a lease, written in pieces, shown when complete."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from zlib import compress
from zoneinfo import ZoneInfo

from django.utils import timezone

from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.exports.files import walk_chunks, write_file
from taskbuilder.records.exports.selection import Selection, sees_all
from taskbuilder.records.exports.spreadsheets import MOST_ROWS, TooManyRows
from taskbuilder.records.models import Export, ExportChunk, ExportState, Failure, Format, Submission
from taskbuilder.records.models.exports import SAVED_FOR
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.submissions.listing import Listing
from taskbuilder.records.turns import one_turn
from taskbuilder.records.write_lock import give_way, take_chunks

PAUSE_SECONDS = 2.0
LEASE = timedelta(minutes=2)
"""How long a relay may say nothing of an export before another begins it anew."""
PACKING = timedelta(minutes=15)
"""How long a relay may take to pack all rows of a spreadsheet, in which it says nothing."""
MOST_TRIES = 5
UNLIMITED = 10**9
logger = logging.getLogger(__name__)


class Unmade(Exception):
    """There can be no file, for a reason that is shown."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.label)
        self.failure = failure


class LostLease(Exception):
    """Another relay has begun this export anew, or it has expired."""


class Stopped(Exception):
    """This relay ends before the export is complete."""


def export_until(stop: Event) -> None:
    """Makes what is asked for, on a thread of its own, until `stop` is set."""
    while not stop.wait(PAUSE_SECONDS):
        with one_turn(logger, later="Exporting later.", failed="Looking for exports failed. Trying again."):
            while not stop.is_set() and (export := claim_export(now=timezone.now())) is not None:
                make_export(export, stop=stop)


def claim_export(*, now: datetime) -> Export | None:
    """The one that has been due longest; of several claimers one gets it. One query where nothing is due."""
    for export in Export.objects.filter(due_at__lte=now).order_by("due_at").select_related("person"):
        begun = Export.objects.filter(pk=export.pk, run=export.run, due_at=export.due_at)
        run, tries, due_at = export.run + 1, export.tries + 1, now + LEASE
        if begun.update(state=ExportState.MAKING, run=run, tries=tries, due_at=due_at, changed_at=now):
            export.run, export.tries = run, tries
            fault_point(Point.EXPORT_CLAIMED)
            return export
    return None


def make_export(export: Export, *, stop: Event) -> None:
    """Writes it, or says why there is none. What a relay that was killed had written is thrown away."""
    fields = {"export": str(export.pk), "run": export.run}
    try:
        throw_away_pieces(export, run__lt=export.run)
        if export.tries > MOST_TRIES:
            raise Unmade(Failure.STOPPED)
        Making(export, stop).write()
        logger.info("Exported", extra=fields | {"rows": export.rows_done})
    except DATABASE_AWAY:
        raise
    except LostLease:
        logger.warning("Another relay is making this export.", extra=fields)
    except Stopped:
        update(export, state=ExportState.WAITING, due_at=timezone.now())
    except Unmade as error:
        fail(export, error.failure)
    except TooManyRows:
        fail(export, Failure.ROWS)
    except Exception:
        logger.exception("The export failed.", extra=fields)
        fail(export, Failure.ERROR)


@dataclass
class Making:
    """One run. Each piece is committed on its own; only the last step makes the file readable."""

    export: Export
    stop: Event

    def write(self) -> None:
        """Raises Unmade, TooManyRows, LostLease or Stopped."""
        form, language = Format(self.export.format), self.export.language
        listing = self.select()
        self.count(listing, form)
        number = size = 0
        for piece in write_file(self.walk(listing), form=form, language=language):
            save_piece(self.export, number, piece)
            if form is Format.XLSX:  # whose pieces all come at its end
                update(self.export, due_at=timezone.now() + LEASE)
                give_way()
            number, size = number + 1, size + len(piece)
        fault_point(Point.EXPORT_WRITTEN)
        self.finish(number, size)

    def select(self) -> Listing:
        """The list as it was asked for; raises Unmade."""
        person, projects = self.export.person, self.export.projects
        if not (person.is_active and sees_all(person, projects)):
            raise Unmade(Failure.ACCESS)
        with timezone.override(ZoneInfo(self.export.time_zone)):
            selection = Selection(projects, self.export.filters)
            if not selection.is_understood:
                raise Unmade(Failure.FILTERS)
            return selection.listing

    def count(self, listing: Listing, form: Format) -> None:
        """How many rows there will be at most; raises Unmade."""
        is_limited = form is Format.XLSX
        total = listing.count_up_to(MOST_ROWS + 1 if is_limited else UNLIMITED)
        if is_limited and total > MOST_ROWS:
            raise Unmade(Failure.ROWS)
        update(self.export, rows_total=total, rows_done=0)

    def walk(self, listing: Listing) -> Iterator[list[Submission]]:
        """The rows, and after each chunk a sign of life."""
        done = 0
        for rows in walk_chunks(listing, until=self.export.created_at):
            if self.stop.is_set():
                raise Stopped
            yield rows
            done += len(rows)
            update(self.export, rows_done=done, due_at=timezone.now() + LEASE)
            fault_point(Point.EXPORTING)
        if self.export.format == Format.XLSX:
            update(self.export, due_at=timezone.now() + PACKING)

    def finish(self, number: int, size: int) -> None:
        update(
            self.export,
            state=ExportState.DONE,
            rows_total=self.export.rows_done,
            chunk_count=number,
            size=size,
            due_at=None,
            expires_at=timezone.now() + SAVED_FOR,
        )


def save_piece(export: Export, number: int, piece: bytes) -> None:
    ExportChunk.objects.create(export=export, run=export.run, number=number, data=compress(piece, 1))


def update(export: Export, **values: object) -> None:
    """Changes this run's export; raises LostLease if there is a later run."""
    mine = Export.objects.filter(pk=export.pk, run=export.run, state=ExportState.MAKING)
    if not mine.update(**values, changed_at=timezone.now()):
        raise LostLease
    vars(export).update(values)


def fail(export: Export, failure: Failure) -> None:
    """No file: what was written of it goes."""
    throw_away_pieces(export)
    try:
        update(export, state=ExportState.FAILED, failure=failure, due_at=None)
    except LostLease:
        logger.warning("Another relay is making this export.", extra={"export": str(export.pk)})


def throw_away_pieces(export: Export, **which: int) -> None:
    """One at a time: each may be large."""
    pieces = ExportChunk.objects.filter(export=export, **which)
    for piece in take_chunks(pieces, chunk=1):
        piece.delete()
