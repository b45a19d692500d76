"""Exports by relays: each made once, complete or not at all, thrown away after a day."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Event, Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.exports import files, maker
from taskbuilder.records.exports.maker import (
    LEASE,
    LostLease,
    claim_export,
    export_until,
    make_export,
    save_piece,
)
from taskbuilder.records.exports.selection import Selection
from taskbuilder.records.exports.store import TooMany, ask_for_export, find_export, list_exports, read_file
from taskbuilder.records.models import Export, ExportChunk, Format, Member, Project, Role, Submission
from taskbuilder.records.outbox import fault_points
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.tidying import tidy
from tests.support.plans import know_sizes, list_long_reads, noted
from tests.support.processes import ROOT, database_url
from tests.support.waiting import wait_until

ROWS, CHUNK = 120, 20


@pytest.fixture(autouse=True)
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", CHUNK)


@pytest.fixture
def person(db: None) -> User:
    """A member of all projects, which have a history."""
    seed_history(ROWS, seed=1, now=timezone.now() - timedelta(hours=1), progress=int)
    person = User.objects.create_user("exporter")
    for project in Project.objects.all():
        Member.objects.create(person=person, project=project, role=Role.VIEWER)
    return person


def ask(person: User, form: Format = Format.CSV, **filters: str) -> Export:
    projects = [*Project.objects.values_list("pk", flat=True)]
    selection = Selection(projects, filters)
    return ask_for_export(person=person, selection=selection, form=form, about="", now=timezone.now())


def claim() -> Export:
    export = claim_export(now=timezone.now())
    assert export is not None
    return export


def make(stop: Event | None = None) -> Export:
    make_export(claim(), stop=stop or Event())
    return Export.objects.get()


def read(export: Export) -> bytes:
    return b"".join(read_file(export))


@pytest.fixture
def at() -> Iterator[dict[Point, object]]:
    """What is done where a relay passes a point."""
    done: dict[Point, object] = {}

    def watch(point: Point) -> None:
        act = done.get(point)
        if callable(act):
            act()

    fault_points.watchers.append(watch)
    yield done
    fault_points.watchers.remove(watch)


@pytest.mark.parametrize("form", list(Format))
def test_it_is_complete_and_says_how_much_it_is(person: User, form: Format) -> None:
    ask(person, form)
    export = make()
    assert (export.state, export.rows_done, export.rows_total, export.due_at) == ("done", ROWS, ROWS, None)
    content = read(export)
    assert (len(content), ExportChunk.objects.count()) == (export.size, export.chunk_count)
    if form is not Format.XLSX:
        assert content.count(b"\n") == ROWS + (form is Format.CSV)


def test_it_has_what_was_there_when_it_was_asked_for(person: User) -> None:
    export = ask(person)
    Submission.objects.filter(pk=Submission.objects.order_by("-created_at")[0].pk).update(
        created_at=export.created_at + timedelta(seconds=1)
    )
    assert make().rows_done == ROWS - 1


def test_how_far_it_is_can_be_seen(person: User, at: dict[Point, object]) -> None:
    ask(person)
    seen: list[tuple[str, int, int | None]] = []
    at[Point.EXPORTING] = lambda: seen.extend(Export.objects.values_list("state", "rows_done", "rows_total"))
    make()
    assert seen == [("making", done, ROWS) for done in range(CHUNK, ROWS + 1, CHUNK)]


def test_a_half_file_is_never_read(person: User, at: dict[Point, object]) -> None:
    asked = ask(person)
    seen: set[tuple[bool, int]] = set()

    def look() -> None:
        export = find_export(asked.pk, person=person, now=timezone.now())
        seen.add((export.is_done, len(read(export))))

    at[Point.EXPORTING] = at[Point.EXPORT_WRITTEN] = look
    make()
    assert seen == {(False, 0)}


def test_one_relay_at_a_time_has_it(person: User) -> None:
    asked = ask(person)
    assert claim() == asked
    assert claim_export(now=timezone.now()) is None
    assert claim_export(now=timezone.now() + LEASE - timedelta(seconds=5)) is None
    again = claim_export(now=timezone.now() + LEASE + timedelta(seconds=5))
    assert (again, again and again.run) == (asked, 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_relays_one_makes_it(person: User) -> None:
    for _number in range(3):
        ask(person)
    barrier, claimed = Barrier(2), []

    def relay() -> None:
        barrier.wait()
        while (export := claim_export(now=timezone.now())) is not None:
            claimed.append(export.pk)
            make_export(export, stop=Event())
        connection.close()

    threads = [Thread(target=relay) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = list(Export.objects.all())
    assert sorted(claimed) == sorted(row.pk for row in rows)
    assert {(row.state, row.run, row.rows_done) for row in rows} == {("done", 1, ROWS)}


def test_what_a_relay_that_was_taken_for_dead_writes_is_in_no_file(person: User) -> None:
    ask(person)
    late = claim()
    Export.objects.update(due_at=timezone.now())
    export = make()
    whole = read(export)
    save_piece(late, 0, b"late")
    with pytest.raises(LostLease):
        maker.update(late, rows_done=1)
    make_export(late, stop=Event())
    assert (Export.objects.get().run, read(Export.objects.get())) == (2, whole)


def test_a_relay_that_ends_leaves_it_to_another_at_once(person: User, at: dict[Point, object]) -> None:
    ask(person)
    stop = Event()
    at[Point.EXPORTING] = stop.set
    assert make(stop).state == "waiting"
    at.clear()
    export = make()
    assert (export.state, export.run, export.rows_done) == ("done", 2, ROWS)
    assert ExportChunk.objects.count() == export.chunk_count


KILL = """
import django; django.setup()
import os, signal, sys
from threading import Event
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taskbuilder.records.exports import files, maker
from taskbuilder.records.outbox import fault_points
files.CHUNK = 20
passed = []
def watch(point):
    passed.append(point)
    if passed.count(sys.argv[1]) == 3 or (point == sys.argv[1] and point != "exporting"):
        os.kill(os.getpid(), signal.SIGKILL)
fault_points.watchers.append(watch)
maker.make_export(maker.claim_export(now=timezone.now()), stop=Event())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", [Format.CSV, Format.XLSX])
@pytest.mark.parametrize("point", [Point.EXPORT_CLAIMED, Point.EXPORTING, Point.EXPORT_WRITTEN])
def test_one_that_is_killed_is_made_anew(person: User, point: Point, form: Format) -> None:
    ask(person, form)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TASKBUILDER_DATABASE_URL": database_url(),
    }
    command = [sys.executable, "-W", "ignore", "-c", KILL, point.value]
    killed = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    export = Export.objects.get()
    assert (export.state, read(export), claim_export(now=timezone.now())) == ("making", b"", None)

    Export.objects.update(due_at=timezone.now())
    export = make()
    assert (export.state, export.run, export.rows_done) == ("done", 2, ROWS)
    assert ExportChunk.objects.count() == export.chunk_count


def test_one_that_ends_every_relay_is_given_up(person: User) -> None:
    ask(person)
    for _try in range(maker.MOST_TRIES):
        claim()
        Export.objects.update(due_at=timezone.now())
    export = make()
    assert (export.state, export.failure) == ("failed", "stopped")


def test_a_failure_leaves_nothing_of_it(
    person: User, at: dict[Point, object], caplog: pytest.LogCaptureFixture
) -> None:
    ask(person)

    def fail() -> None:
        if ExportChunk.objects.count() > 2:
            raise ValueError

    at[Point.EXPORTING] = fail
    export = make()
    assert (export.state, export.failure, export.due_at) == ("failed", "error", None)
    assert ExportChunk.objects.count() == 0
    assert [record.message for record in caplog.records] == ["The export failed."]


def test_a_database_that_went_away_is_no_failure(person: User, at: dict[Point, object]) -> None:
    ask(person)

    def fail() -> None:
        raise OperationalError

    at[Point.EXPORTING] = fail
    with pytest.raises(OperationalError):
        make()
    assert Export.objects.get().state == "making"


def test_who_lost_a_project_meanwhile_gets_nothing(person: User) -> None:
    ask(person)
    Member.objects.filter(person=person)[:1].get().delete()
    assert (make().state, Export.objects.get().failure) == ("failed", "access")


def test_who_may_no_longer_sign_in_gets_nothing(person: User) -> None:
    ask(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert make().failure == "access"


def test_a_filter_that_is_gone_does_not_make_the_list_longer(person: User) -> None:
    name = Project.objects.order_by("pk")[0].services.order_by("pk")[0].name
    ask(person, service=name)
    Project.objects.order_by("pk")[0].services.filter(name=name).update(name="Another")
    assert make().failure == "filters"


def test_a_spreadsheet_of_too_many_rows_is_refused_before_it_is_written(
    person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maker, "MOST_ROWS", ROWS - 1)
    ask(person, Format.XLSX)
    assert (make().failure, ExportChunk.objects.count()) == ("rows", 0)


def test_a_filtered_one_has_those_rows(person: User) -> None:
    ask(person, state="created", created_from="2000-01-01")
    assert make().rows_done == Submission.objects.filter(state="created").count()


def test_a_person_waits_for_a_few_at_most(person: User) -> None:
    for _number in range(5):
        ask(person)
    with pytest.raises(TooMany):
        ask(person)


def test_it_goes_after_a_day_with_its_file(person: User) -> None:
    ask(person)
    export = make()
    day = export.changed_at + timedelta(days=1)
    assert tidy(now=day - timedelta(minutes=1))["exports"] == 0
    assert list_exports(person, now=day - timedelta(minutes=1)) == [export]
    assert list_exports(person, now=day + timedelta(minutes=1)) == []
    assert tidy(now=day + timedelta(minutes=1))["exports"] == 1
    assert (Export.objects.count(), ExportChunk.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_relay_without_work_asks_once_and_by_an_index(
    person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(5):
        ask(person)
    Export.objects.update(state="done", due_at=None)
    know_sizes()
    with noted() as statements, django_assert_num_queries(1):
        assert claim_export(now=timezone.now()) is None
    with noted() as more:
        list_exports(person, now=timezone.now())
        tidy(now=timezone.now())
    assert list_long_reads(statements) == []
    assert [read for read in list_long_reads(more) if read.startswith("records_export")] == []


def test_a_chunk_costs_six_queries(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four that read of several projects, a sign of life, and a piece of the file."""
    counts = []
    for chunk in (ROWS // 2 + 1, ROWS // 8 + 1):
        monkeypatch.setattr(files, "CHUNK", chunk)
        ask(person)
        export = claim()
        with CaptureQueriesContext(connection) as queries:
            make_export(export, stop=Event())
        counts.append(len(queries))
    assert counts[1] - counts[0] == (8 - 2) * 6


@pytest.mark.django_db(transaction=True)
def test_a_relay_makes_them_on_a_thread_of_its_own(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maker, "PAUSE_SECONDS", 0.01)
    ask(person)
    stop = Event()
    thread = Thread(target=export_until, args=(stop,))
    thread.start()
    wait_until(lambda: Export.objects.get().state == "done")
    stop.set()
    thread.join()


def test_packing_a_spreadsheet_is_not_taken_for_death(person: User) -> None:
    """Nothing is said while all rows are packed; each piece after that is a sign of life."""
    ask(person, Format.XLSX)
    export, dues = claim_export(now=timezone.now()), []
    assert export is not None

    def watch(point: Point) -> None:
        due = Export.objects.values_list("due_at", flat=True).get()
        assert due is not None
        dues.append((point, (due - timezone.now()) // LEASE))

    save = maker.save_piece

    def save_and_look(*args: Any) -> None:
        watch(Point.EXPORTING)
        save(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maker, "save_piece", save_and_look)
        fault_points.watchers.append(watch)
        make_export(export, stop=Event())
        fault_points.watchers.remove(watch)
    assert dues[-3:] == [(Point.EXPORTING, 0), (Point.EXPORTING, 7), (Point.EXPORT_WRITTEN, 0)]
