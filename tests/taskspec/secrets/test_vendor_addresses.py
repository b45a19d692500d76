"""Of addresses as they are in use, just what is secret is hidden; wrong ones name their cause."""

import re
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbuilder.taskspec.address_parser import parse_address
from taskbuilder.taskspec.json_value import write_line
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.restore import unmask_url
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, mask_url, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import changed, task
from tests.taskspec.secrets.vendor_addresses import ADDRESSES, CLOSE, HARD_ONES, HOSTS, OPEN

_MARKED = re.compile(f"{OPEN}(.*?){CLOSE}")
PUNCTUATION = "@/?#[]: %$&'()*+,;=!\"<>\\^`{|}~-_."
PASSWORDS = st.text(st.sampled_from(f"aZ09x{PUNCTUATION}é密"), min_size=1, max_size=12)
SERVERS = (*HOSTS, "192.0.2.10:554", "cam-2.example.com:8554")


def test_there_are_enough_of_them() -> None:
    assert len(set(ADDRESSES)) >= 200


@pytest.mark.parametrize("marked", ADDRESSES)
def test_what_is_secret_is_hidden_and_nothing_else(marked: str) -> None:
    address, shown = _MARKED.sub(r"\1", marked), _MARKED.sub(MASK, marked)
    assert mask_url(address) == shown
    assert mask_url(shown) == shown
    assert unmask_url(shown, address) == address
    assert mask_url(f"See {address} and {address}") == f"See {shown} and {shown}"


@pytest.mark.parametrize("marked", HARD_ONES)
def test_hard_ones_are_hidden_too(marked: str) -> None:
    address, shown = _MARKED.sub(r"\1", marked), _MARKED.sub(MASK, marked)
    assert (mask_url(address), unmask_url(shown, address)) == (shown, address)


@pytest.mark.parametrize("marked", ADDRESSES)
def test_it_is_accepted_and_stored_apart(marked: str) -> None:
    address, shown = _MARKED.sub(r"\1", marked), _MARKED.sub(MASK, marked)
    whole = changed(task(), {"/input/data/0/url": address})
    assert {each.rule for each in find_problems(whole, platform=Platform.IEF)} <= {"input.url.scheme"}
    masked, secrets = split_secrets(whole)
    assert masked["input"]["data"] == [{"url": shown}]
    assert join_secrets(masked, secrets) == whole
    for secret in _MARKED.findall(marked):
        assert secret not in write_line(masked)
        assert secret not in describe(whole)


@given(
    password=PASSWORDS, server=st.sampled_from(SERVERS), user=st.sampled_from(["admin", "888888", "view_er"])
)
def test_any_password_is_read_right_or_refused_with_its_cause(password: str, server: str, user: str) -> None:
    address = f"rtsp://{user}:{password}@{server}/live"
    shown = mask_url(address)
    problems = find_problems(changed(task(), {"/input/data/0/url": address}), platform=Platform.IEF)
    rules = {each.rule for each in problems}
    raw = sorted({each for each in password if each in "@/?#[]\\ "})
    if raw:
        cause = next(each for each in problems if each.rule == "url.credentials")
        assert all(quote(each, safe="") in cause.message for each in raw)
        assert cause.as_json().get("fix") == {"text": "Encode them"}
        assert cause.fix is not None
        assert unquote(cause.fix.patch[0]["value"].rpartition("@")[0]).count("@") == password.count("@")
    else:
        assert "url.credentials" not in rules
    assert shown == f"rtsp://{MASK}@{server}/live"
    parsed = parse_address(address)
    assert parsed is not None
    assert (parsed.user_info, parsed.rest) == (f"{user}:{password}", "/live")
    assert rules <= {"url.credentials", "url.placeholder"}


@settings(derandomize=True, max_examples=360)
@given(password=PASSWORDS, server=st.sampled_from(SERVERS))
def test_an_encoded_password_is_right_on_every_host(password: str, server: str) -> None:
    encoded = quote(password, safe="")
    address = f"rtsp://admin:{encoded}@{server}/live"
    assert find_problems(changed(task(), {"/input/data/0/url": address}), platform=Platform.IEF) == []
    assert mask_url(address) == f"rtsp://{MASK}@{server}/live"
