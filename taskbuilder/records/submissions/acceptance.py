"""Accepting requests of programs: checked whole, recorded once under their key, handed to the outbox."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from taskbuilder.records.models import ApiToken, RequestKey, Service, Submission
from taskbuilder.records.models.projects import KEY_DAYS
from taskbuilder.records.models.tokens import KEY_LENGTH
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.records.submissions.unique_names import add_suffix
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.problem import Problem, Severity, is_acceptable
from taskbuilder.taskspec.secrets.masked import report_masked
from taskbuilder.taskspec.secrets.split import find_masks
from taskbuilder.taskspec.validate import find_problems

KEY_LIFE = timedelta(days=KEY_DAYS)


class Unacceptable(Exception):
    """The request breaks rules; `problems` are all of them, in document order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class BadKey(Exception):
    """The key cannot be saved as it is."""


class KeyReused(Exception):
    """The key was used for another request."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """On whose behalf a program asks."""

    person: User
    token: ApiToken | None = None


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The submission that a request became, and whether it was accepted before under the same key."""

    submission: Submission
    is_repeated: bool


def accept(
    body: bytes,
    *,
    service: Service,
    caller: Caller,
    now: datetime,
    key: str = "",
    is_strict: bool = False,
) -> Accepted:
    """Records the request once. Raises Unacceptable, BadKey or KeyReused; then nothing is recorded.

    `is_strict` also refuses what an operator would be asked to confirm.
    """
    check_key(key)
    request = read_request(body)
    if key:
        earlier = find_earlier(request, service=service, caller=caller, key=key, now=now)
        if earlier is not None:
            return Accepted(submission=earlier, is_repeated=True)
    problems = judge(request, service=service, now=now)
    if not isinstance(request, dict) or not is_acceptable(problems, strict=is_strict):
        raise Unacceptable(problems)
    return record(request, problems, service=service, caller=caller, key=key, now=now)


def check_key(key: str) -> None:
    if len(key) > KEY_LENGTH or not key.isprintable():
        raise BadKey(f"Use a key of at most {KEY_LENGTH} printable characters.")


def read_request(body: bytes) -> JsonValue:
    """The body as JSON; raises Unacceptable."""
    try:
        request: JsonValue = read_json(body)
    except UnreadableJson as error:
        raise Unacceptable([error.problem]) from None
    return request


def judge(request: JsonValue, *, service: Service, now: datetime) -> list[Problem]:
    """Every problem of what a program asks for, in document order."""
    problems = find_problems(request, platform=service.spec.platform, service=service.spec, now=now)
    return [*problems, *map(report_masked, find_masks(request))]


def record(
    request: JsonObject,
    problems: list[Problem],
    *,
    service: Service,
    caller: Caller,
    key: str,
    now: datetime,
) -> Accepted:
    """The new submission, or, of several that came at once under one key, the first one's."""
    submission_id, sent = uuid4(), canonical(request, upper_case=service.upper_case)
    submission = build_submission(
        submission_id=submission_id,
        service=service,
        request=add_suffix(sent, submission_id) if service.project.suffixes_names else sent,
        confirmations=[
            note_confirmation(each, caller, now) for each in problems if each.severity is Severity.CONFIRM
        ],
        by=caller.person,
        now=now,
        token=caller.token,
    )
    try:
        with transaction.atomic():
            enqueue(submission)
            if key:
                save_key(submission, request, caller=caller, key=key)
    except IntegrityError:
        earlier = find_earlier(request, service=service, caller=caller, key=key, now=now) if key else None
        if earlier is None:
            raise
        return Accepted(submission=earlier, is_repeated=True)
    return Accepted(submission=submission, is_repeated=False)


def note_confirmation(problem: Problem, caller: Caller, now: datetime) -> dict[str, str]:
    """That a program went on despite this, as a submission saves it."""
    return {
        "rule": problem.rule,
        "path": problem.path,
        "message": problem.message,
        "by": caller.person.get_username(),
        "at": now.isoformat(),
    }


def save_key(submission: Submission, request: JsonValue, *, caller: Caller, key: str) -> None:
    """Saves the key with its submission, and drops those of more than 30 days."""
    RequestKey.objects.filter(created_at__lte=submission.created_at - KEY_LIFE).delete()
    RequestKey.objects.create(
        project=submission.project,
        person=caller.person,
        key=key,
        digest=digest_of(request, submission.service),
        submission=submission,
        created_at=submission.created_at,
    )


def find_earlier(
    request: JsonValue, *, service: Service, caller: Caller, key: str, now: datetime
) -> Submission | None:
    """What was recorded under this key in the last 30 days; raises KeyReused where the request differs."""
    known = RequestKey.objects.filter(project=service.project, person=caller.person, key=key)
    earlier = known.filter(created_at__gt=now - KEY_LIFE).select_related("submission").first()
    if earlier is None:
        return None
    if earlier.digest != digest_of(request, service):
        raise KeyReused
    return earlier.submission


def was_accepted(request: JsonValue, *, service: Service, caller: Caller, key: str, now: datetime) -> bool:
    """Whether this very request was recorded under this key in the last 30 days."""
    try:
        return find_earlier(request, service=service, caller=caller, key=key, now=now) is not None
    except KeyReused:
        return False


def digest_of(request: JsonValue, service: Service) -> str:
    """A digest of a service and a request, which may hold secrets: keyed, so that these cannot be guessed."""
    text = json.dumps([service.service_id, request], sort_keys=True)
    return salted_hmac("records.intake", text, algorithm="sha256").hexdigest()
