"""What holds on every page: its cost in queries, its policy, its title."""

import re
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.records.drafts.imports import save_import
from taskbuilder.records.inventory.store import Contents as EntryContents
from taskbuilder.records.inventory.store import make_entry
from taskbuilder.records.models import (
    CreatedTask,
    Draft,
    RegionTemplate,
    Service,
    Source,
    Submission,
    Template,
    TemplateVersion,
)
from taskbuilder.records.regions.templates import Drawing, add_region_template
from taskbuilder.records.submissions.states import State
from taskbuilder.records.task_templates.store import Contents, save_version
from taskbuilder.taskspec.json_value import JsonObject
from tests.web.conftest import NOW, MakeSubmission, make_actions, make_export

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
TEMPLATES = [path for path in Path(settings.BASE_DIR, "templates").rglob("*") if path.is_file()]
SHARED = re.compile(r'class="(?:icon|notice alert|field-message|count|state state)\b|visually-hidden"> ')
"""What the macros of `parts/pieces.jinja` draw."""
SUBMISSION = "/projects/gate/submissions/00000000-0000-0000-0000-000000000001/"
TEMPLATE = "/projects/gate/templates/00000000-0000-0000-0000-000000000009/"
SOURCE = f"/projects/gate/inventory/sources/{UUID(int=5)}/"
REGION = f"/projects/gate/regions/{UUID(int=8)}/"
ACTION = f"/projects/gate/actions/{UUID(int=4)}/"
EXPORT = f"/exports/{UUID(int=3)}/"
# Each signed-in page asks for the session with the person; inside a project, for the membership as well.
QUERIES = {
    "/projects/": 3,
    "/password/": 1,
    "/account/": 3,
    "/notifications/": 3,
    "/projects/gate/notifications/": 3,
    "/projects/gate/": 8,
    "/projects/gate/drafts/": 3,
    "/projects/gate/import/": 4,
    "/projects/gate/submissions/": 5,
    "/submissions/": 5,
    "/submissions/columns/": 1,
    "/projects/gate/submissions/?q=gate&state=created": 7,
    "/submissions/filters/new/?state=created": 3,
    SUBMISSION: 6,
    f"{SUBMISSION}?in=show%3Dall": 7,
    f"{SUBMISSION}?in_all=state%3Dcreated": 8,
    f"{SUBMISSION}?in=state%3Dcreated%26service%3DCounting": 9,
    f"/projects/gate/compare/?a={UUID(int=1)}&b={UUID(int=2)}": 6,
    "/projects/gate/tasks/": 4,
    "/projects/gate/tasks/week/": 5,
    "/projects/gate/tasks/coverage/": 4,
    "/projects/gate/tasks/handover/": 8,
    "/projects/gate/tasks/capacity/": 5,
    "/projects/gate/found-tasks/": 6,
    "/projects/gate/unknown/": 5,
    "/projects/gate/actions/": 6,
    "/projects/gate/inventory/": 5,
    "/projects/gate/inventory/sources/?q=gate&tag=night": 5,
    "/projects/gate/inventory/sinks/": 4,
    "/projects/gate/regions/": 4,
    "/projects/gate/plans/": 3,
    "/projects/gate/templates/": 3,
    "/projects/gate/templates/problems/": 6,
    "/exports/": 3,
    EXPORT: 4,
    "/v1/": 1,
    "/v1/?project=gate": 2,
    "/rules/": 1,
    "/rules/?project=gate": 2,
    "/rules/?project=elsewhere": 2,
}
MORE_QUERIES = {
    ACTION: 6,
    "/projects/gate/filters/new/?state=created": 3,
    f"/projects/gate/actions/new/?kind=delete&submission={UUID(int=1)}": 4,
    TEMPLATE: 5,
    SOURCE: 6,
    f"{SOURCE}edit/": 3,
    REGION: 9,
    f"{REGION}?open=yes&after=a": 9,
    f"{REGION}edit/": 5,
    "/projects/gate/regions/new/": 3,
    "/projects/gate/regions/snapshots/": 2,
    "/projects/gate/plans/new/": 3,
    "/projects/gate/inventory/sources/new/": 2,
    "/projects/gate/inventory/sources/from-tasks/": 5,
    "/projects/gate/inventory/sources/import/": 3,
    f"{TEMPLATE}edit/": 4,
    f"/projects/gate/templates/new/?from={UUID(int=1)}": 5,
}
"""Of pages that not everybody who sees the project may open, or that are of one row."""
TITLES = {
    "/projects/": "Projects · Task Builder",
    "/password/": "Change password · Task Builder",
    "/account/": "Your account · Task Builder",
    "/notifications/": "Notifications · Task Builder",
    "/projects/gate/notifications/": "Notification settings · Gate · Task Builder",
    "/projects/gate/": "Overview · Gate · Task Builder",
    "/projects/gate/drafts/": "Your drafts · Gate · Task Builder",
    "/projects/gate/import/": "Import · Gate · Task Builder",
    "/projects/gate/submissions/": "History · Gate · Task Builder",
    SUBMISSION: "gate-1 · Gate · Task Builder",
    "/submissions/columns/": "Choose columns · Task Builder",
    "/projects/gate/filters/new/?state=created": "Save filter · Gate · Task Builder",
    "/projects/gate/compare/": "Compare · Gate · Task Builder",
    "/exports/": "Exports · Task Builder",
    EXPORT: "submissions-20260301-120000.csv · Task Builder",
    "/projects/gate/tasks/week/": "Week · Gate · Task Builder",
    "/projects/gate/tasks/capacity/": "Capacity · Gate · Task Builder",
    "/projects/gate/tasks/coverage/": "Coverage · Gate · Task Builder",
    "/projects/gate/tasks/handover/": "Handover · Gate · Task Builder",
    "/projects/gate/tasks/": "Tasks now · Gate · Task Builder",
    "/projects/gate/found-tasks/": "Tasks created elsewhere · Gate · Task Builder",
    "/projects/gate/unknown/": "Needs review · Gate · Task Builder",
    "/projects/gate/actions/": "Actions · Gate · Task Builder",
    ACTION: "Stop 2 tasks · Gate · Task Builder",
    f"/projects/gate/actions/new/?kind=delete&submission={UUID(int=1)}": "Delete · Gate · Task Builder",
    "/projects/gate/tokens/": "API tokens · Gate · Task Builder",
    "/projects/gate/plans/": "Plans · Gate · Task Builder",
    "/projects/gate/plans/new/": "New plan · Gate · Task Builder",
    "/projects/gate/templates/": "Templates · Gate · Task Builder",
    "/projects/gate/templates/problems/": "Templates and drafts to fix · Gate · Task Builder",
    TEMPLATE: "Night · Gate · Task Builder",
    "/projects/gate/inventory/": "Sources · Gate · Task Builder",
    "/projects/gate/inventory/sinks/": "Sinks · Gate · Task Builder",
    "/projects/gate/inventory/sources/new/": "Add source · Gate · Task Builder",
    "/projects/gate/inventory/sources/from-tasks/": "Add from tasks · Gate · Task Builder",
    "/projects/gate/inventory/sources/import/": "Import sources · Gate · Task Builder",
    SOURCE: "gate-1 · Gate · Task Builder",
    f"{SOURCE}edit/": "Edit source · Gate · Task Builder",
    "/projects/gate/regions/": "Region templates · Gate · Task Builder",
    "/projects/gate/regions/new/": "New region template · Gate · Task Builder",
    "/projects/gate/regions/snapshots/": "Upload snapshots · Gate · Task Builder",
    REGION: "Lane · Gate · Task Builder",
    f"{REGION}edit/": "Edit region template · Gate · Task Builder",
    f"{REGION}delete/": "Delete region template · Gate · Task Builder",
    f"{TEMPLATE}edit/": "Edit template · Gate · Task Builder",
    f"{TEMPLATE}delete/": "Delete template · Gate · Task Builder",
    f"/projects/gate/templates/new/?from={UUID(int=1)}": "Save as template · Gate · Task Builder",
    "/v1/": "API · Task Builder",
    "/v1/?project=gate": "API · Gate · Task Builder",
    "/rules/": "Rules · Task Builder",
    "/rules/?project=gate": "Rules · Gate · Task Builder",
    "/rules/?project=elsewhere": "Rules · Task Builder",
    "/elsewhere/": "Error: Page not found · Task Builder",
}
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:", re.IGNORECASE
)


@pytest.fixture
def full(as_operator: Client, make_submission: MakeSubmission) -> Client:
    """Signed in where there is something of everything, and several of each."""
    for number, state in enumerate([State.CREATED, *State], start=1):
        submission = make_submission(number, state=state)
    for title in ("night", "day"):
        Draft.objects.create(
            project=submission.project,
            owner=submission.created_by,
            service=submission.service,
            title=title,
            created_at=NOW,
            updated_at=NOW,
        )
    for number, name in enumerate(("Night", "Day"), start=9):
        template = Template(pk=UUID(int=number), project=submission.project, service=submission.service)
        template.name, template.changed_at = name, NOW
        template.save()
        contents = Contents(service=submission.service, answers={}, asked=[])
        save_version(template, contents, by=submission.created_by, now=NOW)
    for number in (5, 6):
        stream: JsonObject = {"type": "url", "data": [{"url": f"rtsp://{number}.example.com/live"}]}
        words = EntryContents(name=f"gate-{number - 4}", request={"input": stream}, tags=["night"])
        source = make_entry(
            Source, project=submission.project, contents=words, by=submission.created_by, now=NOW
        )
        source.pk = UUID(int=number)
        source.save(force_insert=True)
    drawing = Drawing(name="Lane", text="line 0,0 9,9", frame=(1920, 1080))
    lane = add_region_template(project=submission.project, drawing=drawing, by=submission.created_by, now=NOW)
    RegionTemplate.objects.filter(pk=lane.pk).update(id=UUID(int=8))
    make_export(submission.created_by, submission.project)
    made = CreatedTask.objects.create(submission_id=UUID(int=5), position=1, task_id="c0ffee" * 5 + "01")
    make_actions(made, Submission.objects.get(pk=UUID(int=5)).tasks.get(position=0), batch_id=UUID(int=4))
    return as_operator


@pytest.mark.parametrize(("path", "count"), (QUERIES | MORE_QUERIES).items())
def test_queries(
    full: Client, path: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(count):
        assert full.get(path).status_code == 200


def test_the_administrators_link_costs_nothing(
    full: Client, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    User.objects.filter(pk=operator.pk).update(is_staff=True)
    with django_assert_num_queries(QUERIES["/projects/gate/"]):
        page = full.get("/projects/gate/").content.decode()

    assert page.count('href="/admin/">Administration</a>') == 1


def test_others_have_no_link_to_the_administration(full: Client) -> None:
    assert full.get("/projects/gate/").content.decode().count("/admin/") == 0


def test_queries_of_a_poll(full: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """One for what happened; the others draw it, where something did."""
    with django_assert_num_queries(6):
        full.get(SUBMISSION, headers={"HX-Request": "true"})


def test_queries_of_sign_in(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        client.get("/sign-in/")


@pytest.mark.parametrize(("path", "title"), TITLES.items())
def test_titles(full: Client, path: str, title: str) -> None:
    assert re.findall(r"<title>(.*?)</title>", full.get(path).content.decode()) == [title]


@pytest.mark.parametrize("path", [*TITLES, "/sign-in/"])
def test_policy_and_nothing_inline(full: Client, path: str) -> None:
    if path == "/sign-in/":
        full.logout()
    answer = full.get(path)

    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert INLINE.findall(answer.content.decode()) == []


def test_secrets_that_no_key_reads_break_no_page(
    full: Client, settings: Settings, operator: User, service: Service
) -> None:
    """What needs one says so, and what to do about it; all else works on."""
    full.raise_request_exception = False
    draft = Draft.objects.filter(title="night").get()
    draft_page = f"/projects/gate/drafts/{draft.pk}/"
    Draft.objects.update(answers={"name": "gate-1"})  # what is empty is not sealed
    TemplateVersion.objects.update(answers={"name": "gate-1"})
    save_import(project=service.project, person=operator, service=service, text="{}", now=NOW)
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    paths = [
        *QUERIES,
        *MORE_QUERIES,
        f"{TEMPLATE}delete/",
        f"{TEMPLATE}start/",
        draft_page,
        f"{draft_page}details/",
    ]
    paths += [f"/projects/gate/compare/?a={draft.pk}&b={UUID(int=1)}", f"{draft_page}discard/"]
    needed = {f"{TEMPLATE}edit/", draft_page, f"{draft_page}details/", paths[-2]}
    answers = {path: full.get(path) for path in paths}
    unreadable = {path for path, answer in answers.items() if "Saved secrets cannot be read" in answer.text}
    assert {
        path: answer.status_code for path, answer in answers.items() if answer.status_code > 302
    } == dict.fromkeys(needed, 500)
    assert unreadable == needed
    assert "This version cannot be read" in answers[TEMPLATE].text
    assert "can no longer be read. Import them again." in answers["/projects/gate/import/"].text
    assert "Saved secrets cannot be read" in full.post(f"{TEMPLATE}start/").text


@pytest.mark.parametrize("path", TITLES)
def test_one_heading_and_one_main_part(full: Client, path: str) -> None:
    page = full.get(path).content.decode()

    assert (page.count("<h1"), page.count("<main"), page.count('href="#main"')) == (1, 1, 1)


def test_an_id_occurs_once(full: Client) -> None:
    for path in TITLES:
        ids = re.findall(r'\sid="([^"]*)"', full.get(path).content.decode())
        assert sorted(ids) == sorted(set(ids))


def test_the_start_leads_to_the_projects(client: Client) -> None:
    assert client.get("/")["Location"] == "/projects/"


def test_no_template_writes_a_colon_of_its_own() -> None:
    """After a value the tag `colon` does: in Chinese it is another character."""
    pages = [path for path in TEMPLATES if path.suffix == ".html"]
    translated = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
    own = {
        path.name for path in pages if re.search(r"[%}]}:[\s<]", translated.sub("", path.read_text("utf-8")))
    }
    assert own == set()


def test_no_line_of_a_template_is_long() -> None:
    """A line that has to be scrolled is not read, and a review does not show what changed in it."""
    lines = [line for path in TEMPLATES for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines
    assert [line for line in lines if len(line) > 160] == []


def test_what_pages_and_forms_share_is_written_once() -> None:
    by_hand = [path.name for path in TEMPLATES if SHARED.search(path.read_text(encoding="utf-8"))]
    assert by_hand == ["pieces.jinja"]


def test_the_icon_costs_no_request(client: Client, db: None) -> None:
    page = client.get("/sign-in/").content.decode()
    (icon,) = re.findall(r'<link rel="icon"[^>]* href="([^"]*)"', page)
    shown = unquote(icon.removeprefix("data:image/svg+xml,"))
    assert shown == Path(settings.BASE_DIR, "static", "favicon.svg").read_text()
