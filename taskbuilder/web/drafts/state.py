"""A draft: its answers, the request they make, and everything that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from django.contrib.auth.models import User
from django.db.models import prefetch_related_objects
from django.utils.crypto import salted_hmac

from taskbuilder.forms.fields import Group, Value, is_blank
from taskbuilder.forms.labels import find_translator
from taskbuilder.forms.posted import Posted
from taskbuilder.forms.task_fields import hide_in_config
from taskbuilder.forms.withheld_secrets import read_step
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.records.submissions.task_names import is_used
from taskbuilder.records.submissions.unique_names import add_suffix
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.json_value import JsonObject, write_json, write_line
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.declared import Declared, declared_by, read_declared
from taskbuilder.taskspec.secrets.recorded import record_declared
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import Masked, mask_members
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.drafts.answers import Assembled, DraftAnswers, assemble_request, list_moved, renew_step
from taskbuilder.web.drafts.findings import Finding, Judge
from taskbuilder.web.drafts.service_step import ask_service
from taskbuilder.web.drafts.steps import REVIEW, Step, StepStatus, list_steps, step_of

DETAILS, INPUT, SCHEDULE = step_of("name"), step_of("input"), step_of("schedule")
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
    used_name: str = ""
    """The task's name where another task has it, on pages that look for that."""
    masked: Masked = field(default_factory=dict, repr=False)
    """Shared likewise."""
    typing: str = ""
    """The name of the control that is being typed into: what is wrong there is shown once it is left."""

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
        if self.chosen_service is None:
            return None
        return replace(self.chosen_service.spec, also_declared=write_line(self.answers.declared or None))

    @property
    def declared(self) -> Declared:
        """What the service's schema declares secret, and what one declared so that is in the draft."""
        if self.service is None:
            return read_declared("null", write_line(self.answers.declared))
        return declared_by(self.service)

    def record_declared(self) -> JsonObject:
        """What is to stay secret of what the draft holds now; what another service declared of it, too."""
        stored = self.draft.service
        places = [self.declared]
        if stored is not None and stored != self.chosen_service:
            places.append(declared_by(stored.spec))
        config = self.request.get("config")
        return record_declared(config, self.answers.pending_json, places, self.answers.declared)

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
        return Judge(self.answers, self.request, self.service, confirmed, self.used_name).find_all(self.now)

    @cached_property
    def shown(self) -> JsonObject:
        """The request with its secrets masked."""
        return mask_members(self.sent, self.masked, self.declared)

    @property
    def sentence(self) -> str:
        """The request in plain words; the schedule's defaults are nobody's choice before it was answered."""
        is_timed = self.is_answered(SCHEDULE)
        return describe(self.shown if is_timed else self.shown | {"schedule": {}}, find_translator())

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    def group_at(self, step: Step) -> Group:
        """What a step asks in this draft."""
        if step.ask is None:
            return ask_service(self.services)
        group = step.ask(self.service)
        return group if self.service else hide_in_config(group, self.declared)

    def value_at(self, step: Step) -> Value:
        """What was typed at a step; the service is on the draft itself."""
        if step.slug == "service":
            return {"service": str(self.chosen_service.pk) if self.chosen_service else ""}
        return self.answers.steps.get(step.slug)

    def read_step(self, step: Step, posted: Posted) -> DraftAnswers:
        """The answers once a step's form was read."""
        value = read_step(self.group_at(step), posted, self.value_at(step), self.platform)
        return self.answers.with_step(step, value)

    def is_answered(self, step: Step) -> bool:
        """Whether anything was typed or chosen at a step."""
        return not is_blank(self.value_at(step))

    def is_checked(self, step: Step) -> bool:
        """Whether "Continue" was pressed there since it last changed its shape."""
        return step.slug in self.answers.checked

    @cached_property
    def findings_by_step(self) -> dict[str, list[Finding]]:
        """What concerns each step, by its slug; what concerns two is at both."""
        steps = list_steps()
        by_step: dict[str, list[Finding]] = {step.slug: [] for step in steps}
        for finding in self.findings:
            for step in steps:
                if finding.is_shown_on(step):
                    by_step[step.slug].append(finding)
        return by_step

    def findings_for(self, step: Step) -> list[Finding]:
        return self.findings_by_step.get(step.slug, [])

    def is_shown(self, finding: Finding, step: Step) -> bool:
        """Whether pages show it as wrong; what is missing is not shown so before the step is judged."""
        return not self.is_typed(finding) and (self.is_checked(step) or not finding.is_missing)

    def is_typed(self, finding: Finding) -> bool:
        """Whether it is about what is being typed, which is not judged yet."""
        return bool(self.typing) and finding.field == self.typing

    def open_findings(self, step: Step) -> list[Finding]:
        """What is in the way at a step, but for what is being typed."""
        return [each for each in self.findings_for(step) if each.blocks and not self.is_typed(each)]

    def shown_findings(self, step: Step) -> list[Finding]:
        """What is shown as wrong at a step, by its controls, its summary, the list of steps and the panel."""
        return [finding for finding in self.findings_for(step) if self.is_shown(finding, step)]

    def count_at(self, step: Step) -> int:
        """How many of them are in the way of creating the task."""
        return sum(finding.blocks for finding in self.shown_findings(step))

    def status_of(self, step: Step) -> StepStatus:
        """How far a step has come, for the list of steps and the panel."""
        if step.slug not in self.statuses:
            self.statuses[step.slug] = self.find_status(step)
        return self.statuses[step.slug]

    @cached_property
    def statuses(self) -> dict[str, StepStatus]:
        """Of the steps that were asked for."""
        return {}

    def find_status(self, step: Step) -> StepStatus:
        if self.count_at(step):
            return StepStatus.PROBLEMS
        is_open = any(finding.blocks for finding in self.findings_for(step))
        if self.is_checked(step) and not is_open:
            return StepStatus.COMPLETE
        is_begun = self.is_checked(step) or self.is_answered(step)
        return StepStatus.IN_PROGRESS if is_begun else StepStatus.NOT_STARTED

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


OF_ANY_CHECK = frozenset({"service", "request", "moved", "findings", "shown"})
"""What is worked out of a draft and is the same whichever of its steps were judged."""


def look_up_name(state: DraftState) -> DraftState:
    """The draft once it is known whether another task has its name; one query where it has a name."""
    name = state.request.get("name")
    if not isinstance(name, str) or not is_used(state.project, name):
        return state
    return replace(state, used_name=name)


def judge_steps(state: DraftState, steps: Iterable[Step]) -> DraftState:
    """The draft with all that is wrong or missing at these steps shown as such."""
    answers = state.answers
    for step in steps:
        answers = answers.with_check(step, is_checked=True)
    judged = replace(state, answers=answers)
    vars(judged).update({name: value for name, value in vars(state).items() if name in OF_ANY_CHECK})
    return judged


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
