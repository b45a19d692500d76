"""A draft as it stands: its answers, the request they make, and everything that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from taskbuilder.forms.fields import Value, is_blank
from taskbuilder.forms.labels import write_json
from taskbuilder.records.models import Draft
from taskbuilder.records.submissions.unique_names import add_suffix
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.drafts.answers import Answers, Assembled, assemble_request
from taskbuilder.web.drafts.findings import MOVED_RULE, Finding, find_findings
from taskbuilder.web.drafts.steps import REVIEW, STEPS, Step, StepStatus, step_of
from taskbuilder.web.drafts.withheld_secrets import list_moved

CHECKED = "checked"
INPUT, SCHEDULE = step_of("input"), step_of("schedule")
Confirmation = dict[str, str]
"""{"rule", "path", "message", "by", "at", "key"}; `key` is judging.confirmation_key."""


@dataclass(frozen=True)
class DraftState:
    """Everything that pages ask of a draft, worked out once. Holds secrets: never logged, never drawn raw."""

    draft: Draft
    now: datetime
    assembled: Assembled = field(default_factory=dict, compare=False, repr=False)
    """Shared with the drafts that are made of this one."""

    @property
    def answers(self) -> Answers:
        answers: Answers = self.draft.answers
        return answers

    @cached_property
    def service(self) -> platforms.Service | None:
        return self.draft.service.spec if self.draft.service else None

    @property
    def platform(self) -> Platform | None:
        return self.service.platform if self.service else None

    @cached_property
    def request(self) -> dict[str, Any]:
        return assemble_request(self.answers, self.service, self.assembled)

    @cached_property
    def moved(self) -> dict[str, Moved]:
        """The secrets that wait for their address to be what they were saved for, by pointer."""
        return list_moved(self.answers, self.request, self.service)

    @property
    def sent(self) -> dict[str, Any]:
        """The request as it will be sent: as it was typed, its name made unique where the project says so."""
        is_unique = self.draft.project.suffixes_names
        return add_suffix(self.request, self.draft.pk) if is_unique else self.request

    @cached_property
    def findings(self) -> list[Finding]:
        return find_findings(
            answers=self.answers,
            request=self.request,
            service=self.service,
            confirmed=[confirmation["key"] for confirmation in self.draft.confirmations],
            now=self.now,
        )

    @cached_property
    def shown(self) -> dict[str, Any]:
        """The request with its secrets masked."""
        shown: dict[str, Any] = split_secrets(self.sent)[0]
        return shown

    @property
    def sentence(self) -> str:
        """The request in plain words; the schedule's defaults are nobody's choice before it was answered."""
        is_timed = self.is_answered(SCHEDULE)
        return describe(self.shown if is_timed else self.shown | {"schedule": {}}, gettext)

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    def value_at(self, step: Step) -> Value:
        """What was typed at a step; the service stands on the draft itself."""
        if step.slug == "service":
            return {"service": str(self.draft.service_id or "")}
        return self.answers.get(step.slug)

    def is_answered(self, step: Step) -> bool:
        """Whether anything was typed or chosen at a step."""
        return not is_blank(self.value_at(step))

    def is_checked(self, step: Step) -> bool:
        """Whether "Continue" was pressed there since it last changed its shape."""
        return step.slug in self.answers.get(CHECKED, ())

    def findings_for(self, step: Step) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_shown_on(step)]

    def told_early(self, step: Step) -> list[Finding]:
        """What a step tells before it is judged: which secrets are to be typed again."""
        return [finding for finding in self.findings_for(step) if finding.problem.rule == MOVED_RULE]

    def count_at(self, step: Step) -> int:
        return sum(finding.step is step for finding in self.blocking)

    def status_of(self, step: Step) -> StepStatus:
        """How far a step has come, for the list of steps."""
        if step is REVIEW:
            return StepStatus.NOT_STARTED
        if self.is_checked(step):
            return StepStatus.PROBLEMS if self.count_at(step) else StepStatus.COMPLETE
        return StepStatus.IN_PROGRESS if self.is_answered(step) else StepStatus.NOT_STARTED

    @property
    def first_open_step(self) -> Step:
        """Where somebody who comes back goes on: the review, where nothing is open."""
        return next((step for step in STEPS if self.status_of(step) is not StepStatus.COMPLETE), REVIEW)

    @cached_property
    def digest(self) -> str:
        """Names what would be created, its secrets included, without telling it."""
        service = self.draft.service
        place = service and [service.project_id, service.service_id, service.spec.platform, service.name]
        text = write_json([self.draft.service_id, place, self.sent])
        return salted_hmac("wizard.review", text, algorithm="sha256").hexdigest()


def check_step(answers: Answers, step: Step, *, is_checked: bool) -> Answers:
    """The answers with a step marked as judged, or as not judged yet."""
    others = [slug for slug in answers.get(CHECKED, ()) if slug != step.slug]
    return {**answers, CHECKED: [*others, step.slug] if is_checked else others}


def confirm(
    findings: Iterable[Finding], ticked: Iterable[str], *, before: list[Confirmation], by: User, now: datetime
) -> list[Confirmation]:
    """The confirmations after these boxes were ticked or not; each keeps who first ticked it, and when."""
    keys = frozenset(ticked)
    asked = {finding.key: finding for finding in findings if finding.needs_tick}
    kept = [one for one in before if one["key"] not in asked or one["key"] in keys]
    known = {one["key"] for one in kept}
    new = [
        _confirmation(finding, by, now) for key, finding in asked.items() if key in keys and key not in known
    ]
    return kept + new


def _confirmation(finding: Finding, by: User, now: datetime) -> Confirmation:
    return {
        "rule": finding.problem.rule,
        "path": finding.problem.path,
        "message": finding.message,
        "by": by.get_username(),
        "at": now.isoformat(),
        "key": finding.key,
    }
