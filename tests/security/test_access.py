"""Every address, asked by everybody: the signed-out, strangers, viewers, and pages of other sites."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Member, Project, Role, Submission
from tests.security.conftest import sign_in
from tests.security.styled import describe_oddity

pytestmark = pytest.mark.usefixtures("world")
DRAFT = UUID(int=7)
OPEN = frozenset({"start", "sign-in", "sign-out", "set_language", "rules", "api-reference", "api-document"})
CALLS = ("create", "validate", "services", "submissions", "submission", "other", "version")
PROGRAMS = frozenset(f"api-{call}" for call in CALLS)
"""Asked with a token, never with a session: tests/api/test_signing_in.py."""
FOR_ALL = frozenset({"projects", "password"})
READING = frozenset({"project", "submissions", "submission", "unknown"})
OF_DRAFTS = frozenset({"draft", "draft-step", "draft-discard", "draft-json", "draft-snapshot"})
WRITING = (
    frozenset({"drafts", "draft-new", "tokens", "token-revoke", "settle", "submission-cancel"}) | OF_DRAFTS
)

REFUSED = frozenset({("draft-new", "GET"), ("draft", "POST")})
"""Methods that an address does not take, whoever asks."""


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
    known |= {"name": "config-form-target_roi", "token_id": DRAFT}
    wanted = {
        "draft-step": ("slug", "draft_id", "step"),
        "draft-snapshot": ("slug", "draft_id", "name"),
        "draft": ("slug", "draft_id"),
        "draft-discard": ("slug", "draft_id"),
        "draft-json": ("slug", "draft_id"),
        "submission": ("slug", "submission_id"),
        "settle": ("slug", "submission_id"),
        "submission-cancel": ("slug", "submission_id"),
        "token-revoke": ("slug", "token_id"),
    }
    names = wanted.get(name, () if name in OPEN | FOR_ALL else ("slug",))
    return reverse(name, kwargs={each: known[each] for each in names})


@pytest.fixture(autouse=True)
def draft(world: None) -> Draft:
    project, owner = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
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
    assert sorted(list_names(get_resolver())) == sorted([*OPEN, *FOR_ALL, *READING, *WRITING, *PROGRAMS])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", sorted(FOR_ALL | READING | WRITING))
def test_the_signed_out_are_led_to_sign_in(name: str, method: str) -> None:
    if (name, method) in REFUSED:
        return
    address = address_of(name)
    answer = Client().generic(method, address)
    part = Client().generic(method, address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")
    assert (part.status_code, part["HX-Redirect"], part.content) == (200, f"/sign-in/?next={address}", b"")


@pytest.mark.parametrize("name", sorted(READING | WRITING))
def test_a_stranger_finds_nothing(name: str) -> None:
    User.objects.create_user("stranger")
    for headers in ({}, {"HX-Request": "true"}):
        assert ask(sign_in("stranger"), name, **headers) == {404}


@pytest.mark.parametrize("name", sorted(READING | WRITING))
def test_a_viewer_reads_and_writes_nothing(name: str) -> None:
    before = Draft.objects.count()
    is_anothers = name in OF_DRAFTS
    assert ask(sign_in("reviewer"), name) == {200 if name in READING else 404 if is_anothers else 403}
    assert Draft.objects.count() == before


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
    assert b"This page has grown old" in answer.content
    assert Draft.objects.filter(pk=DRAFT, revision=1).count() == 1
