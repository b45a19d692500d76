"""Every address can be opened by hand: one that takes a form alone leads to the page that has the form."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse

from taskbuilder.records.models import ActionBatch, Draft, RegionTemplate, SavedFilter, Template
from taskbuilder.records.regions.templates import Drawing, add_region_template
from taskbuilder.records.task_templates.store import Contents, save_version
from tests.security.test_access import list_names
from tests.web.conftest import NOW, MakeSubmission, make_export
from tests.web.test_pages import SUBMISSION

PROJECT = "/projects/gate/"
TEMPLATE = f"{PROJECT}templates/{UUID(int=3)}/"
LEADS_TO = {
    "set_language": "/projects/",
    "display": "/projects/",
    "sign-out": "/projects/",
    "sign-out-elsewhere": "/account/",
    "notifications-read": "/notifications/",
    "project-join": PROJECT,
    "draft-new": PROJECT,
    "settle": SUBMISSION,
    "submission-cancel": SUBMISSION,
    "submission-tasks": SUBMISSION,
    "all-actions-new": "/submissions/",
    "action-new": f"{PROJECT}actions/",
    "action-cancel": f"{PROJECT}actions/{UUID(int=3)}/",
    "found-adopt": f"{PROJECT}found-tasks/",
    "replacement-end": SUBMISSION,
    "comment-add": SUBMISSION,
    "handover-send": f"{PROJECT}tasks/handover/",
    "handover-seen": f"{PROJECT}tasks/handover/",
    "comment-delete": SUBMISSION,
    "inventory-mark": f"{PROJECT}inventory/sources/",
    "inventory-delete": f"{PROJECT}inventory/sources/",
    "plan-from-sources": f"{PROJECT}inventory/sources/",
    "region-choose": f"{PROJECT}inventory/sources/",
    "region-place": f"{PROJECT}regions/{UUID(int=3)}/",
    "template-new": f"{PROJECT}templates/",
    "template-start": TEMPLATE,
    "history-export": f"{PROJECT}submissions/",
    "all-submissions-export": "/submissions/",
    "export-file": f"/exports/{UUID(int=3)}/",
    "export-again": f"/exports/{UUID(int=3)}/",
    "filter-new": f"{PROJECT}submissions/",
    "own-filter-new": "/submissions/",
}
"""Each address that only takes a form's POST, or filters, and the page that its form is on."""
OURS = sorted(name for name in list_names(get_resolver()) if not name.startswith("api-"))
OF_OTHER_PLACES = frozenset(
    {
        "help-guide",
        "help-picture",
        "draft-snapshot",
        "draft-inventory",
        "inventory-entry",
        "source-snapshot",
        "source-snapshot-change",
        "plan",
        "plan-table",
        "plan-upload",
        "plan-compare-again",
        "plan-columns",
        "plan-fix",
        "plan-problems",
        "plan-apply",
        "plan-run",
        "plan-control",
        "plan-result",
        "plan-delete",
        "inventory-edit",
        "notification",
        "token-keys",
        "token-revoke",
        "webhook",
        "capacity-edit",
        "handover-daily",
        "webhook-delete",
        "delivery",
        "service-schema",
    }
)
"""Pages of places that are not made here: each is opened by the tests of its own."""


def test_the_site_map_has_all_of_them() -> None:
    assert set(LEADS_TO) < set(OURS)


@pytest.mark.parametrize("name", [name for name in OURS if name not in OF_OTHER_PLACES])
def test_it_can_be_opened(
    as_operator: Client, operator: User, make_submission: MakeSubmission, name: str
) -> None:
    project = make_submission().project
    draft = Draft.objects.create(project=project, owner=operator, created_at=NOW, updated_at=NOW)
    template = Template.objects.create(pk=UUID(int=3), project=project, name="Gate", changed_at=NOW)
    save_version(template, Contents(service=None, answers={}, asked=[]), by=operator, now=NOW)
    places: dict[str, object] = {"slug": project.slug, "draft_id": draft.pk, "step": "details"}
    places |= {"template_id": template.pk, "entries": "sources"}
    places |= {"submission_id": UUID(int=1), "comment_id": UUID(int=2), "export_id": UUID(int=3)}
    make_export(operator, project)
    drawing = Drawing(name="Gate", text="line 0,0 9,9", frame=(1920, 1080))
    region = add_region_template(project=project, drawing=drawing, by=operator, now=NOW)
    RegionTemplate.objects.filter(pk=region.pk).update(id=UUID(int=3))
    batch = ActionBatch.objects.create(
        pk=UUID(int=3), project=project, kind="stop", by=operator, asked_at=NOW
    )
    places["batch_id"] = batch.pk
    of = None if name.startswith("own-") else project
    places["filter_id"] = SavedFilter.objects.create(person=operator, project=of, name="Night").pk
    answer = as_operator.get(write_address(name, places))

    assert answer.status_code in ((302,) if name in LEADS_TO else (200, 302))
    if name in LEADS_TO:
        assert answer["Location"] == LEADS_TO[name]


def write_address(name: str, places: Mapping[str, object]) -> str:
    """The address of that name, with those of the places that it has."""
    (_text, names), *_others = get_resolver().reverse_dict.getlist(name)[0][0]
    return reverse(name, kwargs={each: places[each] for each in names})
