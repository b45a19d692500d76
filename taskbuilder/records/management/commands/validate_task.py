"""Judges requests from files or standard input, one JSON object a line on standard output."""

import json
import os
import sys
from datetime import UTC, datetime

from django.core.management.base import CommandParser
from django.db import DatabaseError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from taskbuilder.records.management.file_command import FileCommand
from taskbuilder.records.models import Service
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Problem, is_acceptable
from taskbuilder.taskspec.secrets.declared import Declared, declared_by
from taskbuilder.taskspec.secrets.malformed_json import mask_unreadable
from taskbuilder.taskspec.secrets.split import split_anywhere, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems

NOT_OK = 1
_MISFITS = frozenset({"unknown.member", "member.type"})
"""Rules of what no step can hold: such a request is shown as text, with more of it hidden."""


class Command(FileCommand):
    """`validate_task [--platform P] [--service ID] [--now ISO] [--strict] [--show] FILE...`

    Exit status 0: all are ok; 1: some are not; 2: the call cannot be used.
    """

    help = (
        "Judge requests by the rules of a task. A .jsonl file holds one request a line; - is standard input, "
        "of one request or one a line."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--platform",
            choices=[platform.value for platform in Platform],
            help="the platform of the task; without it and --service, platform rules are not checked",
        )
        parser.add_argument(
            "--service", metavar="ID", help="a service of this installation: its platform, schema and needs"
        )
        parser.add_argument(
            "--now",
            metavar="ISO",
            help="check as of this time, such as 2026-03-01T08:00:00Z; UTC if it has no offset",
        )
        parser.add_argument(
            "--show",
            action="store_true",
            help="add the request to each line in plain words, and with its secrets hidden",
        )
        super().add_arguments(parser)

    def handle(
        self,
        *args: object,
        platform: str | None,
        service: str | None,
        now: str | None,
        strict: bool,
        show: bool,
        files: list[str],
        **options: object,
    ) -> None:
        found = self._find_service(service)
        chosen = self._choose_platform(platform, found)
        moment = self._read_now(now)
        declared = declared_by(found)
        sources, is_all_ok = self.read_sources(files), True
        try:
            for source, text in sources:
                try:
                    request = read_json(text)
                    problems = find_problems(request, platform=chosen, service=found, now=moment)
                    shown = show_request(request, problems, declared) if show else {}
                except UnreadableJson as error:
                    problems = [error.problem]
                    shown = show_unreadable(text, declared) if show else {}
                is_all_ok &= self._report(source, problems, strict=strict, shown=shown)
            self.stdout.flush()
        except BrokenPipeError:  # the reader has stopped, as `head` does: what is left goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            is_all_ok = False
        if not is_all_ok:
            sys.exit(NOT_OK)

    def _report(
        self, source: str, problems: list[Problem], *, strict: bool, shown: dict[str, JsonValue]
    ) -> bool:
        """Writes one line; returns whether that request is ok."""
        is_ok = is_acceptable(problems, strict=strict)
        verdict = {"source": source, "ok": is_ok, "problems": [problem.as_json() for problem in problems]}
        self.stdout.write(json.dumps(verdict | shown))
        return is_ok

    def _find_service(self, service_id: str | None) -> platforms.Service | None:
        if service_id is None:
            return None
        try:
            found = list(Service.objects.filter(service_id=service_id)[:2])
        except DatabaseError:
            self.refuse(
                _("--service: the database cannot be read. Run `manage.py migrate`, or use --platform.")
            )
        if len(found) != 1:
            count = _("no service") if not found else _("several services, one in each of several projects,")
            self.refuse(_("--service %(id)s: %(count)s with that ID.") % {"id": service_id, "count": count})
        return found[0].spec

    def _choose_platform(self, name: str | None, service: platforms.Service | None) -> Platform | None:
        if name is None:
            return service.platform if service else None
        if service is not None and service.platform != name:
            self.refuse(
                _("--platform and --service disagree: that service runs on %s.") % service.platform.value
            )
        return Platform(name)

    def _read_now(self, text: str | None) -> datetime:
        if text is None:
            return datetime.now(UTC)
        try:
            now = parse_datetime(text)
        except ValueError:
            now = None
        if now is None:
            self.refuse(_("--now: use the form 2026-03-01T08:00:00Z."))
        return now if now.tzinfo else now.replace(tzinfo=UTC)


def show_request(request: JsonValue, problems: list[Problem], declared: Declared) -> dict[str, JsonValue]:
    """The request in one sentence, and as pages show it."""
    is_misfit = any(problem.rule in _MISFITS for problem in problems)
    split = split_anywhere if is_misfit else split_secrets
    return {"sentence": describe(request), "masked": split(request, declared)[0]}


def show_unreadable(text: bytes, declared: Declared) -> dict[str, JsonValue]:
    """A text that is not JSON, as pages show it."""
    return {"sentence": "", "masked": mask_unreadable(text.decode("utf-8", "replace"), declared)}
