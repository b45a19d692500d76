"""The drafts of a service whose answers a new config schema would no longer take."""

from collections.abc import Iterator
from dataclasses import dataclass

from taskbuilder.forms.convert import to_object
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Draft, Service
from taskbuilder.taskspec.config import check_config_schema
from taskbuilder.taskspec.json_value import as_object
from taskbuilder.taskspec.platforms import Service as ServiceSpec
from taskbuilder.taskspec.problem import Problem
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.steps import step_of

MOST_READ = 200
"""Drafts that are read for one preview, those that were changed last first."""
CONFIG = step_of("config")


@dataclass(frozen=True, kw_only=True)
class BrokenDraft:
    """A draft, and how many new problems its config has; never what was typed."""

    draft: Draft
    problems: int


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """`broken`: what a new schema breaks; `read`: of so many drafts; `is_all`: whether these are all."""

    broken: list[BrokenDraft]
    read: int
    is_all: bool


def find_breakage(service: Service, after: ServiceSpec) -> Breakage:
    """Compares what each draft's config breaks now with what it would break `after` the change."""
    drafts = list(service.drafts.select_related("owner").order_by("-updated_at")[: MOST_READ + 1])
    read = drafts[:MOST_READ]
    return Breakage(
        broken=list(list_broken(read, service.spec, after)), read=len(read), is_all=len(drafts) == len(read)
    )


def list_broken(drafts: list[Draft], before: ServiceSpec, after: ServiceSpec) -> Iterator[BrokenDraft]:
    for draft in drafts:
        known = {name_problem(problem) for problem in list_problems(draft, before)}
        new = [problem for problem in list_problems(draft, after) if name_problem(problem) not in known]
        if new:
            yield BrokenDraft(draft=draft, problems=len(new))


def list_problems(draft: Draft, service: ServiceSpec) -> list[Problem]:
    """What is wrong with a draft's config; nothing where it has none, or cannot be read."""
    try:
        answers = DraftAnswers.from_stored(draft.answers)
    except UnreadableSecret:
        return []
    if CONFIG.ask is None or service.config_schema is None:
        return []
    made = to_object(CONFIG.ask(service), answers.steps.get(CONFIG.slug), service.platform)
    config = as_object(made.get("config"))
    return list(check_config_schema(config, service.schema_text)) if config else []


def name_problem(problem: Problem) -> tuple[str, str]:
    return problem.path, problem.template
