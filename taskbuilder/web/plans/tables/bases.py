"""What the rows of a plan have in common: a template's request, and what columns can fill in it."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.records.models import Plan, Service, Template, TemplateVersion
from taskbuilder.records.task_templates.store import find_version
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.plans.tables.fields import PlanField, list_fields
from taskbuilder.web.task_templates.contents import imagine_draft, read_version


@dataclass(frozen=True, kw_only=True, repr=False)
class Base:
    """Holds secrets: never logged, never drawn raw. `version`: of the template that it is of, where known."""

    state: DraftState
    fields: list[PlanField]
    service: Service | None
    version: TemplateVersion | None

    @property
    def request(self) -> JsonObject:
        """As it is sent, with its secrets."""
        is_upper = bool(self.state.service and self.state.service.upper_case)
        return canonical(self.state.request, upper_case=is_upper)


def read_template(template: Template, person: User) -> Base:
    """The template's latest version. Raises UnreadableSecret."""
    version = find_version(template, template.version)
    if version is None:
        raise Http404(_("The template has no such version."))
    state = read_version(template.project, version, person, timezone.now())
    return make_base(state, version.service, version)


def read_plan(plan: Plan, person: User) -> Base:
    """What a plan holds. Raises UnreadableSecret."""
    spec = plan.service.spec if plan.service is not None else None
    answers = DraftAnswers(steps=answers_from_request(plan.base, spec))
    state = imagine_draft(plan.project, person, plan.service, answers, timezone.now())
    return make_base(state, plan.service, plan.template)


def make_base(state: DraftState, service: Service | None, version: TemplateVersion | None) -> Base:
    asked = version.asked if version is not None else []
    return Base(state=state, fields=list_fields(state, asked), service=service, version=version)
