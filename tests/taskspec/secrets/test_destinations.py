"""Two addresses are the same place where scheme, host and port are, however they are spelled."""

from typing import Any

import pytest

from taskbuilder.taskspec.secrets.destinations import (
    ELSEWHERE,
    Destinations,
    is_kept_for,
    list_addresses,
    read_url,
    write_destination,
)
from taskbuilder.taskspec.secrets.split import MASK

SAME = [
    ("rtsp://cam/1", "RTSP://CAM:554/2?x#y"),
    ("rtmp://cam/1", "rtmp://cam:1935"),
    ("http://cam", "http://cam.:80/"),
    ("https://cam", f"https://{MASK}@cam:443"),
    ("https://user:p%2Fw@cam/1", "https://cam/2"),
    ("https://[2001:db8::1]/", "https://[2001:DB8:0:0::1]:443/"),
]
OTHER = [
    ("http://cam", "https://cam"),
    ("http://cam:443", "https://cam"),
    ("http://cam", "http://cam:8080"),
    ("rtsp://cam:0", "rtsp://cam"),
    ("http://cam", "http://cam.example"),
    ("http://192.0.2.1", "http://192.0.2.10"),
    ("http://cam:x/1", "http://cam:x/2"),
    ("http://[cam", "http://cam"),
    ("http://cam\\@evil/", "http://cam/"),
    ("http://evil/\\@cam/", "http://cam/"),
    ("cam/1", "cam/2"),
    ("https://user:p/w@cam/1", "https://cam/1"),
    ("https://evil:443/@cam/1", "https://cam/1"),
    ("https://evil:443/@cam/1", "https://worse:443/@cam/1"),
    ("https://evil:443?@cam/1", "https://cam/1"),
    ("https://evil:443#@cam/1", "https://cam/1"),
    ("https://u:x@evil@cam/1", "https://cam/1"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_place(one: str, other: str) -> None:
    assert read_url(one) == read_url(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_places(one: str, other: str) -> None:
    assert read_url(one) != read_url(other)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ({"ip": "2001:db8::1", "port": 9900}, {"port": "9900", "ip": "2001:DB8:0::1"}, True),
        ({"ip": "192.0.2.1", "port": 1}, {"ip": "192.0.2.1", "port": 2}, False),
        ({"ip": "192.0.2.1", "port": 1}, {"ip": "192.0.2.2", "port": 1}, False),
        ({"ip": "192.0.2.1", "port": 1}, {"ip": "192.0.2.1"}, False),
        ({"brokerHost": "a", "token": "x"}, {"brokerHost": "A.", "token": "y"}, True),
        ({"sink": "https://a/1"}, {"sink": "https://b/1"}, False),
        ({"urls": ["https://a", "https://b"]}, {"urls": ["https://b", "https://a:443"]}, True),
        ({"mode": "enter"}, {"mode": "linger"}, True),
    ],
)
def test_members_that_say_where(one: dict[str, Any], other: dict[str, Any], *, is_same: bool) -> None:
    assert (list_addresses(one) == list_addresses(other)) == is_same


@pytest.mark.parametrize(
    ("then", "now", "is_kept"),
    [
        ({}, {"url": "https://a"}, True),
        ({"ip": "192.0.2.1"}, {"ip": "192.0.2.1", "port": 1}, True),
        ({"port": 1}, {"ip": "192.0.2.1", "port": 1}, True),
        ({"ip": "192.0.2.1"}, {"ip": "192.0.2.2", "port": 1}, False),
        ({"ip": "192.0.2.1", "port": 1}, {"ip": "192.0.2.1"}, False),
        ({"url": "https://a"}, {}, False),
        ({"urls": ["https://a"]}, {"urls": ["https://a", "https://b"]}, False),
    ],
)
def test_a_forgotten_part_of_an_address_may_be_added(
    then: dict[str, Any], now: dict[str, Any], *, is_kept: bool
) -> None:
    assert is_kept_for(list_addresses(then), list_addresses(now)) == is_kept


REQUEST: dict[str, Any] = {
    "name": "https://name.example",
    "input": {
        "vcn": {"ip": "192.0.2.1", "port": 9900, "password": "p"},
        "data": [{"url": "https://a.example/1", "headers": {"Host": "b", "X-Key": "k"}}],
    },
    "config": {"endpoint": "https://c.example", "auth": {"token": "t"}},
}


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("input/vcn/password", "192.0.2.1:9900"),
        ("input/data/0/headers/X-Key", "https://a.example"),
        ("config/auth/token", "https://c.example"),
        ("input/data/9/headers/X-Key", ELSEWHERE),
        ("name", ELSEWHERE),
    ],
)
def test_where_a_secret_is_sent(path: str, shown: str) -> None:
    assert write_destination(Destinations(REQUEST).of(path.split("/"))) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://user:secret@a.example:8443/token", "https://a.example:8443"),
        ("rtsp://[2001:db8::1]:5554/1", "rtsp://[2001:db8::1]:5554"),
        ("https://user:secret@a.example:x/", ELSEWHERE),
    ],
)
def test_a_place_is_shown_without_more_than_its_server(address: str, shown: str) -> None:
    assert write_destination(list_addresses({"url": address})) == shown
