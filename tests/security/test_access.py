"""Every address, asked by everybody: the signed-out, strangers, viewers, and pages of other sites."""

from collections.abc import Iterator
from io import BytesIO
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.inventory.store import Contents as EntryContents
from taskbuilder.records.inventory.store import make_entry
from taskbuilder.records.models import (
    ActionBatch,
    Draft,
    Member,
    Plan,
    PlanRun,
    Project,
    RegionTemplate,
    Role,
    Source,
    Submission,
    Template,
)
from taskbuilder.records.regions.snapshots import save_source_snapshot
from taskbuilder.records.regions.templates import Drawing, add_region_template
from taskbuilder.records.task_templates.store import Contents, save_version
from taskbuilder.taskspec.json_value import JsonObject
from tests.security.conftest import sign_in
from tests.security.styled import describe_oddity
from tests.support.pictures import make_picture

pytestmark = pytest.mark.usefixtures("world")
DRAFT = UUID(int=7)
OPEN = frozenset(
    {"start", "sign-in", "sign-out", "set_language", "rules", "api-reference", "api-document", "display"}
) | {"help", "help-guide", "help-picture"}
CALLS = (
    *("create", "task", "start", "stop", "cancel", "validate", "services", "submissions", "submission"),
    *("exports", "export", "export-file"),
    *("plans", "plan", "plan-rows", "plan-document", "runs", "run", "run-control"),
    *("other", "version"),
)
PROGRAMS = frozenset(f"api-{call}" for call in CALLS)
"""Asked with a token, never with a session: tests/api/test_signing_in.py."""
ADMINISTRATION = frozenset({"service-schema"})
"""Within the admin: tests/web/schemas/."""
FOR_ALL = (
    frozenset({"projects", "all-submissions", "password", "account", "sign-out-elsewhere"})
    | {"columns", "own-filter-new", "own-filter", "own-filter-delete"}
    | {"notifications", "notifications-read", "notification"}
    | {"all-submissions-export", "exports", "all-actions-new"}
)
OWN_EXPORTS = frozenset({"export", "export-file", "export-again"})
"""Each is one person's alone: tests/web/exports/."""
COMMENTING = (
    frozenset({"comment-add", "comment-delete", "filter-new", "filter", "filter-delete"})
    | {"notification-choices", "submission-tasks", "found-tasks"}
    | {"history-export", "handover-seen", "inventory-export", "plan-result", "source-snapshot"}
)
"""Any member may: the tests of each are in a folder of tests/web/."""
MANAGING = frozenset({"webhook", "webhook-delete", "delivery", "capacity-edit", "handover-daily"})
"""Managers may: tests/web/notifications/test_webhook.py."""
READING = frozenset({"submission-drift", "project", "submissions", "submission", "unknown", "compare"}) | {
    "templates",
    "template",
    "templates-broken",
    "inventory",
    "inventory-list",
    "inventory-entry",
    "region-templates",
    "region-template",
    "plans",
    "plan",
    "plan-run",
    "tasks-now",
    "actions",
    "action",
    "tasks-week",
    "tasks-handover",
    "tasks-coverage",
    "tasks-capacity",
}
OF_DRAFTS = frozenset(
    {"draft", "draft-step", "draft-questions", "draft-discard", "draft-json", "draft-snapshot", "draft-share"}
    | {"draft-inventory"}
)
WRITING = (
    frozenset(
        {
            "drafts",
            "draft-new",
            "import",
            "tokens",
            "token-keys",
            "token-revoke",
            "settle",
            "submission-cancel",
            "action-new",
            "action-cancel",
            "actions-cancel",
            "handover-send",
            "found-adopt",
            "replacement-end",
            "project-join",
            "inventory-new",
            "inventory-from-tasks",
            "inventory-import",
            "inventory-edit",
            "inventory-mark",
            "inventory-delete",
            "region-template-new",
            "region-template-edit",
            "region-template-delete",
            "region-choose",
            "region-place",
            "source-snapshots",
            "source-snapshot-change",
            "plan-new",
            "plan-table",
            "plan-upload",
            "plan-from-sources",
            "plan-compare-again",
            "plan-columns",
            "plan-fix",
            "plan-problems",
            "plan-apply",
            "plan-control",
            "plan-delete",
            "template-new",
            "template-edit",
            "template-delete",
            "template-start",
        }
    )
    | OF_DRAFTS
)

OF_TEMPLATES = frozenset(
    {"template", "template-edit", "template-delete", "template-start"}
    | {"region-template", "region-template-edit", "region-template-delete", "region-place"}
)
OF_INVENTORY = frozenset(
    {
        "inventory-list",
        "inventory-new",
        "inventory-import",
        "inventory-mark",
        "inventory-delete",
        "inventory-export",
    }
)
OF_PLANS = frozenset(
    {
        *("plan", "plan-upload", "plan-compare-again", "plan-columns", "plan-fix", "plan-problems"),
        *("plan-apply", "plan-delete"),
    }
)
OF_RUNS = frozenset({"plan-run", "plan-control", "plan-result"})
OF_ENTRIES = frozenset({"inventory-entry", "inventory-edit"})
REFUSED = frozenset({("draft", "POST")})
"""Methods that an address does not take from anyone."""


def list_names(resolver: URLResolver) -> Iterator[str]:
    """The names of the site map, the admin's apart."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.name)
        elif entry.namespace is None:
            yield from list_names(entry)


def address_of(name: str) -> str:
    """The address of that name in a project with a draft and a submission."""
    submission = Submission.objects.filter(project__slug="harbour").values_list("pk", flat=True)[0]
    known = {"slug": "harbour", "draft_id": DRAFT, "submission_id": submission, "step": "input"}
    known |= {"template_id": DRAFT, "entries": "sources", "entry_id": DRAFT, "source_id": DRAFT}
    known |= {"name": "config-form-target_roi", "token_id": DRAFT, "comment_id": DRAFT, "export_id": DRAFT}
    known |= {"filter_id": 7, "pk": 1, "delivery_id": DRAFT, "batch_id": DRAFT}
    known |= {"plan_id": DRAFT, "run_id": DRAFT, "upload_id": DRAFT}
    if name in {"help-guide", "help-picture"}:
        return reverse(name, kwargs={"name": "operators"})
    wanted = {
        "draft-step": ("slug", "draft_id", "step"),
        "draft-snapshot": ("slug", "draft_id", "name"),
        "draft": ("slug", "draft_id"),
        "draft-discard": ("slug", "draft_id"),
        "draft-json": ("slug", "draft_id"),
        "draft-share": ("slug", "draft_id"),
        "draft-inventory": ("slug", "draft_id", "step"),
        "draft-questions": ("slug", "draft_id"),
        **dict.fromkeys(OF_TEMPLATES, ("slug", "template_id")),
        **dict.fromkeys(OF_INVENTORY, ("slug", "entries")),
        **dict.fromkeys(OF_ENTRIES, ("slug", "entries", "entry_id")),
        **dict.fromkeys(OF_PLANS, ("slug", "plan_id")),
        **dict.fromkeys(OF_RUNS, ("slug", "plan_id", "run_id")),
        "plan-table": ("slug", "upload_id"),
        **dict.fromkeys(("source-snapshot", "source-snapshot-change"), ("slug", "source_id")),
        "submission": ("slug", "submission_id"),
        "settle": ("slug", "submission_id"),
        "comment-add": ("slug", "submission_id"),
        "comment-delete": ("slug", "submission_id", "comment_id"),
        "submission-cancel": ("slug", "submission_id"),
        "replacement-end": ("slug", "submission_id"),
        "submission-tasks": ("slug", "submission_id"),
        **dict.fromkeys(("action", "action-cancel"), ("slug", "batch_id")),
        "submission-drift": ("slug", "submission_id"),
        **dict.fromkeys(OWN_EXPORTS, ("export_id",)),
        "notification": ("pk",),
        "delivery": ("slug", "delivery_id"),
        "filter": ("slug", "filter_id"),
        "filter-delete": ("slug", "filter_id"),
        "own-filter": ("filter_id",),
        "own-filter-delete": ("filter_id",),
        "token-keys": ("slug", "token_id"),
        "token-revoke": ("slug", "token_id"),
    }
    names = wanted.get(name, () if name in OPEN | FOR_ALL else ("slug",))
    return reverse(name, kwargs={each: known[each] for each in names})


@pytest.fixture(autouse=True)
def draft(world: None) -> Draft:
    project, owner = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    template = Template.objects.create(pk=DRAFT, project=project, name="Berth", changed_at=timezone.now())
    save_version(template, Contents(service=None, answers={}, asked=[]), by=owner, now=timezone.now())
    request: JsonObject = {"input": {"type": "url", "data": [{"url": "rtsp://berth.example.com/1"}]}}
    berth = EntryContents(name="Berth", request=request)
    source = make_entry(Source, project=project, contents=berth, by=owner, now=timezone.now())
    source.pk = DRAFT
    source.save(force_insert=True)
    save_source_snapshot(source, file=BytesIO(make_picture()), now=timezone.now())
    drawing = Drawing(name="Berth", text="line 0,0 9,9", frame=(1920, 1080))
    region = add_region_template(project=project, drawing=drawing, by=owner, now=timezone.now())
    RegionTemplate.objects.filter(pk=region.pk).update(id=DRAFT)
    plan = Plan.objects.create(
        pk=DRAFT,
        project=project,
        name="Berths",
        salt="00" * 32,
        headers=["Camera"],
        by=owner,
        created_at=timezone.now(),
        changed_at=timezone.now(),
    )
    PlanRun.objects.create(pk=DRAFT, plan=plan, by=owner, revision=1, judging=1, asked_at=timezone.now())
    ActionBatch.objects.create(pk=DRAFT, project=project, kind="stop", by=owner, asked_at=timezone.now())
    return start_draft(project=project, owner=owner, now=timezone.now(), draft_id=DRAFT)


def ask(client: Client, name: str, **headers: str) -> set[int]:
    """Asks by each method that the address takes, and holds that each answer is a page of ours."""
    statuses = set()
    for method in ("GET", "POST"):
        answer = client.generic(method, address_of(name), headers=headers)
        assert describe_oddity(answer) == ""
        assert (answer.status_code == 405) == ((name, method) in REFUSED)
        statuses.add(answer.status_code)
    return statuses - {405}


def test_who_may_no_longer_create_is_kept_from_a_draft_of_their_own() -> None:
    Member.objects.filter(person__username="operator").update(role=Role.VIEWER)
    assert ask(sign_in("operator"), "draft-step") == {403}


def test_every_name_is_of_one_sort() -> None:
    people = [*FOR_ALL, *OWN_EXPORTS, *READING, *COMMENTING, *MANAGING, *WRITING]
    sorts = [*OPEN, *people, *PROGRAMS, *ADMINISTRATION]
    assert sorted(list_names(get_resolver())) == sorted(sorts)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", sorted(FOR_ALL | OWN_EXPORTS | READING | WRITING | COMMENTING | MANAGING))
def test_the_signed_out_are_led_to_sign_in(name: str, method: str) -> None:
    if (name, method) in REFUSED:
        return
    address = address_of(name)
    answer = Client().generic(method, address)
    part = Client().generic(method, address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")
    assert (part.status_code, part["HX-Redirect"], part.content) == (200, f"/sign-in/?next={address}", b"")


@pytest.mark.parametrize("name", sorted(OWN_EXPORTS | READING | WRITING | COMMENTING | MANAGING))
def test_a_stranger_finds_nothing(name: str) -> None:
    User.objects.create_user("stranger")
    for headers in ({}, {"HX-Request": "true"}):
        assert ask(sign_in("stranger"), name, **headers) == {404}


@pytest.mark.parametrize("name", sorted(READING | WRITING))
def test_a_viewer_reads_and_writes_nothing(name: str) -> None:
    before = Draft.objects.count()
    is_anothers = name in OF_DRAFTS
    shown = {200 if name in READING else 404 if is_anothers else 403}
    led = {302} if name == "project-join" else set()  # opened by hand, to the project
    assert ask(sign_in("reviewer"), name) == shown | led
    assert Draft.objects.count() == before


@pytest.mark.parametrize("name", sorted(MANAGING))
def test_an_operator_manages_nothing(name: str) -> None:
    assert ask(sign_in("operator"), name) == {403}


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.MANAGER])
@pytest.mark.parametrize("name", sorted(OF_DRAFTS))
def test_a_draft_is_its_owners_alone(name: str, role: Role) -> None:
    person = User.objects.create_user("another", is_superuser=True)
    Member.objects.create(person=person, project=Project.objects.get(slug="harbour"), role=role)
    assert ask(sign_in("another"), name) == {404}
    assert Draft.objects.filter(pk=DRAFT).count() == 1


def test_nothing_of_one_project_is_found_in_another() -> None:
    client = sign_in("operator")
    for name in (*OF_DRAFTS, "submission"):
        assert client.get(address_of(name).replace("harbour", "campus")).status_code == 404


def test_a_member_who_left_finds_nothing() -> None:
    client = sign_in("operator")
    Member.objects.filter(person__username="operator", project__slug="harbour").delete()
    assert set().union(*(ask(client, name) for name in READING | WRITING)) == {404}


@pytest.mark.parametrize("name", [*sorted(READING | WRITING), "sign-in", "sign-out"])
def test_forms_of_other_sites_are_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="operator"))
    answer = client.post(address_of(name), {"press": "continue", "csrfmiddlewaretoken": "x" * 32})
    assert (answer.status_code, describe_oddity(answer)) == (403, "")
    assert b"This page has expired" in answer.content
    assert Draft.objects.filter(pk=DRAFT, revision=1).count() == 1
