"""Requests that no browser of ours sends: each is answered by a page, none breaks anything."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Submission
from tests.security.conftest import sign_in
from tests.security.styled import describe_oddity
from tests.security.tasks import STEPS

pytestmark = pytest.mark.usefixtures("world")
DRAFT = UUID(int=7)
ODD = [
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "a" * 5000,
    "../..",
    "%0A%0D",
    "'\"--;",
    "%252e",
    "١٢",
    "-1",
    "[]",
]
HARBOUR = "/projects/harbour/"
ADDRESSES = {
    "projects": "/projects/{}/",
    "submissions": "/projects/harbour/submissions/{}/",
    "draft": "/projects/harbour/drafts/{}/input/",
    "discard": "/projects/harbour/drafts/{}/discard/",
    "step": f"/projects/harbour/drafts/{DRAFT}/{{}}/",
    "state": "/projects/harbour/submissions/?state={}",
    "name": "/projects/harbour/submissions/?q={}",
    "before": "/projects/harbour/submissions/?before={}",
    "after": "/projects/harbour/submissions/?after={}",
    "compare": "/projects/harbour/compare/?a={}&b={}&changes={}",
    "focus": f"/projects/harbour/drafts/{DRAFT}/input/?focus={{}}&return={{}}&show={{}}",
    "next": "/sign-in/?next={}",
    "start": "/{}",
}
MOMENTS = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "2026-01-01T00:00:00",
    "2026",
    "2026-01-01T00:00Z",
]
IDS = [UUID(int=0), "٠" * 32, "", "\0"]
PLAIN = [
    *(f"{HARBOUR}drafts/{DRAFT}/{step}/" for step in STEPS),
    f"{HARBOUR}drafts/{DRAFT}/discard/",
    f"{HARBOUR}drafts/new/",
    f"{HARBOUR}submissions/",
    f"{HARBOUR}compare/",
    HARBOUR,
    "/projects/",
    "/rules/",
    "/sign-in/",
    "/sign-out/",
    "/",
    "/elsewhere/",
]


@pytest.fixture
def client(world: None) -> Client:
    project, owner = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    start_draft(project=project, owner=owner, now=timezone.now(), draft_id=DRAFT)
    return sign_in("operator")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("name", ADDRESSES)
def test_odd_addresses(client: Client, name: str, headers: dict[str, str]) -> None:
    for odd in ODD:
        address = ADDRESSES[name].replace("{}", odd)
        assert (address, describe_oddity(client.get(address, headers=headers))) == (address, "")


@pytest.mark.parametrize("moment", MOMENTS)
def test_odd_cursors(client: Client, moment: str) -> None:
    for name in ("before", "after"):
        for submission_id in IDS:
            query = {name: f"{moment}~{submission_id}", "name": "\0", "state": "created\0"}
            assert describe_oddity(client.get(f"{HARBOUR}submissions/", query)) == ""


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("address", PLAIN)
def test_methods(client: Client, method: str, address: str) -> None:
    assert describe_oddity(client.generic(method, address)) == ""


ODD_HEADERS = [
    {"HX-Request": "true", "HX-Current-URL": url, "HX-Target": target}
    for url in (
        "",
        "http://[",
        "http://testserver/\x00",
        "//x",
        "javascript:alert(1)",
        "http://testserver:99999/",
    )
    for target in ("", "#", "wizard", "\ud7ff" * 40)
]


@pytest.mark.parametrize("headers", ODD_HEADERS)
def test_odd_htmx_headers(client: Client, headers: dict[str, str]) -> None:
    told = {
        **headers,
        "HX-Trigger-Name": "\xff",
        "HX-Prompt": "%00",
        "HX-Boosted": "true",
        "HX-History-Restore-Request": "yes",
    }
    for browser in (client, Client()):
        for address in (HARBOUR, f"{HARBOUR}drafts/{DRAFT}/input/", "/projects/"):
            assert describe_oddity(browser.get(address, headers=told)) == ""
            assert describe_oddity(browser.post(address, {"press": "continue"}, headers=told)) == ""


TYPES = [
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=é",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense",
    "",
    "\0",
]
BODIES = [
    b"",
    b"press=continue&input-type=%00",
    b"\xff\xfe\x00",
    b"--x\r\nContent-Disposition: form-data\r\n\r\n",
    b"{",
]


@pytest.mark.parametrize("content_type", TYPES)
def test_odd_content_types(client: Client, content_type: str) -> None:
    for body in BODIES:
        for address in (
            f"{HARBOUR}drafts/{DRAFT}/input/",
            f"{HARBOUR}drafts/{DRAFT}/review/",
            f"{HARBOUR}drafts/new/",
        ):
            assert describe_oddity(client.generic("POST", address, body, content_type)) == ""


def test_files_in_place_of_text(client: Client) -> None:
    lines = ["--x"]
    for name in ("press", "input-type", "revision", "confirm", "page"):
        lines += [f'Content-Disposition: form-data; name="{name}"; filename="a\0b"', "", "\0\xff", "--x"]
    body = "\r\n".join([*lines[:-1], "--x--", ""]).encode("latin-1")
    for step in STEPS:
        address = f"{HARBOUR}drafts/{DRAFT}/{step}/"
        assert (
            describe_oddity(client.post(address, body, content_type="multipart/form-data; boundary=x")) == ""
        )


def test_too_many_fields_too_many_files_too_large(client: Client) -> None:
    address = f"{HARBOUR}drafts/{DRAFT}/input/"
    fields = "&".join(f"f{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)).encode()
    files = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f%d"; filename="f"\r\n\r\n.\r\n' % number
        for number in range(200)
    )
    bodies = [
        (fields, "application/x-www-form-urlencoded"),
        (files + b"--x--\r\n", "multipart/form-data; boundary=x"),
        (b"a=" + b"b" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "application/x-www-form-urlencoded"),
    ]
    answers = [client.post(address, body, content_type=content_type) for body, content_type in bodies]

    assert [(answer.status_code, describe_oddity(answer)) for answer in answers] == [
        (413, ""),
        (413, ""),
        (413, ""),
    ]


@pytest.mark.parametrize("cookie", ["\\000" * 40, "x" * 5000, "a\\377b" * 9, "", '"'])
@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"])
def test_odd_cookies(world: None, name: str, cookie: str) -> None:
    client = Client(enforce_csrf_checks=True, HTTP_COOKIE=f'{name}="{cookie}"')
    for address in (HARBOUR, "/sign-in/"):
        assert describe_oddity(client.get(address)) == ""
        assert describe_oddity(client.post(address, {"username": "operator", "password": "x"})) == ""


SIGN_IN: list[dict[str, Any]] = [
    {},
    {"username": "\0", "password": "\0"},
    {"username": "operator", "password": "\0" * 4000},
    {"username": "é\u202e" * 400, "password": "x"},
    {"username": ["operator", "admin"], "password": ["a", "b"]},
]


@pytest.mark.parametrize("typed", SIGN_IN)
@pytest.mark.parametrize(
    "next_",
    ["//evil.example.net", "/\\evil", "javascript:x", "http:///a", "%FF", "http://[", "/a%0d%0ab: c"],
)
def test_odd_sign_ins(world: None, typed: dict[str, Any], next_: str) -> None:
    client = Client(headers={"user-agent": "\xff%00", "referer": "http://["})
    answer = client.post(f"/sign-in/?next={next_}", typed)
    assert describe_oddity(answer) == ""
    assert client.post(f"/admin/login/?next={next_}", typed).status_code in (200, 400)
    answer = client.post(
        f"/sign-in/?next={next_}", {"username": "operator", "password": "operator-demo", "next": next_}
    )
    place = urlsplit(answer["Location"])
    assert (answer.status_code, place.scheme, place.netloc, "\\" in place.path) == (302, "", "", False)


FROM = ["\0", "nothing", str(UUID(int=1)), "{}", "urn:uuid:" + str(UUID(int=1)), "a" * 5000]


@pytest.mark.parametrize("source", FROM)
def test_odd_beginnings(client: Client, source: str) -> None:
    typed = {"from": source, "step": source, "problem": "\0" + source}
    assert describe_oddity(client.post(f"{HARBOUR}drafts/new/", typed)) == ""
    typed["from"] = str(Submission.objects.filter(project__slug="harbour").values_list("pk", flat=True)[0])
    assert client.post("/projects/campus/drafts/new/", typed).status_code == 404
    answer = client.post(
        f"{HARBOUR}drafts/new/", {"step": source, "problem": "\0\ud7ff<b>" + source}, follow=True
    )
    assert describe_oddity(answer) == ""


ADMIN = [
    "/admin/records/submission/?q=%00",
    "/admin/records/submission/?state__exact=%00",
    "/admin/records/submission/?project__id__exact=99999999999999999999999",
    "/admin/records/submission/?created_at__gte=%00&p=99999999&o=-1.x",
    "/admin/records/draft/?q=%FF",
    "/admin/records/attempt/?q=%00",
    "/admin/records/project/%00/change/",
    "/admin/records/submission/nothing/change/",
    "/admin/auth/user/?q=%00&is_staff__exact=x",
]


@pytest.mark.parametrize("address", ADMIN)
def test_odd_admin_addresses(world: None, address: str) -> None:
    assert sign_in("admin").get(address, follow=True).status_code in (200, 400, 404)
