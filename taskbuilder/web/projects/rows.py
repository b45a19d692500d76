"""The rows of a project's page, drawn by Jinja; services by what they say, so that they are drawn once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.contrib.auth.models import User
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from taskbuilder.forms.render.templates import draw
from taskbuilder.records.models import Draft, Project, Service, Submission
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.templatetags.submissions import ago, state_of


class ServiceRow(NamedTuple):
    """A service as a project's page shows it."""

    pk: int
    name: str
    platform: str
    requires_config: bool
    requires_node_id: bool


def list_service_rows(services: Iterable[Service]) -> tuple[ServiceRow, ...]:
    return tuple(
        ServiceRow(
            service.pk,
            service.name,
            service.get_platform_display(),
            service.requires_config,
            service.requires_node_id,
        )
        for service in services
    )


def draw_recent(project: Project, submissions: Iterable[Submission]) -> SafeString:
    """Submissions, a row each."""
    rows = [
        (
            find_address("submission", project.slug, each.pk),
            each.name,
            f"{each.service} · {each.created_by} · {ago(each.created_at)}",
            state_of(each),
        )
        for each in submissions
    ]
    return draw("recent_rows", {"rows": rows})


def draw_drafts(project: Project, person: User, drafts: Iterable[Draft]) -> SafeString:
    """One's drafts and those that are shared with one, a row each."""
    rows = [
        {
            "key": each.pk,
            "name": str(each),
            "line": " · ".join(list_facts(each, person)),
            "share": find_address("draft-share", project.slug, each.pk),
            "discard": find_address("draft-discard", project.slug, each.pk) if each.owner == person else "",
            "open": find_address("draft", project.slug, each.pk),
        }
        for each in drafts
    ]
    return draw("draft_rows", {"rows": rows})


def list_facts(draft: Draft, person: User) -> Iterator[str]:
    """Its service, when it was changed, and who else has to do with it."""
    yield str(draft.service) if draft.service else _("No service selected yet")
    yield _("changed %(when)s") % {"when": ago(draft.updated_at)}
    if draft.owner != person:
        yield _("shared by %(name)s") % {"name": draft.owner}
    elif draft.handed_by:
        yield _("handed over by %(name)s") % {"name": draft.handed_by}
    elif draft.is_shared:
        yield _("shared")
