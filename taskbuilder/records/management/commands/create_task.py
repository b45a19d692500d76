"""Creates tasks from files or standard input, as the API does, one JSON object a line on standard output."""

import json
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.records.intake import Asker, BadKey, KeyReused, Unacceptable, take
from taskbuilder.records.models import Service, Submission
from taskbuilder.records.sources import UnreadableSource, read_sources
from taskbuilder.records.states import State
from taskbuilder.records.waiting import wait_until_settled

PERSON = "command-line"
"""Who is said to have created what this command creates."""
CREATED, NOT_CREATED, UNUSABLE_CALL, UNKNOWN, WAITING = 0, 1, 2, 3, 4
ENDS = {
    State.CREATED: CREATED,
    State.REFUSED: NOT_CREATED,
    State.GIVEN_UP: NOT_CREATED,
    State.UNKNOWN: UNKNOWN,
}
GRAVEST = (UNKNOWN, WAITING, NOT_CREATED, CREATED)
"""Of several requests, the exit status tells the first of these that came up."""


class Command(BaseCommand):
    """`create_task --project SLUG --service ID [--idempotency-key K] [--wait SECONDS] [--strict] FILE...`

    Exit status 0: all created; 1: something was refused; 2: the call cannot be used; 3: an outcome is
    unknown; 4: something still waits.
    """

    help = (
        "Create tasks by requests from files. A .jsonl file holds one request a line; - is standard input. "
        "Something has to send them: a relay or workers."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", metavar="SLUG", required=True)
        parser.add_argument("--service", metavar="ID", required=True)
        parser.add_argument(
            "--idempotency-key",
            metavar="K",
            default="",
            help="a name of your own for this call: run again with it, nothing is created twice. Of several "
            "requests each gets its number added",
        )
        parser.add_argument(
            "--wait", metavar="SECONDS", type=float, default=30, help="how long to wait for the cloud; 30"
        )
        parser.add_argument(
            "--strict", action="store_true", help="also refuse what an operator would be asked to confirm"
        )
        parser.add_argument("files", metavar="FILE", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        service = self._find_service(options["project"], options["service"])
        try:
            sources = list(read_sources(options["files"]))
        except UnreadableSource as error:
            self._refuse(str(error))
        person, _is_new = User.objects.get_or_create(username=PERSON, defaults={"password": "!"})
        keys = make_keys(options["idempotency_key"], len(sources))
        taken = [
            self._take(source, text, service, Asker(person=person), key=key, is_strict=options["strict"])
            for (source, text), key in zip(sources, keys, strict=True)
        ]
        ends = {self._tell(source, outcome, options["wait"]) for source, outcome in taken}
        sys.exit(next(end for end in GRAVEST if end in ends or end == CREATED))

    def _take(
        self, source: str, text: bytes, service: Service, asker: Asker, *, key: str, is_strict: bool
    ) -> tuple[str, Submission | dict[str, Any]]:
        """The submission, or what is told of a request that is not taken."""
        try:
            taken = take(text, service=service, asker=asker, now=timezone.now(), key=key, is_strict=is_strict)
        except Unacceptable as error:
            return source, {"problems": [problem.as_json() for problem in error.problems]}
        except BadKey as error:
            self._refuse(f"--idempotency-key: {error}")
        except KeyReused:
            return source, {"message": _("--idempotency-key was used for another request. Use a new one.")}
        return source, taken.submission

    def _tell(self, source: str, outcome: Submission | dict[str, Any], seconds: float) -> int:
        """Writes one line, once the submission has settled or the time is up; returns its exit status."""
        if not isinstance(outcome, Submission):
            self.stdout.write(json.dumps({"source": source, "state": "refused", **outcome}))
            return NOT_CREATED
        wait_until_settled(outcome.pk, seconds=seconds)
        settled = Submission.objects.get(pk=outcome.pk)
        told = {
            "source": source,
            "state": settled.state,
            "submission": str(settled.pk),
            "tasks": [{"id": task_id} for task_id in settled.tasks.values_list("task_id", flat=True)],
            "message": settled.explanation,
            "problems": settled.confirmations,
        }
        self.stdout.write(json.dumps(told))
        return ENDS.get(State(settled.state), WAITING)

    def _find_service(self, slug: str, service_id: str) -> Service:
        services = Service.objects.select_related("project")
        try:
            found = services.filter(project__slug=slug, service_id=service_id).first()
        except (DatabaseError, ValueError):
            self._refuse(_("The database cannot be read. Run `manage.py migrate` first."))
        if found is None:
            self._refuse(
                _("--service %(id)s: project %(slug)s has no such service.")
                % {"id": service_id, "slug": slug}
            )
        return found

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(UNUSABLE_CALL)


def make_keys(key: str, count: int) -> Iterator[str]:
    """A key for each of so many requests."""
    for number in range(1, count + 1):
        yield f"{key}/{number}" if key and count > 1 else key
