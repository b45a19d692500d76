"""A draft's answers as a whole: what was typed by step, and the request that it makes."""

from collections.abc import Mapping
from typing import Any

from taskbuilder.forms.convert import from_json, to_json
from taskbuilder.forms.fields import Value, drop_used
from taskbuilder.forms.withheld_secrets import put_kept
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.platforms import Service
from taskbuilder.web.drafts.steps import STEPS, Step
from taskbuilder.web.drafts.withheld_secrets import list_moved

PENDING, PASTED, SOURCE = "json", "pasted", "json-source"
Answers = dict[str, Value]
"""Step → what was typed there; `checked`: the steps that were continued from; `writer`: page_version.py;
PENDING: the text of a whole request that the steps do not hold (request_text.py); SOURCE: an
earlier text, whose secrets the masks of that one stand for; PASTED: step → list → the text
beside it that is not in its rows yet (row_actions.py)."""


Assembled = dict[str, tuple[Value, Service | None, dict[str, Any]]]
"""Step → what was typed there, for which service, and the members of the request that it makes."""


def assemble_request(
    answers: Mapping[str, Value], service: Service | None = None, known: Assembled | None = None
) -> dict[str, Any]:
    """The request that the answers make so far: chosen kinds alone, blanks left out, in canonical order.

    `known` remembers what each step made: of two drafts that follow each other only one step differs.
    """
    request: dict[str, Any] = {}
    for step in STEPS:
        if step.ask is not None:
            request |= assemble_step(step, answers.get(step.slug), service, {} if known is None else known)
    return canonical(request, upper_case=bool(service and service.upper_case))


def assemble_step(step: Step, value: Value, service: Service | None, known: Assembled) -> dict[str, Any]:
    """The members of the request that one step asks for."""
    held = known.get(step.slug)
    if held is not None and held[:2] == (value, service):
        return held[2]
    assert step.ask is not None
    made: dict[str, Any] = to_json(step.ask(service), value, service.platform if service else None)
    known[step.slug] = value, service, made
    return made


def answers_from_request(request: Mapping[str, Any], service: Service | None = None) -> Answers:
    """What somebody would have typed for a request; a masked secret stays a MASK, to be typed again."""
    asking = [(step.slug, step.ask(service)) for step in STEPS if step.ask is not None]
    return {slug: from_json(group, dict(request)) for slug, group in asking}


def renew_step(
    answers: Answers, step: Step, request: Mapping[str, Any], service: Service | None = None
) -> Answers:
    """The answers with one step's as if its part of the request had been typed; other kinds' stay."""
    if step.ask is None:
        return answers
    group = step.ask(service)
    renewed = keep_other_kinds(from_json(group, dict(request)), answers.get(step.slug))
    put_kept(group, renewed, list_moved(answers, request, service), service)
    return {**answers, step.slug: renewed}


def keep_other_kinds(renewed: Value, before: Value) -> Value:
    """Kinds that the renewed answers do not speak of, taken from the ones before."""
    if not isinstance(renewed, dict) or not isinstance(before, dict):
        return renewed
    kept = {name: value for name, value in before.items() if name not in renewed}
    merged = {name: keep_other_kinds(value, before.get(name)) for name, value in renewed.items()}
    return drop_used(kept | merged)
