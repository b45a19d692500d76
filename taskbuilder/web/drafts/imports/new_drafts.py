"""The drafts that requests become."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User

from taskbuilder.records.models import Draft, Project
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.web.drafts.answers import Assembled, DraftAnswers, answers_from_request, assemble_request
from taskbuilder.web.drafts.imports.lines import Line
from taskbuilder.web.drafts.json_editor.request_text import find_difference_to, keep_beside
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import list_steps

MOST_IN_STEPS = 50_000
"""Values of a request; one with more stays text: nobody steps through it."""


def make_drafts(lines: Iterable[Line], *, project: Project, owner: User, now: datetime) -> list[Draft]:
    """Not stored yet, one of each line that can be read."""
    return [make_draft(line, project, owner, now) for line in lines if not line.fault]


def make_draft(line: Line, project: Project, owner: User, now: datetime) -> Draft:
    """With the request in its steps, judged at once; one that they cannot hold is beside them, as text.

    The steps are worked out once: there may be thousands of drafts.
    """
    spec = line.service.spec if line.service else None
    known: Assembled = {}
    answers = take_into_steps(line, spec, known) if line.weight <= MOST_IN_STEPS else None
    if answers is None:
        answers, known = keep_beside(DraftAnswers(), write_json(line.request)), {}
    draft = Draft(project=project, owner=owner, service=line.service, created_at=now, updated_at=now)
    state = DraftState(draft, answers, line.service, [], now, known)
    draft.answers = replace(answers, declared=state.record_declared()).to_stored()
    draft.set_title(line.name)
    return draft


def take_into_steps(line: Line, spec: platforms.Service | None, known: Assembled) -> DraftAnswers | None:
    """None where the steps cannot hold the request."""
    steps = answers_from_request(line.request, spec)
    if find_difference_to(assemble_request(steps, spec, known), line.request, spec) is not None:
        return None
    return DraftAnswers(steps=steps, checked=tuple(step.slug for step in list_steps()))
