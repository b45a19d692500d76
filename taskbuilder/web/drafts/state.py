"""A draft as it stands: its answers, the request they make, and everything that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from taskbuilder.forms.fields import Group, Value, is_blank
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.records.submissions.unique_names import add_suffix
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.json_value import JsonObject, write_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.drafts.answers import Assembled, DraftAnswers, assemble_request, list_moved, renew_step
from taskbuilder.web.drafts.findings import MOVED_RULE, Finding, Judge
from taskbuilder.web.drafts.service_step import ask_service
from taskbuilder.web.drafts.steps import REVIEW, Step, StepStatus, list_steps, step_of

INPUT, SCHEDULE = step_of("input"), step_of("schedule")
Confirmation = dict[str, str]
"""{"rule", "path", "message", "by", "at", "key"}; `key` is findings.confirmation_key."""


@dataclass(frozen=True, eq=False, repr=False)
class DraftState:
    """Everything that pages ask of a draft, worked out once. Holds secrets: never logged, never drawn raw.

    It has no repr, and nothing that holds it has: templates log that of what they look a name up in.
    `draft` is the row as it was read; what a page changes is in the others alone until it is saved.
    """

    draft: Draft
    answers: DraftAnswers
    chosen_service: Service | None
    confirmations: list[Confirmation]
    now: datetime
    assembled: Assembled = field(default_factory=dict, repr=False)
    """Shared with the states that are made of this one."""

    @classmethod
    def of(cls, draft: Draft, now: datetime) -> Self:
        """The draft as it is stored."""
        answers = DraftAnswers.from_stored(draft.answers)
        return cls(draft, answers, draft.service, draft.confirmations, now)

    @property
    def project(self) -> Project:
        return self.draft.project

    @property
    def services(self) -> list[Service]:
        """The project's services, read once however many states are made of a draft."""
        prefetch_related_objects([self.project], "services")
        return list(self.project.services.all())

    @cached_property
    def service(self) -> platforms.Service | None:
        return self.chosen_service.spec if self.chosen_service else None

    @property
    def platform(self) -> Platform | None:
        return self.service.platform if self.service else None

    @cached_property
    def request(self) -> JsonObject:
        return assemble_request(self.answers.steps, self.service, self.assembled)

    @cached_property
    def moved(self) -> dict[str, Moved]:
        """The secrets that wait for their address to be what they were saved for, by pointer."""
        return list_moved(self.answers.steps, self.request, self.service)

    @property
    def sent(self) -> JsonObject:
        """The request as it will be sent: as it was typed, its name made unique where the project says so."""
        is_unique = self.draft.project.suffixes_names
        return add_suffix(self.request, self.draft.pk) if is_unique else self.request

    @cached_property
    def findings(self) -> list[Finding]:
        confirmed = frozenset(confirmation["key"] for confirmation in self.confirmations)
        return Judge(self.answers, self.request, self.service, confirmed).find_all(self.now)

    @cached_property
    def shown(self) -> JsonObject:
        """The request with its secrets masked."""
        return split_secrets(self.sent)[0]

    @property
    def sentence(self) -> str:
        """The request in plain words; the schedule's defaults are nobody's choice before it was answered."""
        is_timed = self.is_answered(SCHEDULE)
        return describe(self.shown if is_timed else self.shown | {"schedule": {}}, gettext)

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    def group_at(self, step: Step) -> Group:
        """What a step asks in this draft."""
        return step.ask(self.service) if step.ask else ask_service(self.services)

    def value_at(self, step: Step) -> Value:
        """What was typed at a step; the service is on the draft itself."""
        if step.slug == "service":
            return {"service": str(self.chosen_service.pk) if self.chosen_service else ""}
        return self.answers.steps.get(step.slug)

    def is_answered(self, step: Step) -> bool:
        """Whether anything was typed or chosen at a step."""
        return not is_blank(self.value_at(step))

    def is_checked(self, step: Step) -> bool:
        """Whether "Continue" was pressed there since it last changed its shape."""
        return step.slug in self.answers.checked

    def findings_for(self, step: Step) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_shown_on(step)]

    def shown_findings(self, step: Step) -> list[Finding]:
        """What a step shows: before it is judged, which secrets are to be typed again."""
        is_judged = self.is_checked(step)
        return [each for each in self.findings_for(step) if is_judged or each.problem.rule == MOVED_RULE]

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
        is_open = (step for step in list_steps() if self.status_of(step) is not StepStatus.COMPLETE)
        return next(is_open, REVIEW)

    @cached_property
    def digest(self) -> str:
        """Names what would be created, its secrets included, without telling it."""
        service = self.chosen_service
        place = service and [service.project_id, service.service_id, service.spec.platform, service.name]
        text = write_json([service and service.pk, place, self.sent])
        return salted_hmac("wizard.review", text, algorithm="sha256").hexdigest()


def renew(state: DraftState, step: Step, request: JsonObject) -> DraftState:
    """The draft as if the step's part of a request had been typed there; other kinds' answers stay."""
    steps = renew_step(state.answers.steps, step, request, state.service)
    return replace(state, answers=replace(state.answers, steps=steps))


def confirm_ticked(
    state: DraftState, findings: Iterable[Finding], ticked: Iterable[str], by: User
) -> DraftState:
    """The draft once these findings' boxes are ticked or not; each keeps who ticked it first, and when."""
    keys = frozenset(ticked)
    asked = {finding.key: finding for finding in findings if finding.needs_tick}
    kept = [one for one in state.confirmations if one["key"] not in asked or one["key"] in keys]
    known = {one["key"] for one in kept}
    new: list[Confirmation] = [
        {
            "rule": finding.problem.rule,
            "path": finding.problem.path,
            "message": finding.message,
            "by": by.get_username(),
            "at": state.now.isoformat(),
            "key": key,
        }
        for key, finding in asked.items()
        if key in keys and key not in known
    ]
    return replace(state, confirmations=kept + new) if kept + new != state.confirmations else state
