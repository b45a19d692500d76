"""What the headers of every page say: nothing is stored, nothing foreign runs, cookies are this host's."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.records.samples import load_samples
from tests.security.conftest import sign_in
from tests.security.doors.test_start import OWN, run
from tests.security.test_access import ADMINISTRATION, DRAFT, PROGRAMS, address_of, list_names
from tests.web.test_pages import POLICY

PAGES = sorted(set(list_names(get_resolver())) - PROGRAMS - ADMINISTRATION)
MODELS = ("auth_user", "auth_group", "records_project", "records_service", "records_member")
READ_ONLY = ("records_submission", "records_draft", "axes_accessattempt", "axes_accesslog")


def list_admin_pages() -> list[str]:
    """One of each kind of page of the admin."""
    models = [*MODELS, *READ_ONLY]
    rows = {"auth_user": User, "records_project": Project, "records_service": Service}
    changed = [
        (f"admin:{name}_change", [model._default_manager.order_by("pk")[0].pk])
        for name, model in rows.items()
    ]
    submission = ("admin:records_submission_change", [Submission.objects.order_by("pk")[0].pk])
    pages = [("admin:index", []), ("admin:password_change", []), *changed, submission]
    pages += [("service-schema", [Service.objects.filter(platform="ief").order_by("pk")[0].pk])]
    pages += [(f"admin:{name}_changelist", []) for name in models]
    pages += [(f"admin:{name}_add", []) for name in MODELS]
    return ["/admin/login/", "/admin/nowhere/", *(reverse(name, args=keys) for name, keys in pages)]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("who", ["operator", "reviewer", ""])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_stored_anywhere(name: str, who: str) -> None:
    project, owner = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    start_draft(project=project, owner=owner, now=timezone.now(), draft_id=DRAFT)
    client = sign_in(who) if who else Client()
    for address in (address_of(name), address_of(name).replace("harbour", "nowhere")):
        for method in ("GET", "POST"):
            assert "no-store" in client.generic(method, address)["Cache-Control"]


@pytest.mark.usefixtures("world")
def test_the_admin_has_the_policy_of_every_page_and_is_not_stored_either() -> None:
    client = sign_in("admin")
    for address in list_admin_pages():
        answer = client.get(address)
        assert set(answer["Content-Security-Policy"].split("; ")) == POLICY, address
        assert "no-store" in answer["Cache-Control"], address


@pytest.mark.django_db(transaction=True)
def test_the_admin_works_under_the_policy(browser: Browser, live_server: LiveServer) -> None:
    load_samples(cloud_url="http://127.0.0.1:1", now=timezone.now())
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    page.goto("/admin/login/")
    page.locator("#id_username").fill("admin")
    page.locator("#id_password").fill("administrator-demo")
    page.locator("#id_password").press("Enter")
    expect(page).to_have_url(f"{live_server.url}/admin/")
    for address in list_admin_pages():
        page.goto(address)
    page.goto(reverse("admin:records_member_add"))
    page.locator("select#id_person").select_option(label="reviewer")
    expect(page.locator("select#id_person option:checked")).to_have_text("reviewer")
    context.close()
    assert complaints == []


SIGN_IN = """
import django, json; django.setup()
from django.core.management import call_command; call_command("migrate", verbosity=0)
from django.contrib.auth.models import User; User.objects.create_user("guard", password="a long password")
from django.test import Client; client = Client(headers={"host": "tasks.example.net"})
client.get("/sign-in/", secure=True)
client.post("/language/", {"language": "en", "next": "/"}, secure=True)
client.post("/sign-in/", {"username": "guard", "password": "a long password"}, secure=True)
print(json.dumps({name: [bool(c["secure"]), c["path"], c["domain"], c["samesite"], bool(c["httponly"])]
    for name, c in client.cookies.items()}))
"""


@pytest.mark.parametrize(("https", "prefix"), [("true", "__Host-"), ("false", "")])
def test_cookies_are_of_this_host_alone(tmp_path: Path, https: str, prefix: str) -> None:
    database = {"TASKBUILDER_DATABASE_URL": f"sqlite:///{tmp_path}/tasks.sqlite3"}
    # The tests' settings, over the application's own: no static files were collected.
    more = {"DJANGO_SETTINGS_MODULE": "tests.settings", "TASKBUILDER_HTTPS": https}
    done = run("-c", SIGN_IN, **OWN | database | more)
    is_secure = https == "true"
    assert json.loads(done.stdout.splitlines()[-1]) == {
        # A script reads the token of forms out of its cookie.
        f"{prefix}taskbuilder_csrf": [is_secure, "/", "", "Lax", False],
        f"{prefix}taskbuilder_language": [is_secure, "/", "", "Lax", True],
        f"{prefix}taskbuilder_session": [is_secure, "/", "", "Lax", True],
    }
