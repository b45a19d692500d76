"""Texts that are not a request but certainly mean one: what the page says, offers, and takes over."""

import json
from typing import Any

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.answers import assemble_request
from taskbuilder.web.drafts.json_editor.offer import LONGEST, MOST_CHANGES
from tests.support.samples import make_request
from tests.support.walker import Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.json_editor.test_json_page import BOTH, CANARY, SECRETS, at_json, write


def as_curl(request: dict[str, Any]) -> str:
    address = "https://x.example/v1/p/services/s/tasks"
    return f"curl '{address}' -H 'X-Auth-Token: {CANARY}-token' --data-raw '{json.dumps(request)}'"


def page_of(walker: Walker) -> str:
    return " ".join(walker.response.content.decode().split())


@BOTH
@pytest.mark.ux(35)
def test_a_copied_command_is_read_once_that_is_chosen(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    typed = as_curl(request)
    write(at_json(walker, service), typed).press("check", **headers)
    assert walker.summary == [
        "Line 1: This is a cURL command. Select “Read as a cURL command” below, or paste only the JSON."
    ]
    assert [
        each.text for each in walker.document.find("li") if each.text.startswith(("Used", "Ignored"))
    ] == [
        "Used: the text after --data-raw.",
        "Ignored: the destination address.",
        "Ignored: the headers X-Auth-Token.",
    ]
    assert the_draft().answers["json"] == typed
    walker.press("read:curl", **headers)
    assert "Read as a cURL command. No problems. The form is updated." in page_of(walker)
    assert json.loads(walker.values["text"][0])["name"] == request["name"]
    assert assemble_request(the_draft().answers, service.spec) == canonical(request)
    assert "json" not in the_draft().answers


@BOTH
def test_the_text_of_a_reading_takes_the_place_of_the_one_in_the_browser(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    write(at_json(walker, service), "{'name': 'gate-1',}").press("check", **headers)
    preserved = [each for each in walker.document.find("textarea") if "hx-preserve" in each.attrs]
    assert len(preserved) == 1
    walker.press("read:python", **headers)
    assert not [each for each in walker.document.find("textarea") if "hx-preserve" in each.attrs]
    assert json.loads(walker.values["text"][0]) == {"name": "gate-1"}


@BOTH
def test_secrets_of_what_is_offered_are_hidden_and_kept(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    write(at_json(walker, service), repr(SECRETS)).press("check", **headers)
    assert CANARY not in walker.response.content.decode()
    assert "read:python" in [each.attrs.get("value") for each in walker.document.find("button")]
    if not headers:  # the page that is loaded anew has masks for what the text hides
        walker.open(walker.address)
        assert CANARY not in walker.response.content.decode()
    walker.press("read:python", **headers)
    assert CANARY not in walker.response.content.decode()
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert (held["input"], held["output"]) == (SECRETS["input"], SECRETS["output"])


def test_the_difference_is_shown_without_what_is_secret(walker: Walker, service: Service) -> None:
    typed = "{'name': 'gate-1',\n 'config': {'password': 'canary-5c1e'},\u00a0# the gate\n}"
    write(at_json(walker, service), typed).press("check")
    assert CANARY not in walker.response.content.decode()
    cells = [" ".join(each.text.split()) for each in walker.document.find("td", class_="font-monospace")]
    shown = [
        (cells[at].removeprefix("In your text "), cells[at + 1].removeprefix("Read as "))
        for at in range(0, len(cells), 2)
    ]
    assert shown == [
        ("'name'", '"name"'),
        ("'gate-1'", '"gate-1"'),
        ("'config'", '"config"'),
        ("'password'", '"password"'),
        ("'••••••'", '"••••••"'),
        (",", "Left out"),
        ("U+00A0", "U+0020"),
        ("A comment", "Left out"),
    ]


def test_many_differences_are_counted(walker: Walker, service: Service) -> None:
    typed = str({f"m{number}": 1 for number in range(MOST_CHANGES + 5)})
    write(at_json(walker, service), typed).press("check")
    assert "5 more changes" in page_of(walker)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "{“name”: “a”}",
            '“ (U+201C) at line 1, column 2 is a curly quote. Type a straight one (") instead.',
        ),
        ('{"name": "a",\n}', "Remove the comma at line 1, column 13: nothing comes after it."),
        (
            "curl https://x.example",
            "This is a cURL command without a body. Paste one with --data, or only the JSON.",
        ),
    ],
)
def test_what_is_wrong_is_named(walker: Walker, service: Service, typed: str, said: str) -> None:
    write(at_json(walker, service), typed).press("check")
    assert walker.summary == [f"Line 1: {said}"]
    assert walker.values["text"] == [typed]


@pytest.mark.parametrize(
    "typed",
    [
        "{”headers”: {”Authorization”: ”Bearer canary-5c1e”}",
        '{"headers"：{"Authorization"："Bearer canary-5c1e"，}',
        "{&quot;headers&quot;: {&quot;Authorization&quot;: &quot;Bearer canary-5c1e&quot;}",
        "curl https://x.example -H 'X-Auth-Token: canary-5c1e'",
        '$headers.Add("X-Auth-Token", "canary-5c1e")\nirm https://x.example -Headers $headers',
        "POST /v1/p HTTP/1.1\nX-Auth-Token: canary-5c1e\n\n",
    ],
)
def test_nothing_secret_of_what_cannot_be_read_is_drawn(walker: Walker, service: Service, typed: str) -> None:
    write(at_json(walker, service), typed).press("check")
    walker.open(walker.address)
    assert CANARY not in walker.response.content.decode()
    assert the_draft().answers["json"] == typed


def test_a_fault_within_what_is_hidden_is_said_to_be_there(walker: Walker, service: Service) -> None:
    typed = (
        '{"output": {"webhook": {\n  "url": "https://sink.example.net/",\n  "headers": {"A": "Qx9" "B"}}}}'
    )
    write(at_json(walker, service), typed).press("check")
    assert walker.summary == [
        "Line 3: The hidden part of this line cannot be read as JSON. Replace the dots with the full value."
    ]
    shown = walker.values["text"][0]
    assert shown.split("\n")[2] == '  "headers": "••••••"}}}'
    mended = shown.replace('"••••••"', '{"A": "Qx9"}')
    write(walker, mended).press("check")
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert held["output"] == json.loads(mended)["output"]


def test_a_very_long_text_is_named_by_its_fault_alone(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), "{'a': '" + "x" * LONGEST + "'}").press("check")
    assert "read:python" not in [each.attrs.get("value") for each in walker.document.find("button")]
    assert walker.summary[0].startswith("Line 1: A single quote")


@BOTH
def test_a_reading_is_undone_to_the_letter_and_taken_again(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    typed = f"  {as_curl(request)}\n\n"
    write(at_json(walker, service), typed).press("check", **headers).press("read:curl", **headers)
    assert the_draft().answers["json-before"] == typed
    assert CANARY not in walker.response.content.decode()
    walker.press("undo", **headers)
    assert "Your text was restored." in page_of(walker)
    assert CANARY not in walker.response.content.decode()
    assert (the_draft().answers["json"], "json-before" in the_draft().answers) == (typed, False)
    assert "undo" not in [each.attrs.get("value") for each in walker.document.find("button")]
    walker.press("read:curl", **headers)
    assert assemble_request(the_draft().answers, service.spec) == canonical(request)


def test_a_reading_can_be_undone_until_it_is_changed_or_left(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), "{'name': 'gate-1',}").press("check").press("read:python")
    assert "json-before" in the_draft().answers
    walker.press("check")
    assert "json-before" in the_draft().answers
    write(walker, '{"name": "gate-2"}').press("check")
    assert "json-before" not in the_draft().answers
    walker.post("undo")
    assert json.loads(walker.values["text"][0]) == {"name": "gate-2"}
