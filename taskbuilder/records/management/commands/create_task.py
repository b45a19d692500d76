"""Creates tasks from files or standard input, as the API does, one JSON object a line on standard output."""

import json
import math
import sys
import time
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.core.management.base import CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.records.management.file_command import FileCommand
from taskbuilder.records.models import Service, Submission
from taskbuilder.records.submissions import acceptance
from taskbuilder.records.submissions.acceptance import Caller, accept
from taskbuilder.records.submissions.states import NOTHING_CREATED, State
from taskbuilder.records.submissions.wait import until_settled, wait_until_settled
from taskbuilder.taskspec.json_value import JsonObject, JsonValue

PERSON = "command-line"
"""Who is said to have created what this command creates."""
CREATED, NOT_CREATED, UNKNOWN, WAITING = 0, 1, 3, 4
ENDS = {
    State.CREATED: CREATED,
    **dict.fromkeys(NOTHING_CREATED, NOT_CREATED),
    State.UNKNOWN: UNKNOWN,
}
GRAVEST = (UNKNOWN, WAITING, NOT_CREATED, CREATED)
"""Of several requests, the exit status tells the first of these that came up."""
DIGEST_LENGTH = 32


class Command(FileCommand):
    """`create_task --project SLUG --service ID [--idempotency-key K] [--wait SECONDS] [--strict] FILE...`

    Exit status 0: all created; 1: something was refused; 2: the call cannot be used; 3: an outcome is
    unknown; 4: something still waits.
    """

    help = (
        "Create tasks by requests from files. A .jsonl file holds one request a line; - is standard input, "
        "of one request or one a line. Something has to send them: a relay or workers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True)
        parser.add_argument("--service", metavar="ID", required=True)
        parser.add_argument(
            "--idempotency-key",
            metavar="K",
            help="your own key for this call: run again with it, and no request is created twice, in "
            "whatever order and company it comes",
        )
        parser.add_argument(
            "--wait",
            metavar="SECONDS",
            type=read_seconds,
            default=30.0,
            help="seconds to wait for the cloud, for all requests together; 30",
        )
        super().add_arguments(parser)

    def handle(
        self,
        *args: object,
        project: str,
        service: str,
        idempotency_key: str | None,
        wait: float,
        strict: bool,
        files: list[str],
        **options: object,
    ) -> None:
        found = self._find_service(project, service)
        sources = self.read_sources(files)
        if idempotency_key is not None:
            self._check_keys(idempotency_key, len(sources))
        person, _is_new = User.objects.get_or_create(username=PERSON, defaults={"password": "!"})
        caller = Caller(person=person)
        texts = [text for _source, text in sources]
        accepted = []
        for text, keys in zip(texts, list_keys(idempotency_key or "", texts, found), strict=True):
            accepted.append(self._accept(text, found, caller, keys=keys, is_strict=strict))
            numbers = {"done": len(accepted), "count": len(texts)}
            self.show_progress(_("%(done)d of %(count)d saved") % numbers)
        deadline = time.monotonic() + wait
        ends = set()
        for number, ((source, _text), outcome) in enumerate(zip(sources, accepted, strict=True), start=1):
            numbers = {"number": number, "count": len(texts)}
            self.show_progress(_("Waiting for the cloud: %(number)d of %(count)d") % numbers)
            ends.add(self._report(source, outcome, deadline))
        sys.exit(next(end for end in GRAVEST if end in ends or end == CREATED))

    def _check_keys(self, key: str, count: int) -> None:
        """Refuses a key that is empty or could not be saved, before anything is accepted."""
        if not key.strip():
            self.refuse(_("--idempotency-key is empty. Give a key, or omit the option."))
        try:
            acceptance.check_key(key if count == 1 else name_request(key, "0" * DIGEST_LENGTH, count))
        except acceptance.BadKey as error:
            self.refuse(f"--idempotency-key: {error}")

    def _accept(
        self, text: bytes, service: Service, caller: Caller, *, keys: tuple[str, ...], is_strict: bool
    ) -> Submission | JsonObject:
        """The submission, or the answer to a request that was not accepted."""
        own, now = keys[0], timezone.now()
        try:
            for other in keys[1:]:
                if acceptance.was_accepted(parse(text), service=service, caller=caller, key=other, now=now):
                    own = other
            accepted = accept(text, service=service, caller=caller, now=now, key=own, is_strict=is_strict)
        except acceptance.Unacceptable as error:
            return {"state": State.REFUSED, "problems": [problem.as_json() for problem in error.problems]}
        except acceptance.KeyReused:
            message = _("--idempotency-key was already used for another request. Use a new one.")
            return {"state": State.REFUSED, "message": message}
        except DatabaseError:  # the others are accepted or reported all the same
            message = _("It is uncertain whether the request was saved. Check the project's history first.")
            return {"state": State.UNKNOWN, "message": message}
        return accepted.submission

    def _report(self, source: str, outcome: Submission | JsonObject, deadline: float) -> int:
        """Writes one line, once the submission has finished or the time is up; returns its exit status."""
        answer = self._follow(outcome, deadline) if isinstance(outcome, Submission) else outcome
        self.show_progress()
        self.stdout.write(json.dumps({"source": source, **answer}))
        self.stdout.flush()
        return ENDS.get(State(str(answer["state"])), WAITING)

    def _follow(self, submission: Submission, deadline: float) -> JsonObject:
        """How far it has come when it has finished, or by the deadline."""
        wait_until_settled(until_settled(submission.pk), seconds=deadline - time.monotonic())
        settled = Submission.objects.get(pk=submission.pk)
        return {
            "state": settled.state,
            "submission": str(settled.pk),
            "tasks": [{"id": task_id} for task_id in settled.tasks.values_list("task_id", flat=True)],
            "message": settled.explanation,
            "problems": [dict(each) for each in settled.confirmations],
        }

    def _find_service(self, slug: str, service_id: str) -> Service:
        services = Service.objects.select_related("project")
        try:
            found = services.filter(project__slug=slug, service_id=service_id).first()
        except (DatabaseError, ValueError):
            self.refuse(_("The database cannot be read. Run `manage.py migrate` first."))
        if found is None:
            self.refuse(
                _("--service %(id)s: project %(slug)s has no such service.")
                % {"id": service_id, "slug": slug}
            )
        return found


def list_keys(key: str, texts: list[bytes], service: Service) -> Iterator[tuple[str, ...]]:
    """For each request the key that it gets, and any other one under which it may have been accepted.

    One that comes alone gets the call's own, one among several one by its content. So a file may be fixed,
    shortened or put in another order: nothing that was accepted before is accepted again.
    """
    if not key:
        yield from (("",) for _text in texts)
        return
    met: Counter[str] = Counter()
    for text in texts:
        digest = acceptance.digest_of(parse(text), service)[:DIGEST_LENGTH]
        met[digest] += 1
        among_others = name_request(key, digest, met[digest])
        if len(texts) == 1:
            yield key, among_others
        else:
            yield (among_others, key) if met[digest] == 1 else (among_others,)


def parse(text: bytes) -> JsonValue:
    """The request, or its text where it is none and will be refused."""
    try:
        return acceptance.read_request(text)
    except acceptance.Unacceptable:
        return text.decode(errors="replace")


def name_request(key: str, digest: str, number: int) -> str:
    """The key of the so-many-th request of this content under the call's key."""
    return f"{key}/{digest}" if number == 1 else f"{key}/{digest}/{number}"


def read_seconds(text: str) -> float:
    """A number of seconds; raises ArgumentTypeError."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise ArgumentTypeError(_("Enter a number of seconds, such as 30."))
    return seconds
