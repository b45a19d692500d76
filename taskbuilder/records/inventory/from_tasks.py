"""What a project's tasks read and its inventory lacks: of its history, and of tasks created elsewhere."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from taskbuilder.records.cloud_tasks.found import select_found
from taskbuilder.records.inventory.sections import INPUT, find_kind, write_address
from taskbuilder.records.inventory.store import (
    CHUNK,
    MOST_ENTRIES,
    Contents,
    EntryConflict,
    TooManyEntries,
    make_entry,
)
from taskbuilder.records.models import FoundTask, InputFingerprint, Project, Source, Submission
from taskbuilder.records.models.inventory import ENTRY_NAME_LENGTH
from taskbuilder.records.submissions.fingerprints import READING
from taskbuilder.taskspec.inputs.identities import identify_inputs
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_object
from taskbuilder.taskspec.outputs.identities import MARK
from taskbuilder.taskspec.secrets.split import find_masks

MOST_LOOKED_AT = 2_000
"""Fingerprints, and tasks created elsewhere: the latest of each."""
MOST_OFFERED = 500


@dataclass(frozen=True, kw_only=True, repr=False)
class Candidate:
    """An input that tasks read. `request`: its section, secrets masked; `task`: the name of one."""

    digest: str
    task: str
    number: int
    is_only: bool
    request: JsonObject
    submission: Submission | None = field(default=None)

    @property
    def kind(self) -> str:
        return find_kind(self.request)

    @property
    def address(self) -> str:
        return write_address(self.request)

    @property
    def lacks_secret(self) -> bool:
        """Whether it needs a secret that nobody here knows: the cloud does not show it."""
        return self.submission is None and any(find_masks(self.request))

    @property
    def name(self) -> str:
        """After the task, with its number where that reads several."""
        ending = "" if self.is_only else f"-{self.number}"
        return f"{(self.task or self.address)[: ENTRY_NAME_LENGTH - len(ending) - 6]}{ending}"

    def full_request(self) -> JsonObject:
        """With its secrets, where they are known; raises UnreadableSecret."""
        if self.submission is None:
            return self.request
        return cut(self.submission.full_request(), self.number)


def list_candidates(project: Project) -> list[Candidate]:
    """The latest first, each input once, at most MOST_OFFERED. At most four queries."""
    known = set(Source.objects.filter(project=project).values_list("digest", flat=True))
    found: dict[str, Candidate] = {}
    for each in (*list_own(project, known), *list_elsewhere(project, known)):
        found.setdefault(each.digest, each)
    return list(found.values())[:MOST_OFFERED]


def list_own(project: Project, known: Collection[str]) -> Iterator[Candidate]:
    """Of the project's submissions. Two queries."""
    rows = InputFingerprint.objects.filter(service__project=project, submission__state__in=READING)
    latest = (
        rows.exclude(digest__startswith=MARK)
        .order_by("-pk")
        .values_list("digest", "submission_id")[:MOST_LOOKED_AT]
    )
    wanted = {digest: submission for digest, submission in latest if digest not in known}
    submissions = Submission.objects.defer("outcome", "confirmations").in_bulk(set(wanted.values()))
    for submission in submissions.values():
        for each in cut_all(submission.name, submission.request, submission):
            if each.digest in wanted:
                yield each


def list_elsewhere(project: Project, known: Collection[str]) -> Iterator[Candidate]:
    """Of tasks that were created elsewhere. One query."""
    tasks: list[FoundTask] = list(select_found(project).order_by("-pk")[:MOST_LOOKED_AT])
    for task in tasks:
        yield from (each for each in cut_all(task.name, task.request, None) if each.digest not in known)


def cut_all(task: str, request: JsonObject, submission: Submission | None) -> Iterator[Candidate]:
    inputs = list(identify_inputs(request))
    for number, digest in inputs:
        yield Candidate(
            digest=digest,
            task=task,
            number=number,
            is_only=len(inputs) == 1,
            request=cut(request, number),
            submission=submission,
        )


def cut(request: JsonObject, number: int) -> JsonObject:
    """The section with one of its entries."""
    whole = as_object(request.get(INPUT))
    return {INPUT: {**whole, "data": as_list(whole.get("data"))[number - 1 : number]}}


def add_candidates(
    candidates: Collection[Candidate], *, project: Project, by: User, now: datetime
) -> list[Source]:
    """Raises EntryConflict where somebody was faster, TooManyEntries, and UnreadableSecret."""
    used = set(Source.objects.filter(project=project).values_list("name", flat=True))
    if len(used) + len(candidates) > MOST_ENTRIES:
        raise TooManyEntries
    made = []
    for each in candidates:
        name = find_free(each.name, used)
        used.add(name)
        contents = Contents(name=name, request=each.full_request())
        made.append(make_entry(Source, project=project, contents=contents, by=by, now=now))
    try:
        with transaction.atomic():
            return Source.objects.bulk_create(made, batch_size=CHUNK)
    except IntegrityError:
        raise EntryConflict from None


def find_free(name: str, used: Collection[str]) -> str:
    """The name, with the first number that makes it unused."""
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name} {number}"
    return free
