"""Addresses of clouds that lead into the installation's own network: refused as typed, and in connecting."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from taskbuilder.cloud import AllowList, CloudClient, CloudSession, NotSent, parse_allowed
from taskbuilder.cloud.allowed import NOT_ALLOWED, USE_HTTPS, ForbiddenAddress
from taskbuilder.environment import read_cloud_addresses
from taskbuilder.records.models import Project
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.cloud.conftest import make_account
from tests.cloud.servers import CREATED, read_request, serving
from tests.records.test_admin import messages_of, post_project

PUBLIC = "8.8.8.8"
INNER = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fd00::1",
    "fe80::1",
    "ff02::1",
    "2001:db8::1",
]


Found = tuple[object, object, object, object, tuple[object, ...]]


class Resolver:
    """Answers with these addresses, each call with the next list; the last stays."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), list[str]()

    def __call__(self, host: str, port: int, **options: object) -> list[Found]:
        self.asked.append(host)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in found
        ]


def listed(*texts: str, leads_to: Resolver) -> AllowList:
    return replace(parse_allowed(texts), resolve=leads_to)


@pytest.mark.parametrize("address", INNER)
@pytest.mark.parametrize("is_secure", [True, False])
def test_a_name_that_leads_inside_is_not_connected_to(address: str, is_secure: bool) -> None:
    allowed = listed("public", leads_to=Resolver([address]))
    with pytest.raises(ForbiddenAddress, match=r"^cloud\.example\.net is at "):
        allowed.find_addresses("cloud.example.net", 443, is_secure=is_secure)


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_a_name_that_leads_outside_is(address: str) -> None:
    allowed = listed("public", leads_to=Resolver([address]))
    assert allowed.find_addresses("Cloud.Example.NET.", 443, is_secure=True) == [address]
    with pytest.raises(ForbiddenAddress):
        allowed.find_addresses("cloud.example.net", 80, is_secure=False)


@pytest.mark.parametrize(
    ("entries", "host", "address", "secure", "plain"),
    [
        (["10.0.0.0/8"], "cloud", "10.1.2.3", True, False),
        (["10.0.0.0/8"], "cloud", PUBLIC, False, False),
        (["10.0.0.0/8"], "cloud", "11.0.0.1", False, False),
        (["http://10.1.2.3"], "cloud", "10.1.2.3", True, True),
        (["fd00::/8"], "cloud", "fd00::7", True, False),
        (["cloud.inner"], "cloud.inner", "10.1.2.3", True, False),
        (["cloud.inner"], "other.inner", "10.1.2.3", False, False),
        (["*.inner"], "iam.cloud.inner", "10.1.2.3", True, False),
        (["*.inner"], "inner", "10.1.2.3", False, False),
        (["*.inner"], "cloudinner", "10.1.2.3", False, False),
        (["http://cloud.inner", "public"], "elsewhere", PUBLIC, True, False),
    ],
)
def test_a_list_allows_what_it_names(
    entries: list[str], host: str, address: str, secure: bool, plain: bool
) -> None:
    def is_allowed(is_secure: bool) -> bool:
        try:
            return bool(
                listed(*entries, leads_to=Resolver([address])).find_addresses(host, 1, is_secure=is_secure)
            )
        except ForbiddenAddress:
            return False

    assert (is_allowed(True), is_allowed(False)) == (secure, plain)


def test_what_is_allowed_with_https_alone_is_refused_as_that() -> None:
    allowed = listed("10.0.0.0/8", leads_to=Resolver(["10.1.2.3"]))
    with pytest.raises(ForbiddenAddress, match=r"allows with https alone$") as refusal:
        allowed.find_addresses("cloud", 80, is_secure=False)
    assert refusal.value.message == USE_HTTPS


@pytest.mark.parametrize("text", ["10.0.0.1/8", "https://a/b", "ftp://a", "a b", "256.1.1.1", "*", "a:80"])
def test_what_names_no_address_ends_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TASKBUILDER_CLOUD_ADDRESSES", f"public,{text}")
    with pytest.raises(ImproperlyConfigured, match="TASKBUILDER_CLOUD_ADDRESSES has"):
        read_cloud_addresses("TASKBUILDER_CLOUD_ADDRESSES", "public")


@pytest.fixture
def inner() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine, and what it was sent."""
    heard: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        heard.append(read_request(connection))
        connection.sendall(CREATED)

    with serving(behave) as port:
        yield port, heard


def create(url: str, allowed: AllowList) -> object:
    session = CloudSession(threads=1, allowed=allowed)
    try:
        client = CloudClient(make_account(url, "ak_sk"), session=session)
        return client.create_task(service_id="s", body=b"{}").task_ids
    finally:
        session.close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0", "[::ffff:127.0.0.1]"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_this_machine_is_connected_to(
    inner: tuple[int, list[bytes]], host: str, scheme: str
) -> None:
    port, heard = inner
    with pytest.raises(NotSent) as failure:
        create(f"{scheme}://{host}:{port}", AllowList())
    assert (failure.value.message, heard) == (NOT_ALLOWED, [])


def test_a_name_is_asked_for_once_and_what_was_checked_is_connected_to(
    inner: tuple[int, list[bytes]],
) -> None:
    port, heard = inner
    leads_to = Resolver(["127.0.0.9", "127.0.0.1"], ["127.0.0.9"])
    allowed = listed("http://127.0.0.1", leads_to=leads_to)
    assert create(f"http://cloud.example.net:{port}", allowed) == ("7f",)
    assert leads_to.asked == ["cloud.example.net"]
    assert f"Host: cloud.example.net:{port}".encode() in heard[0]


def test_of_several_addresses_the_next_is_tried(inner: tuple[int, list[bytes]]) -> None:
    port, heard = inner  # nothing listens at the other address of this machine
    allowed = listed("http://127.0.0.0/8", leads_to=Resolver(["127.0.0.9", "127.0.0.1"]))
    assert create(f"http://cloud.example.net:{port}", allowed) == ("7f",)
    assert len(heard) == 1


@pytest.mark.parametrize("field", ["base_url", "identity_url"])
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://cloud.example.net", USE_HTTPS),
        (f"http://{PUBLIC}", USE_HTTPS),
        ("https://127.0.0.1", NOT_ALLOWED),
        ("https://169.254.169.254", NOT_ALLOWED),
        ("https://[::1]:8443", NOT_ALLOWED),
        ("https://10.0.0.1/", NOT_ALLOWED),
        pytest.param(
            "https://cloud.example.net/?region=x", "Leave out everything from “?” or “#” on", id="a03"
        ),
        ("https://cloud.example.net?", "Leave out everything from “?” or “#” on"),
        ("https://cloud.example.net/#/console", "Leave out everything from “?” or “#” on"),
        ("https://user:word@cloud.example.net", "Leave the user name and password out of this address"),
        ("https://cloud.example.net/v1/{project_id}", "have no unfilled templates"),
        (
            "https://cloud.example.net/https://cloud.example.net",
            "An address has one scheme, at the beginning.",
        ),
        ("https://cloud.example.net/\u200b", "no invisible characters"),
        ("https://cloud.example.net", ""),
        (f"https://{PUBLIC}:8443/api", ""),
    ],
)
@pytest.mark.usefixtures("world")
def test_an_address_is_judged_when_it_is_typed(
    settings: Settings, client: Client, field: str, url: str, told: str
) -> None:
    settings.CLOUD_ADDRESSES = AllowList()
    client.force_login(User.objects.get(username="admin"))
    project = Project.objects.get(slug="harbour")
    sound = {"base_url": "https://cloud.example.net", "identity_url": "https://iam.example.net"}
    answer = post_project(client, project, **sound | {field: url})
    assert (answer.status_code == 302) == (not told)
    if told:
        assert told in unescape(answer.content.decode())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        pytest.param(
            200,
            b"<html>The console</html>",
            "This address does not respond like the cloud. Check the base URL.",
            id="a03",
        ),
        (200, b"{}", "This address does not respond like the cloud. Check the base URL."),
        (200, b'{"tasks": []}', "This address does not respond like the cloud. Check the base URL."),
        (
            200,
            b'{"count": 0, "tasks": {}}',
            "This address does not respond like the cloud. Check the base URL.",
        ),
        (204, b"", "This address does not respond like the cloud. Check the base URL."),
        (200, b'{"count": 0, "tasks": []}', ""),
    ],
)
def test_only_the_list_calls_own_answer_counts_as_a_connection(
    cloud: Simulator, client: Client, status: int, body: bytes, complaint: str
) -> None:
    client.force_login(User.objects.get(username="admin"))
    project = Project.objects.get(slug="harbour")
    cloud.faults.add("list", Fault.answering(status, body))
    page = client.post(reverse("admin:records_project_test", args=[project.pk]), follow=True)
    works = "Harbour East: the connection works. The cloud accepted the sign-in."
    fails = f"Harbour East: the connection failed. {complaint}"
    assert messages_of(page) == [("error", fails) if complaint else ("success", works)]
