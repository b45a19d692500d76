"""A request as a program: run, it sends that request, whatever is in its texts and secrets."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import write_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.programs.curl import LONGEST_WORD, write_curl
from taskbuilder.taskspec.programs.python import write_python
from taskbuilder.taskspec.programs.variables import TOKEN
from taskbuilder.taskspec.readings.commands import read_curl
from taskbuilder.taskspec.readings.reading import Reading
from taskbuilder.taskspec.secrets.split import MASK, split_secrets
from tests.taskspec.strategies import valid_requests

URL = "https://tasks.example.net/v1/p/services/s/tasks"
NASTY = "it's \"$HOME\" `id` $(id) \\ \\n %s !! \n two\ttabs | & ; > EOF # ' '' \\' 门"


def is_stored(request: Any) -> bool:
    """Whether JSON can hold it: a request that came in can."""
    try:
        return bool(read_json(write_json(request)) == request)
    except (UnreadableJson, ValueError):
        return False


REQUESTS = st.sampled_from(Platform).flatmap(valid_requests).filter(is_stored)
TEXTS = st.text(st.sampled_from([*"'\"$`\\\n\t {}()!#%&|;<>*?~=é门\u2028a1"]), max_size=12)


def run_curl(text: str, variables: dict[str, str], folder: Path) -> tuple[list[str], str]:
    """The words that a shell gives to a curl that writes them down, and what it reads."""
    said = folder / "said"
    (folder / "curl").write_text(
        f"#!{sys.executable}\nimport json, sys\n"
        f'data = sys.stdin.buffer.read().decode() if "@-" in sys.argv else ""\n'
        f'open({str(said)!r}, "w").write(json.dumps([sys.argv[1:], data]))\n'
    )
    (folder / "curl").chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", **variables}
    subprocess.run(["sh"], input=text.encode(), env=environment, check=True)
    words, data = json.loads(said.read_text())
    return words, data


def read_names(text: str) -> list[str]:
    """The variables that a program asks for, without the token."""
    head = [line.removeprefix("#   ") for line in text.splitlines() if line.startswith("#   ")]
    assert head[0] == TOKEN
    return head[1:]


def run_python(text: str, variables: dict[str, str]) -> tuple[str, dict[str, str], Any]:
    """What a program gives to `requests.post`."""
    sent: list[Any] = []

    class Requests:
        @staticmethod
        def post(url: str, *, headers: dict[str, str], json: Any, timeout: int) -> Any:
            sent.append((url, headers, json))
            return type("Response", (), {"status_code": 201, "text": ""})

    class System:
        environ = variables

    lines = [line for line in text.splitlines() if not line.startswith("import ")]
    exec("\n".join(lines), {"os": System, "requests": Requests, "print": lambda *_words: None})  # noqa: S102 - our own text
    return sent[0]  # type: ignore[no-any-return]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, secret=TEXTS)
@example(text=NASTY, secret=NASTY.replace("\t", " "))
def test_any_text_and_secret_arrive_as_they_are(tmp_path: Path, text: str, secret: str) -> None:
    secret = secret.replace("\t", " ").rstrip("\n")
    request: Any = {"name": text, text or "n": [text], "config": {"password": MASK, "url": f"a{MASK}b"}}
    meant = {**request, "config": {"password": secret, "url": f"a{secret}b"}}
    curl, python = write_curl(request, URL), write_python(request, URL)
    names = read_names(curl)
    assert names == read_names(python) == ["CONFIG_PASSWORD", "CONFIG_URL"]
    variables = {TOKEN: "t", **dict.fromkeys(names, secret)}

    words, _data = run_curl(curl, variables, tmp_path)
    assert words[:3] == ["--request", "POST", URL]
    assert words[3:-1] == [
        "--header",
        "X-Auth-Token: t",
        "--header",
        "Content-Type: application/json",
        "--data-raw",
    ]
    assert json.loads(words[-1]) == meant
    assert run_python(python, variables) == (URL, {"X-Auth-Token": "t"}, meant)


def test_a_body_too_long_for_an_argument_is_read_from_a_document(tmp_path: Path) -> None:
    request: Any = {"name": NASTY, "config": {"password": MASK, "long": NASTY * (LONGEST_WORD // 40)}}
    words, data = run_curl(write_curl(request, URL), {"CONFIG_PASSWORD": NASTY.replace("\t", " ")}, tmp_path)
    assert words[-2:] == ["--data-binary", "@-"]
    assert json.loads(data)["config"] == {**request["config"], "password": NASTY.replace("\t", " ")}
    assert json.loads(data)["name"] == NASTY


@given(REQUESTS)
def test_each_request_is_the_same_as_a_program(request_: Any) -> None:
    """By what runs the program, and by the page that reads what somebody pastes."""
    masked, secrets = split_secrets(request_)
    python = write_python(masked, URL)
    variables = dict.fromkeys(read_names(python), "secret")
    sent = run_python(python, {**variables, TOKEN: "t"})[2]
    assert split_secrets(fill(sent))[0] == split_secrets(fill(masked))[0]
    assert bool(variables) == bool(secrets)

    if MASK in json.dumps(masked, ensure_ascii=False):
        return
    read = read_curl(write_curl(masked, URL))
    assert isinstance(read, Reading)
    assert read_json(read.text) == masked


def fill(value: Any) -> Any:
    """With one word in place of each secret."""
    return json.loads(json.dumps(value, ensure_ascii=False).replace(MASK, "secret"))


def test_names_are_fit_and_differ() -> None:
    headers = {"X-Key": MASK, "x_key": MASK, "门": MASK, "TOKEN": MASK}
    request: Any = {"output": {"webhook": {"headers": headers, "url": f"https://{MASK}@h/?a={MASK}"}}}
    assert read_names(write_python(request, URL)) == [
        "OUTPUT_WEBHOOK_X_KEY",
        "OUTPUT_WEBHOOK_X_KEY_2",
        "OUTPUT_WEBHOOK",
        "OUTPUT_WEBHOOK_TOKEN",
        "OUTPUT_WEBHOOK_URL",
        "OUTPUT_WEBHOOK_URL_2",
    ]


def test_dots_in_a_name_are_no_secret(tmp_path: Path) -> None:
    request: Any = {"config": {f"a{MASK}": MASK}}
    curl = write_curl(request, URL)
    (name,) = read_names(curl)
    words, _data = run_curl(curl, {name: "s"}, tmp_path)
    assert json.loads(words[-1]) == {"config": {f"a{MASK}": "s"}}
    assert run_python(write_python(request, URL), {name: "s", TOKEN: ""})[2] == {"config": {f"a{MASK}": "s"}}
