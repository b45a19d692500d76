"""What a list is narrowed by finds just that, by an index, however the filters come together."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from taskbuilder.records.models import ApiToken, Project, Submission
from taskbuilder.records.search.matches import read_words
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.submissions import filters as module
from taskbuilder.records.submissions import listing as listing_module
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import Count, make_listing
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.taskspec.json_value import as_object
from tests.records.conftest import NOW
from tests.support.plans import know_sizes, list_long_reads, noted

pytestmark = pytest.mark.django_db
ROWS, MANY_ROWS = 1_200, 10_000
Filters = SubmissionFilters


@pytest.fixture
def history() -> list[Submission]:
    """Newest first."""
    seed_history(ROWS, seed=1, now=NOW, progress=int)
    note_some_remarks()
    note_some_states()
    return list(Submission.objects.order_by("-created_at", "-id").select_related("search_entry"))


def note_some_remarks() -> None:
    """Some are commented on, some reviewed, and some both."""
    keys = list(Submission.objects.order_by("created_at", "id").values_list("pk", flat=True))
    for every, remarks in ((5, 1), (7, 2), (10, 3)):
        Submission.objects.filter(pk__in=keys[::every]).update(remarks=remarks)


def note_some_states() -> None:
    """Some have tasks that run, and some tasks that failed."""
    created = Submission.objects.filter(state="created").order_by("created_at", "id")
    keys = list(created.values_list("pk", flat=True))
    for every, state in ((2, "RUNNING"), (7, "FAILED")):
        Submission.objects.filter(pk__in=keys[::every]).update(task_state=state)


def fits(row: Submission, asked: SubmissionFilters) -> bool:
    """By each row itself, as slowly as can be."""
    wanted = {
        "state": asked.state or row.state,
        "task_state": asked.task_state or row.task_state,
        "input_type": asked.input_type or row.input_type,
        "schedule_type": asked.schedule_type or row.schedule_type,
        "created_by_id": asked.created_by or row.created_by_id,
    }
    return (
        all(getattr(row, name) == value for name, value in wanted.items())
        and (asked.services is None or row.service_id in asked.services)
        and (asked.tokens is None or row.token_id in asked.tokens)
        and asked.is_commented in (None, row.is_commented)
        and asked.is_reviewed in (None, row.is_reviewed)
        and (not asked.sink or asked.sink in as_object(row.request["output"]))
        and (asked.created_from is None or row.created_at >= asked.created_from)
        and (asked.created_to is None or row.created_at < asked.created_to)
        and all(word in row.search_entry.text for word in asked.words.all)
    )


def make_filters(history: list[Submission], random: Random) -> SubmissionFilters:
    """One to four filters, each with a value that some submission has."""
    row = random.choice(history)
    values: dict[str, object] = {
        "state": row.state,
        "task_state": row.task_state or "",
        "services": tuple({row.service_id, random.choice(history).service_id}),
        "input_type": row.input_type,
        "sink": random.choice(list(as_object(row.request["output"]))),
        "schedule_type": row.schedule_type,
        "created_by": row.created_by_id,
        "tokens": (row.token_id,) if row.token_id else (),
        "is_commented": row.is_commented,
        "is_reviewed": row.is_reviewed,
        "created_from": row.created_at - timedelta(days=90),
        "created_to": row.created_at + timedelta(days=90),
        "words": read_words(random.choice((row.name[2:9], "quay", "cameras.example night", row.name))),
    }
    names = random.sample(list(values), random.randint(1, 4))
    return Filters(**{name: values[name] for name in names})  # type: ignore[arg-type]


def walk(asked: SubmissionFilters, projects: list[int] | None, limit: int) -> Iterator[list[Submission]]:
    """Every page, to the end and from there back to the beginning."""
    page = list_submissions(projects=projects, filters=asked, limit=limit)
    pages = [page.rows]
    while page.older:
        page = list_submissions(projects=projects, filters=asked, before=page.older, limit=limit)
        pages.append(page.rows)
    yield from pages
    for rows in reversed(pages[:-1]):
        page = list_submissions(projects=projects, filters=asked, after=page.newer, limit=limit)
        assert page.rows == rows


@pytest.mark.parametrize("rare", [3_000, 5])
def test_each_filter_and_several_find_what_fits(
    history: list[Submission], rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With few as rare too: then words and filters are read in the order of time."""
    monkeypatch.setattr(listing_module, "MOST_MATCHES", rare)
    monkeypatch.setattr(module, "RARE", rare)
    random = Random(3)  # noqa: S311 - the same each time
    projects = list(Project.objects.values_list("pk", flat=True))
    for number in range(60):
        asked = make_filters(history, random)
        scope = (projects[:1], projects[1:], projects, None)[number % 4]
        wanted = [row for row in history if (scope is None or row.project_id in scope) and fits(row, asked)]
        found = [row for rows in walk(asked, scope, max(len(wanted) // 3, 1)) for row in rows]
        assert found == wanted, (asked, scope)


def test_a_list_of_more_projects_than_are_read_one_by_one(
    history: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BRANCHES", 2)
    asked = Filters(input_type="url", state="created")
    projects = list(Project.objects.values_list("pk", flat=True))
    wanted = [row for row in history if fits(row, asked)][:50]
    assert list_submissions(projects=projects, filters=asked).rows == wanted
    assert list_submissions(projects=[], filters=asked).rows == []


def test_it_is_counted_up_to_a_bound(history: list[Submission], monkeypatch: pytest.MonkeyPatch) -> None:
    project = history[0].project_id
    own = [row for row in history if row.project_id == project]

    def count(asked: SubmissionFilters) -> Count | None:
        return make_listing(asked, [project]).count()

    assert count(Filters()) == Count(len(own), is_exact=True)
    refused = sum(row.state == "refused" for row in own)
    assert count(Filters(state="refused")) == Count(refused, is_exact=True)
    assert count(Filters(state="refused", input_type="url")) is None
    named = sum("quay" in row.search_entry.text for row in own)
    assert count(Filters(words=read_words("quay"))) == Count(named, is_exact=True)
    monkeypatch.setattr(listing_module, "MOST_COUNTED", 10)
    assert count(Filters()) == Count(10, is_exact=False)


def test_ids_are_found_by_their_beginning_alone(history: list[Submission]) -> None:
    row = next(row for row in history if row.state == "created")
    task_id = row.tasks.all()[0].task_id
    for words in (str(row.pk), str(row.pk)[:9].upper(), row.pk.hex, task_id, task_id[:8]):
        found = list_submissions(projects=None, filters=Filters(words=read_words(words))).rows
        assert found == [row], words
    for words in (row.pk.hex[:7], task_id[1:], f"{task_id[:8]} {row.name}"):
        assert list_submissions(projects=None, filters=Filters(words=read_words(words))).rows == [], words
    elsewhere = [key for key in Project.objects.values_list("pk", flat=True) if key != row.project_id]
    assert list_submissions(projects=elsewhere, filters=Filters(words=read_words(task_id))).rows == []


def test_no_list_reads_a_whole_table() -> None:
    """Each filter alone, three together, words that are rare and common, a deep page, one project and all."""
    seed_history(MANY_ROWS, seed=1, now=NOW, progress=int)
    note_some_remarks()
    note_some_states()
    know_sizes()
    projects = list(Project.objects.values_list("pk", flat=True))
    row = Submission.objects.filter(project=projects[0], state="created", token__isnull=False)[40]
    token = ApiToken.objects.filter(project=row.project_id)[0]
    alone: dict[str, Filters] = {
        "none": Filters(),
        "state": Filters(state="refused"),
        "common state": Filters(state="created"),
        "task state": Filters(task_state="FAILED"),
        "common task state": Filters(task_state="RUNNING"),
        "both states": Filters(state="created", task_state="FAILED"),
        "services": Filters(services=(row.service_id, row.service_id + 1)),
        "input_type": Filters(input_type="obs"),
        "sink": Filters(sink="dis"),
        "schedule_type": Filters(schedule_type="none"),
        "created_by": Filters(created_by=row.created_by_id),
        "tokens": Filters(tokens=(token.pk,)),
        "commented": Filters(is_commented=True),
        "not reviewed": Filters(is_reviewed=False),
        "commented and not reviewed": Filters(is_commented=True, is_reviewed=False),
        "times": Filters(created_from=NOW - timedelta(days=300), created_to=NOW - timedelta(days=200)),
        "three": Filters(state="created", services=(row.service_id,), input_type="url"),
        "rare words": Filters(words=read_words(row.name)),
        "no words": Filters(words=read_words("nosuchthing")),
        "common words": Filters(words=read_words("watches")),
        "an id": Filters(words=read_words(row.pk.hex)),
        "words and a filter": Filters(words=read_words("watches"), state="refused"),
    }
    found = {}
    for scope in ([projects[0]], projects):
        for name, asked in alone.items():
            for place in ({}, {"before": f"{(NOW - timedelta(days=400)).isoformat()}~{row.pk}"}):
                with noted() as statements:
                    list_submissions(projects=scope, filters=asked, **place)  # type: ignore[arg-type]
                    make_listing(asked, scope).count()
                assert 0 < len(statements) < 9, name
                if len(scope) > 1 and asked.words and asked.words.long == ("watches",):
                    continue  # read in the order of time until a page is full
                found[f"{name}, {len(scope)} projects, {place}"] = list_long_reads(statements)
    assert {name: tables for name, tables in found.items() if tables} == {}
