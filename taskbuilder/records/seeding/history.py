"""Fills the history with made-up submissions, many at a time; the same seed makes the same."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from taskbuilder.records.models import Attempt, CreatedTask, InputFingerprint, SearchEntry, Submission
from taskbuilder.records.search.entries import make_entry, note_kinds
from taskbuilder.records.seeding.jobs import Job, make_jobs
from taskbuilder.records.seeding.results import Ended, make_end
from taskbuilder.records.seeding.world import Site, make_sites

SPAN = timedelta(days=730)
CHUNK = 2_000
JOBS_AT_A_SITE, ROWS_A_JOB = 800, 25
SITE_SHARES = (60, 30, 10)
BY_PROGRAM = 0.25
WORKER = "seed"


class Made(NamedTuple):
    """One submission, not stored yet, with what becomes of it."""

    submission: Submission
    job: Job
    ended: Ended


def seed_history(rows: int, *, seed: int, now: datetime, progress: Callable[[int], object] = print) -> None:
    """Adds `rows` submissions of the two years before `now`, the oldest first, with all that belongs to them.

    Nothing of them waits to be sent. `progress` is called with how many are stored.
    """
    random = Random(seed)  # noqa: S311 - made up, and the same for the same seed
    sites = make_sites(now=now)
    count = min(JOBS_AT_A_SITE, rows // ROWS_A_JOB + 1)
    work = [(site, make_jobs(site, count, random=random)) for site in sites]
    for start in range(0, rows, CHUNK):
        stop = min(start + CHUNK, rows)
        times = [now - SPAN * (1 - number / rows) for number in range(start, stop)]
        store([make_submission(*pick(work, random), at, random=random) for at in times])
        progress(stop)


def pick(work: list[tuple[Site, list[Job]]], random: Random) -> tuple[Site, Job]:
    """A site, the largest most often, and one of its tasks: the first few make up half of what is done."""
    site, jobs = random.choices(work, SITE_SHARES)[0]
    return site, jobs[int(len(jobs) * random.random() ** 2)]


def make_submission(site: Site, job: Job, at: datetime, *, random: Random) -> Made:
    ended = make_end(at, random=random)
    name = f"{job.name}-{at:%y%m%d}"
    token = random.choice(site.tokens) if random.random() < BY_PROGRAM else None
    submission = Submission(
        pk=UUID(int=random.getrandbits(128), version=4),
        project=site.project,
        service=job.service,
        token=token,
        created_by=token.person if token else random.choice(site.people),
        created_at=at,
        name=name,
        description=str(job.request["description"]),
        request={**job.request, "name": name},
        state=ended.state,
        attempt_count=len(ended.attempts),
        settled_at=ended.settled_at,
        outcome=ended.outcome,
    )
    note_kinds(submission)
    # Sealed before: encrypting each anew would take longer than all the rest.
    submission.__dict__["secrets"] = job.secrets
    return Made(submission, job, ended)


@transaction.atomic
def store(made: list[Made]) -> None:
    Submission.objects.bulk_create(each.submission for each in made)
    SearchEntry.objects.bulk_create(make_entry(each.submission) for each in made)
    Attempt.objects.bulk_create(attempt for each in made for attempt in list_attempts(each))
    CreatedTask.objects.bulk_create(
        CreatedTask(submission=each.submission, position=position, task_id=task_id)
        for each in made
        for position, task_id in enumerate(each.ended.task_ids)
    )
    InputFingerprint.objects.bulk_create(
        InputFingerprint(service=each.job.service, submission=each.submission, digest=digest)
        for each in made
        for digest in each.job.digests
    )


def list_attempts(made: Made) -> Iterator[Attempt]:
    for number, (begun, outcome) in enumerate(made.ended.attempts, start=1):
        yield Attempt(
            submission=made.submission,
            number=number,
            started_at=begun,
            ended_at=made.ended.settled_at,
            worker=WORKER,
            **outcome.as_columns(),
        )
