"""What a template asks of a draft: fields of its steps, on one page, with the template's own words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Self

from django.utils.translation import gettext

from taskbuilder.forms.fields import Field, Group, Value, member
from taskbuilder.forms.labels import Untranslated
from taskbuilder.forms.posted import Posted, read
from taskbuilder.forms.withheld_secrets import withhold
from taskbuilder.records.models import AskedField, Draft
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.secrets.split import copy_json
from taskbuilder.web.drafts.answers import DraftAnswers
from taskbuilder.web.drafts.findings import Finding, report_unadded
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import TEMPLATE_QUESTIONS, Step
from taskbuilder.web.task_templates.askable import Askable, list_askable

NOTHING = Group(name="", title="", members=())
QUESTIONS = Step(slug=TEMPLATE_QUESTIONS, title=_("Questions"), ask=lambda _service: NOTHING)
"""The page of these questions; it is among no draft's steps."""
MOST_DRAWN = 1_024


@dataclass(frozen=True, kw_only=True, repr=False)
class AskedQuestion:
    """One field of a step as it is asked: `name` is that of its controls on this page."""

    name: str
    asked: Askable
    field: Field

    def is_about(self, finding: Finding) -> bool:
        place = self.asked.node.name
        is_here = finding.field == place or (finding.field or "").startswith(f"{place}-")
        return finding.step is self.asked.step and is_here

    def take(self, finding: Finding) -> Finding:
        """The finding at its control on this page."""
        rest = (finding.field or "").removeprefix(self.asked.node.name)
        return replace(finding, step=QUESTIONS, field=f"{self.name}{rest}")


@lru_cache(maxsize=MOST_DRAWN)
def reword(field: Field, name: str, question: str, hint: str) -> Field:
    """The field under another name, with own words where there are any; of the same ones always the same."""
    title = Untranslated(question) if question else field.title
    return replace(field, name=name, title=title, help=Untranslated(hint) if hint else field.help)


def list_questions(state: DraftState, asked: list[AskedField]) -> Iterator[AskedQuestion]:
    """Each field that the draft has, once: what is part of another is asked there."""
    found = {each.pointer: each for each in list_askable(state)} if asked else {}
    known = [(each, found[each["pointer"]]) for each in asked if each["pointer"] in found]
    for number, (each, here) in enumerate(known, start=1):
        if not any(is_within(here, other) for _each, other in known):
            name = f"q{number}"
            field = reword(here.node.field, name, each["question"], each["hint"])
            yield AskedQuestion(name=name, asked=here, field=field)


def is_within(field: Askable, other: Askable) -> bool:
    return field.step is other.step and field.node.name.startswith(f"{other.node.name}-")


@dataclass(frozen=True, eq=False, repr=False)
class AskedState(DraftState):
    """A draft whose template asks questions: what is typed at one goes to its place in the steps' answers."""

    asked: tuple[AskedField, ...] = ()

    @classmethod
    def of_template(cls, draft: Draft, now: datetime) -> Self:
        """The draft as it is stored, with what its template asks; one query more."""
        asked = draft.template.asked if draft.template else []
        return replace(cls.of(draft, now), asked=tuple(asked))

    @cached_property
    def questions(self) -> list[AskedQuestion]:
        return list(list_questions(self, [*self.asked]))

    @cached_property
    def asked_group(self) -> Group:
        return replace(NOTHING, members=tuple(each.field for each in self.questions))

    @property
    def lost(self) -> list[AskedField]:
        """What the template asks and the draft does not have any more."""
        there = {field.pointer for field in list_askable(self)}
        return [each for each in self.asked if each["pointer"] not in there]

    def group_at(self, step: Step) -> Group:
        return self.asked_group if step is QUESTIONS else super().group_at(step)

    def value_at(self, step: Step) -> Value:
        if step is not QUESTIONS:
            return super().value_at(step)
        return {each.name: each.asked.node.value for each in self.questions}

    def findings_for(self, step: Step) -> list[Finding]:
        if step is not QUESTIONS:
            return super().findings_for(step)
        places = [(each, found) for each in self.questions for found in self.findings if each.is_about(found)]
        return [each.take(found) for each, found in places] + [*self.find_unadded()]

    def find_unadded(self) -> Iterator[Finding]:
        """Each box of pasted lines that has more than notes in it."""
        texts = self.answers.paste_boxes.get(QUESTIONS.slug, {})
        group, value = self.group_at(QUESTIONS), self.value_at(QUESTIONS)
        for name, problem in report_unadded(group, value, texts, QUESTIONS.slug):
            yield Finding(
                problem=problem,
                message=problem.render(gettext),
                step=QUESTIONS,
                field=name,
                key=problem.path,
                is_confirmed=False,
            )

    def read_step(self, step: Step, posted: Posted) -> DraftAnswers:
        """As of any step; a saved secret of any of them is withheld where it would be sent elsewhere."""
        if step is not QUESTIONS:
            return super().read_step(step, posted)
        value = read(self.group_at(step), posted, self.value_at(step), self.platform)
        spread = self.spread(self.answers.steps, value)
        fit = {slug: copy_json(each) for slug, each in self.answers.steps.items()}
        for place in {each.asked.step for each in self.questions}:
            withhold(super().group_at(place), fit.get(place.slug), spread[place.slug])
        if fit != self.answers.steps:
            value = read(self.group_at(step), posted, self.gather(fit), self.platform)
            spread = self.spread(fit, value)
        return replace(self.answers, steps=spread)

    def spread(self, steps: Mapping[str, Value], value: Value) -> dict[str, Value]:
        """The answers of the steps with what this page's controls hold."""
        spread = dict(steps)
        for each in self.questions:
            spread = each.asked.put(spread, member(value, each.name))
        return spread

    def gather(self, steps: Mapping[str, Value]) -> Value:
        """What the answers of the steps have for each question."""
        return {each.name: each.asked.get(steps) for each in self.questions}
