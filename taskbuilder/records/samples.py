"""The sample world: two projects, three people who may sign in, and a little history in one project."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taskbuilder.cloud import CloudSession
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Member, Project, Result, Role, Service, Submission
from taskbuilder.records.outbox.attempts import open_attempts
from taskbuilder.records.outbox.claims import claim
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.outbox.results import close_attempts
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.json_value import JsonObject

WORLD = Path(settings.BASE_DIR) / "taskbuilder" / "simulator" / "world.json"
HISTORY = Path(__file__).parent / "sample_history.json"
WORKER = "sample"
LEASE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class DemoSignIn:
    """A made-up person, whose password may be shown in the demo; `may` says what for."""

    username: str
    password: str
    may: Promise
    role: Role
    is_admin: bool = False


SIGN_INS = (
    DemoSignIn(
        username="operator",
        password="operator-demo",  # noqa: S106 - made up, and shown on the demo's sign-in page
        may=_("creates tasks"),
        role=Role.OPERATOR,
    ),
    DemoSignIn(
        username="reviewer",
        password="reviewer-demo",  # noqa: S106 - as above
        may=_("views only"),
        role=Role.VIEWER,
    ),
    DemoSignIn(
        username="admin",
        password="administrator-demo",  # noqa: S106 - as above
        may=_("also manages projects, services and people"),
        role=Role.MANAGER,
        is_admin=True,
    ),
)


def check_demo() -> None:
    """Raises CommandError unless this is a demo over its own database: the samples' passwords are public."""
    if not settings.EMBEDDED:
        raise CommandError("The demo uses its own data. Unset TASKBUILDER_DATABASE_URL.")
    if not settings.DEMO:
        raise CommandError(
            "The samples add a superuser whose password is public, so they are for a demo only. "
            "Run “make demo”, or set TASKBUILDER_DEMO=true."
        )


@transaction.atomic
def load_samples(*, cloud_url: str, now: datetime) -> None:
    """Makes or repairs the sample world; `cloud_url` is both the base and the identity URL of its projects.

    A second call adds nothing. In one transaction, so that no relay sends the history before it is complete.
    """
    people = [load_person(sign_in) for sign_in in SIGN_INS]
    for sample in json.loads(WORLD.read_text())["projects"]:
        project = load_project(sample, sample["services"], cloud_url=cloud_url)
        for person, sign_in in zip(people, SIGN_INS, strict=True):
            Member.objects.update_or_create(person=person, project=project, defaults={"role": sign_in.role})
    for sample in json.loads(HISTORY.read_text()):
        outcome = sample.pop("outcome")
        ended = Outcome(**{**outcome, "result": Result(outcome["result"])})
        load_submission(**sample, ended=ended, by=people[0], now=now)


def load_person(sign_in: DemoSignIn) -> User:
    """The person; one who is there keeps the password that they may have changed."""
    person, is_new = User.objects.get_or_create(
        username=sign_in.username,
        defaults={"is_staff": sign_in.is_admin, "is_superuser": sign_in.is_admin},
    )
    if is_new:
        person.set_password(sign_in.password)
        person.save()
    return person


def load_project(sample: dict[str, str], services: list[JsonObject], *, cloud_url: str) -> Project:
    columns = {name: value for name, value in sample.items() if name not in {"id", "slug", "services"}}
    addresses = {"cloud_project_id": sample["id"], "base_url": cloud_url, "identity_url": cloud_url}
    project, _is_new = Project.objects.update_or_create(
        slug=sample["slug"], defaults={**addresses, **columns}
    )
    for service in services:
        values = {name: value for name, value in service.items() if name != "id"}
        Service.objects.update_or_create(project=project, service_id=service["id"], defaults=values)
    return project


def load_submission(
    *,
    project: str,
    service: str,
    hours_ago: float,
    request: JsonObject,
    ended: Outcome,
    by: User,
    now: datetime,
) -> None:
    """One submission of the past, led through its states as the relay would."""
    draft_id = uuid5(NAMESPACE_URL, f"sample/{request['name']}")
    if Submission.objects.filter(draft_id=draft_id).exists():
        return
    asked = Service.objects.get(project__slug=project, name=service)
    then = now - timedelta(hours=hours_ago)
    draft = start_draft(project=asked.project, owner=by, service=asked, now=then, draft_id=draft_id)
    submission = submit(draft=draft, request=request, confirmations=[], by=by, now=then)
    ids = [submission.pk]
    claim(asked.project, worker=WORKER, limit=1, lease=LEASE, now=then, due_by=then, among=ids)
    with closing(CloudSession(threads=1)) as session:
        attempts = open_attempts(ids, worker=WORKER, session=session, lease=LEASE, now=then)
    close_attempts([(attempt, ended) for attempt in attempts], now=then + timedelta(seconds=1))
