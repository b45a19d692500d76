"""A task of the cloud's without its secrets, wherever they are."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.cloud import hide_secrets, rebuild_request
from taskbuilder.taskspec.secrets.split import find_masks

VCN: dict[str, Any] = {
    "type": "vcn",
    "vcn": {"ip": "192.0.2.9", "password": "Quay-7-lantern"},
    "data": [{"device_id": "d"}],
}


@pytest.mark.parametrize(
    ("members", "hidden"),
    [
        ({"input": VCN}, ["/input/vcn/password"]),
        ({"input": VCN, "status": "no login with Quay-7-lantern"}, ["/input/vcn/password", "/status"]),
        ({"output": {"webhook": {"headers": {"X-Key": "k1k1"}}}}, ["/output/webhook/headers/X-Key"]),
        ({"config": {"api_key": "k1k1", "size": 3}}, ["/config/api_key"]),
        ({"input": {"data": [{"url": "rtsp://u:p@192.0.2.1/a"}]}}, ["/input/data/0/url"]),
        ({"extra": {"password": "k1k1"}, "note": "plain"}, ["/extra/password"]),
    ],
)
def test_secrets(members: dict[str, Any], hidden: list[str]) -> None:
    shown = hide_secrets({"id": "7", **members})
    assert ["/" + "/".join(map(str, path)) for path in find_masks(shown)] == hidden


def test_what_of_it_is_a_request() -> None:
    entry: dict[str, Any] = {
        "state": "RUNNING",
        "config": {"token": "k1k1"},
        "input": VCN,
        "name": "gate",
        "odd": 1,
    }
    assert json.dumps(rebuild_request(entry)) == json.dumps(
        {
            "name": "gate",
            "input": VCN | {"vcn": {"ip": "192.0.2.9", "password": "••••••"}},
            "config": {"token": "••••••"},
        }
    )


@given(
    st.dictionaries(
        st.text() | st.sampled_from(["input", "output", "config", "status"]),
        st.recursive(
            st.none() | st.floats() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        ),
    )
)
def test_nothing_is_too_odd(entry: dict[str, Any]) -> None:
    for shown in (hide_secrets(entry), rebuild_request(entry)):
        json.dumps(shown, allow_nan=False, ensure_ascii=False).encode()
