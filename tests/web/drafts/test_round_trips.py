"""Whatever the task model can make comes back the same from a draft, and from each text it is copied as."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_reader import read_json
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.programs.curl import write_curl
from taskbuilder.taskspec.programs.python import write_python
from taskbuilder.taskspec.programs.variables import TOKEN
from taskbuilder.taskspec.readings.commands import read_curl
from taskbuilder.taskspec.readings.reading import Reading
from taskbuilder.taskspec.secrets.split import MASK, split_secrets
from taskbuilder.web.drafts.answers import answers_from_request, assemble_request
from tests.taskspec.programs.test_programs import URL, is_stored, read_names, run_python
from tests.taskspec.strategies import valid_requests

Request = dict[str, Any]
SECRET = "secret"
CONFIG = "config"


def read_json_text(request: Request) -> Any:
    return read_json(write_json(request))


def read_curl_text(request: Request) -> Any:
    read = read_curl(write_curl(request, URL))
    assert isinstance(read, Reading)
    return read_json(read.text)


def run_python_text(request: Request) -> Any:
    text = write_python(request, URL)
    assert read_names(text) == []
    return run_python(text, {TOKEN: "t"})[2]


COPIES: dict[str, Callable[[Request], Any]] = {
    "draft": lambda request: request,
    "JSON": read_json_text,
    "cURL": read_curl_text,
    "Python": run_python_text,
}


def fill(request: Request) -> Request:
    """The request with one word for each of its secrets: what a copy has in their place is not the secret."""
    masked, _secrets = split_secrets(request)
    filled: Request = json.loads(json.dumps(masked, ensure_ascii=False).replace(MASK, SECRET))
    return filled


def leave_out_blanks(value: Any) -> Any:
    """Without members that are empty, which a form cannot tell from those that are not there."""
    if isinstance(value, Mapping):
        return {name: leave_out_blanks(each) for name, each in value.items() if each not in ("", [], {})}
    if isinstance(value, list):
        return [leave_out_blanks(each) for each in value]
    return value


def as_sent(request: Request) -> Request:
    """The request in the order that is sent, without blanks; a config is sent as it is."""
    config = {CONFIG: request[CONFIG]} if CONFIG in request else {}
    return canonical(leave_out_blanks({**request, **dict.fromkeys(config)}) | config)


@pytest.mark.parametrize("copy", COPIES.values(), ids=list(COPIES))
@pytest.mark.parametrize("platform", Platform)
# A found request is shown as it is: making one of this size smaller takes minutes.
@settings(max_examples=60, phases=[Phase.explicit, Phase.generate])
@given(data=st.data())
def test_a_request_comes_back_from_a_draft(
    copy: Callable[[Request], Any], platform: Platform, data: st.DataObject
) -> None:
    request = fill(data.draw(valid_requests(platform).filter(is_stored)))
    service = Service(platform=platform)
    answers = answers_from_request(copy(request), service)
    assert assemble_request(answers, service) == as_sent(request)
