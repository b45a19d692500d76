"""A caller's address and scheme come from a proxy only where the installation trusts it."""

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from taskbuilder.proxies import name_source, parse_proxies
from taskbuilder.web.demo.cloud_address import find_free
from taskbuilder.web.http.middleware import ForwardedMiddleware
from tests.security.doors.test_start import OWN, ROOT, environment
from tests.support.waiting import wait_for_port


def seen(settings: Settings, trusted: str, peer: str, **headers: str) -> tuple[str, str | None]:
    """The caller's address and scheme, as the application sees them."""
    settings.PROXIES = parse_proxies(trusted)
    assert settings.PROXIES is not None
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if settings.PROXIES else None
    found: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    request = RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers)
    ForwardedMiddleware(view)(request)
    return found[0].META["REMOTE_ADDR"], found[0].scheme


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        ("", "127.0.0.1", "203.0.113.9", "127.0.0.1"),
        ("false", "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        ("true", "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("true", "10.0.0.1", "6.6.6.6, 10.9.9.9", "10.9.9.9"),
        ("true", "", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/24", "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/24", "10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.0/24", "10.0.1.1", "203.0.113.9", "10.0.1.1"),
        ("10.0.0.0/24,::1", "::1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/24", "10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.0/24", "10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.0/24", "10.0.0.1", "203.0.113.9, _hidden", "10.0.0.1"),
        ("10.0.0.0/24", "10.0.0.1", "203.0.113.9:51234", "203.0.113.9"),
        ("10.0.0.0/24", "10.0.0.1", "[2001:db8::9]:51234", "2001:db8::9"),
        ("10.0.0.0/24", "::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
    ],
)
def test_who_calls(settings: Settings, trusted: str, peer: str, forwarded: str, client: str) -> None:
    assert seen(settings, trusted, peer, **{"X-Forwarded-For": forwarded})[0] == client


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "scheme"),
    [
        ("", "127.0.0.1", "https", "http"),
        ("true", "10.0.0.1", "https", "https"),
        ("true", "10.0.0.1", "http", "http"),
        ("true", "10.0.0.1", "https, http", "http"),
        ("10.0.0.0/24", "10.0.0.1", "https", "https"),
        ("10.0.0.0/24", "127.0.0.1", "https", "http"),
    ],
)
def test_by_which_scheme(settings: Settings, trusted: str, peer: str, forwarded: str, scheme: str) -> None:
    assert seen(settings, trusted, peer, **{"X-Forwarded-Proto": forwarded})[1] == scheme


@pytest.mark.parametrize("text", ["10.0.0.1/24", "proxy.example.net", "10.0.0.0/24;::1", "*", "yes please"])
def test_what_names_no_proxy_is_refused(text: str) -> None:
    assert parse_proxies(text) is None


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_what_attempts_are_counted_by(address: str, source: str) -> None:
    assert name_source(address) == source


@contextmanager
def server(**variables: str) -> Iterator[int]:
    """The documents' own gunicorn, with https, on a port of this machine."""
    port = find_free()
    command = ["gunicorn", "--config", "python:taskbuilder.serving", "--no-control-socket"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--bind", f"127.0.0.1:{port}", "taskbuilder.wsgi"],
        env=environment(OWN | {"TASKBUILDER_HOSTS": "localhost"} | variables),
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


@pytest.mark.parametrize(("trusted", "status"), [("false", 301), ("10.0.0.0/8", 301), ("127.0.0.1", 302)])
def test_gunicorn_takes_no_scheme_from_this_machine_by_itself(trusted: str, status: int) -> None:
    with server(TASKBUILDER_BEHIND_PROXY=trusted) as port:
        connection = http.client.HTTPConnection("localhost", port)
        connection.request("GET", "/", headers={"X-Forwarded-Proto": "https"})
        assert connection.getresponse().status == status
        connection.close()


@pytest.mark.django_db
def test_a_forwarded_host_is_not_believed(settings: Settings) -> None:
    settings.PROXIES = parse_proxies("true")
    settings.SECURE_SSL_REDIRECT = True  # the one answer of ours that names the host
    settings.ALLOWED_HOSTS = ["*"]
    answer = Client().get("/projects/", headers={"X-Forwarded-Host": "elsewhere.example.net"})
    assert answer["Location"] == "https://testserver/projects/"
