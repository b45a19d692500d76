"""Templates and drafts that no longer validate, and why: a service that is gone, a schema that changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Draft, Role, TemplateVersion
from taskbuilder.records.task_templates.reading import read_drafts, read_versions
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.task_templates.contents import read_version
from taskbuilder.web.task_templates.questions import AskedState

MOST_REASONS = 3
NO_SERVICE = "service.choice"


@dataclass(frozen=True, kw_only=True)
class Broken:
    """What no longer validates: what it is called, its page, the first reasons, and how many more."""

    title: str
    href: str
    reasons: list[str]
    more: int


@member_required(Role.VIEWER)
def show_broken(request: ProjectRequest) -> HttpResponse:
    """The project's templates and one's own drafts, as many as can be read quickly."""
    versions = read_versions(request.project)
    drafts = read_drafts(request.project, request.user) if request.may_create else None
    context = {
        "templates": list(list_broken_templates(request, versions.rows)),
        "drafts": list(list_broken_drafts(request, drafts.rows)) if drafts else [],
        "is_all": versions.is_all and (drafts is None or drafts.is_all),
    }
    return render(request, "task_templates/broken.html", context)


def list_broken_templates(request: ProjectRequest, versions: Iterable[TemplateVersion]) -> Iterator[Broken]:
    for version in versions:
        try:
            reasons = list_reasons(request, version)
        except UnreadableSecret:
            reasons = [_("The keys of this installation cannot read it.")]
        if reasons:
            template = version.template
            href = resolve_url("template", slug=request.project.slug, template_id=template.pk)
            yield make(template.name, href, reasons)


def list_reasons(request: ProjectRequest, version: TemplateVersion) -> list[str]:
    """What is wrong with a version, but for what is asked or confirmed each time."""
    state = read_version(request.project, version, request.user, timezone.now())
    asked = AskedState(state.draft, state.answers, state.chosen_service, [], state.now)
    asked = replace(asked, asked=tuple(version.asked))
    found = [each for each in asked.blocking if not any(one.is_about(each) for one in asked.questions)]
    return name_reasons(found, version.service_name)


def list_broken_drafts(request: ProjectRequest, drafts: Iterable[Draft]) -> Iterator[Broken]:
    """Those with something wrong at a step that was complete once; what is only missing does not count."""
    for draft in drafts:
        draft.project = request.project
        try:
            state = DraftState.of(draft, timezone.now())
        except UnreadableSecret:
            reasons = [_("The keys of this installation cannot read it.")]
        else:
            known = [each for each in state.blocking if state.is_checked(each.step)]
            wrong = [each for each in known if not each.is_missing or each.problem.rule == NO_SERVICE]
            reasons = name_reasons(wrong, "")
        if reasons:
            yield make(
                str(draft), resolve_url("draft", slug=request.project.slug, draft_id=draft.pk), reasons
            )


def name_reasons(findings: Iterable[Finding], service: str) -> list[str]:
    """Each in words, but for what has to be confirmed. `service`: what one that is gone was called."""
    gone = _("The service “%(name)s” is no longer in this project.") % {"name": service}
    return [
        gone if service and each.problem.rule == NO_SERVICE else each.message
        for each in findings
        if not each.needs_tick
    ]


def make(title: str, href: str, reasons: list[str]) -> Broken:
    return Broken(
        title=title, href=href, reasons=reasons[:MOST_REASONS], more=max(len(reasons) - MOST_REASONS, 0)
    )
