"""What a template takes over of a draft or a submission, and the draft that is made of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User

from taskbuilder.forms.fields import KEPT, Value
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import AskedField, Draft, Project, Service, Submission, TemplateVersion
from taskbuilder.records.submissions.task_names import find_free
from taskbuilder.records.submissions.unique_names import plain_name
from taskbuilder.records.task_templates.store import Contents
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.declared import declared_by
from taskbuilder.taskspec.secrets.split import join_secrets, split_secrets
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.drafts.state import DETAILS, DraftState
from taskbuilder.web.drafts.steps import list_steps
from taskbuilder.web.task_templates.askable import list_askable, put

PAST_RULE = "schedule.time.past"


class ImaginedState(DraftState):
    """A draft that is stored nowhere: its name has no ending, which it would get when it is sent."""

    @property
    def sent(self) -> JsonObject:
        return self.request


def read_submission(submission: Submission, owner: User, now: datetime) -> DraftState:
    """A submission as a draft that is stored nowhere, with those of its secrets that a page would hide."""
    service, name = submission.service, plain_name(submission)
    steps = answers_from_request(join_known(submission) | {"name": name}, service.spec)
    return imagine_draft(submission.project, owner, service, DraftAnswers(steps=steps), now)


def join_known(submission: Submission) -> JsonObject:
    """The request with its secrets. One stays masked that the service's schema declared secret and no longer
    does, as do all that no key can read.
    """
    try:
        whole = submission.full_request()
    except UnreadableSecret:
        return submission.request
    hidden = split_secrets(whole, declared_by(submission.service.spec))[1]
    known = {where: secret for where, secret in submission.secrets.items() if where in hidden}
    return join_secrets(submission.request, known)


def read_version(project: Project, version: TemplateVersion, owner: User, now: datetime) -> DraftState:
    """A version as a draft that is stored nowhere. Raises UnreadableSecret."""
    answers = DraftAnswers.from_stored(version.answers)
    return imagine_draft(project, owner, version.service, answers, now)


def imagine_draft(
    project: Project, owner: User, service: Service | None, answers: DraftAnswers, now: datetime
) -> DraftState:
    draft = Draft(project=project, owner=owner, service=service, created_at=now, updated_at=now)
    every = tuple(step.slug for step in list_steps())
    return ImaginedState(draft, replace(answers, checked=every), service, [], now)


def name_asked(state: DraftState, asked: list[AskedField]) -> Iterator[tuple[str, str, str]]:
    """The label of each field that is asked, empty for one that is gone, with its own words."""
    labels = {field.pointer: field.label for field in list_askable(state)} if asked else {}
    for each in asked:
        yield labels.get(each["pointer"], ""), each["question"], each["hint"]


def make_contents(state: DraftState, asked: list[AskedField]) -> Contents:
    """What a template saves of a draft: its answers, but for the secrets that are asked each time."""
    steps = {slug: forget_withheld(value) for slug, value in state.answers.steps.items()}
    pointers = {each["pointer"] for each in asked}
    for field in list_askable(state):
        if field.is_secret and field.pointer in pointers:
            steps = field.put(steps, "")
    answers = DraftAnswers(steps=steps, declared=state.record_declared())
    return Contents(service=state.chosen_service, answers=answers.to_stored(), asked=asked)


def forget_withheld(value: Value) -> Value:
    """Without the secrets that wait for another address than the one beside them."""
    if isinstance(value, dict):
        return {name: forget_withheld(each) for name, each in value.items() if name != KEPT}
    return [forget_withheld(each) for each in value] if isinstance(value, list) else value


def begin_answers(state: DraftState) -> tuple[DraftAnswers, str, list[str]]:
    """The answers of a new draft, its name, and what was left out, by its label: times that are past."""
    ended = list_past(state)
    past = [field for field in list_askable(state) if field.pointer in ended]
    steps = dict(state.answers.steps)
    for field in past:
        steps = field.put(steps, "")
    typed = state.request.get("name")
    name = find_free(state.project, typed) if isinstance(typed, str) else ""
    if name:
        steps[DETAILS.slug] = put(steps.get(DETAILS.slug), ("name",), name)
    return replace(state.answers, steps=steps), name, [field.label for field in past if field.node.value]


def list_past(state: DraftState) -> set[str]:
    """The pointers of times of a run that has ended, its begin too."""
    ends = [each.problem.path for each in state.findings if each.problem.rule == PAST_RULE]
    return {*ends, *(f"{end.rpartition('/')[0]}/begin_at" for end in ends)}
