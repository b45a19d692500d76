"""The counts that the database keeps are those that counting gives, however submissions change."""

import random
from datetime import UTC, date, timedelta
from importlib import import_module
from itertools import permutations
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import DailyCount, Member, Project, Service, Submission
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.submissions.daily_counts import add_up, read_counts
from taskbuilder.records.submissions.states import DUE, SETTLED, State
from taskbuilder.records.submissions.transitions import columns_of
from taskbuilder.records.triggers import OPEN, make_triggers
from tests.records.conftest import NOW

EARLIEST = date(2000, 1, 1)


def make(
    service: Service, by: User, number: int, *, days: float = 0, state: State = State.QUEUED
) -> Submission:
    created_at = NOW - timedelta(days=days)
    return Submission(
        id=UUID(int=number),
        project=service.project,
        service=service,
        created_by=by,
        created_at=created_at,
        name=f"gate-{number}",
        request={"name": "gate"},
        state=state,
        due_at=created_at if state in DUE else None,
        lease_until=created_at if state == State.SENDING else None,
        settled_at=created_at if state in SETTLED else None,
    )


def move(rows: list[UUID], state: State) -> None:
    columns = columns_of(state, now=NOW)
    columns["due_at"] = NOW if state in DUE else None
    columns["lease_until"] = NOW if state == State.SENDING else None
    Submission.objects.filter(pk__in=rows).update(**columns)


def count() -> dict[int, dict[date, dict[str, int]]]:
    """As it would be by looking at every row."""
    found: dict[int, dict[date, dict[str, int]]] = {}
    for row in Submission.objects.all():
        day = found.setdefault(row.project_id, {}).setdefault(row.created_at.astimezone(UTC).date(), {})
        result = row.state if row.state in SETTLED else OPEN
        day[result] = day.get(result, 0) + 1
    return found


def test_counts_follow_every_way_in_which_submissions_change(service: Service, operator: User) -> None:
    seed, states = random.Random(16), list(State)  # noqa: S311 - the same each time
    rows = [make(service, operator, n, days=seed.uniform(0, 3), state=seed.choice(states)) for n in range(40)]
    Submission.objects.bulk_create(rows[:30])
    for row in rows[30:]:
        row.save(force_insert=True)
    assert read_counts([service.project], since=EARLIEST) == count()

    for _step in range(30):
        some = seed.sample([row.pk for row in rows], seed.randint(1, 10))
        if seed.random() < 0.1:
            Submission.objects.filter(pk__in=some[:2]).delete()
        else:
            move(some, seed.choice(states))
        assert read_counts([service.project], since=EARLIEST) == count()
        if seed.random() < 0.2:
            add_up()
            assert read_counts([service.project], since=EARLIEST) == count()


@pytest.mark.parametrize(("moment", "day"), [("23:59:59.999999", 0), ("00:00:00", 1)])
def test_a_day_is_one_of_utc(service: Service, operator: User, moment: str, day: int) -> None:
    row = make(service, operator, 1)
    hour, minute, second = moment.split(":")
    row.created_at = NOW.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0) + timedelta(
        days=day, seconds=float(second)
    )
    row.save(force_insert=True)
    assert list(read_counts([service.project], since=EARLIEST)[service.project_id]) == [
        NOW.date() + timedelta(days=day)
    ]


def test_rows_are_added_up_to_one_for_each_count(service: Service, operator: User) -> None:
    Submission.objects.bulk_create([make(service, operator, number) for number in range(5)])
    move([UUID(int=number) for number in range(4)], State.SENDING)  # not finished either: no change
    move([UUID(int=number) for number in range(4)], State.CREATED)
    assert DailyCount.objects.count() == 5 + 4 + 4
    assert add_up() == 11
    kept = DailyCount.objects.order_by("result").values_list("result", "change")
    assert list(kept) == [("created", 4), (OPEN, 1)]
    assert add_up() == 0

    move([UUID(int=4)], State.CREATED)
    add_up()
    assert list(DailyCount.objects.values_list("result", "change")) == [("created", 5)]


def test_what_was_adopted_is_not_counted_as_created(service: Service, operator: User) -> None:
    """Not when it comes, not when it goes; the migration moves what was counted before."""
    adopted, other = (make(service, operator, number, state=State.CREATED) for number in (1, 2))
    adopted.remarks = Remark.ADOPTED | Remark.REVIEWED
    Submission.objects.bulk_create([adopted, other])
    day = NOW.astimezone(UTC).date()
    both = {service.project_id: {day: {"created": 1, "adopted": 1}}}
    assert read_counts([service.project], since=EARLIEST) == both
    DailyCount.objects.filter(result="adopted").update(result="created")
    import_module("taskbuilder.records.migrations.0041_adopted_counts").move(apps, None)
    assert read_counts([service.project], since=EARLIEST) == both
    Submission.objects.filter(pk=adopted.pk).delete()
    assert read_counts([service.project], since=EARLIEST) == {service.project_id: {day: {"created": 1}}}


def test_what_is_added_meanwhile_is_not_lost(
    service: Service, operator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Submission.objects.bulk_create([make(service, operator, number) for number in range(3)])
    found = DailyCount.objects.values("project", "day", "result").distinct().get()
    create = DailyCount.objects.create

    def create_late(**columns: object) -> DailyCount:
        make(service, operator, 9).save(force_insert=True)
        return create(**columns)

    monkeypatch.setattr(DailyCount.objects, "create", create_late)
    add_up()
    monkeypatch.undo()
    counts = read_counts([service.project], since=EARLIEST)
    assert counts == {found["project"]: {found["day"]: {OPEN: 4}}} == count()


def test_other_projects_and_earlier_days_are_left_out(
    service: Service, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Submission.objects.bulk_create([make(service, operator, number, days=number) for number in range(4)])
    other = Project.objects.get(pk=service.project_id)
    other.pk, other.slug = None, "other"
    other.save()
    since = (NOW - timedelta(days=1)).date()
    with django_assert_num_queries(1):
        counts = read_counts([service.project, other], since=since)
    assert {project: sorted(days) for project, days in counts.items()} == {
        service.project_id: [since, NOW.date()]
    }


def test_the_migration_counts_what_is_there(service: Service, operator: User) -> None:
    states = list(State)
    rows = [
        make(service, operator, number, days=number % 3, state=states[number % 9]) for number in range(30)
    ]
    Submission.objects.bulk_create(rows)
    DailyCount.objects.all().delete()
    migration = import_module("taskbuilder.records.migrations.0017_daily_counts")
    migration.count(apps, None)
    assert read_counts([service.project], since=EARLIEST) == count()


@pytest.mark.parametrize("models", list(permutations([DailyCount, Submission, Project])))
def test_tables_can_be_emptied_in_any_order(
    service: Service, operator: User, models: tuple[type[Model], ...]
) -> None:
    """As a flush does on SQLite, without a look at what belongs together; that is checked at its end."""
    make(service, operator, 1).save(force_insert=True)
    order: list[type[Model]] = [Service, Member, *models]
    for model in order:
        model._base_manager.all()._raw_delete(using="default")
    connection.check_constraints()
    assert not DailyCount.objects.exists()


def test_triggers_can_be_made_again(service: Service, operator: User) -> None:
    make_triggers(connection)
    make_triggers(connection)
    make(service, operator, 1).save(force_insert=True)
    assert list(DailyCount.objects.values_list("change", flat=True)) == [1]
