"""The reader's language: by the browser, or by the switch in the header, which stays."""

import pytest
from django.test import Client
from django.utils import translation

from taskbuilder.records.models import Project
from taskbuilder.taskspec.sentence import describe
from tests.web.conftest import MakeSubmission

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}


def test_the_browser_chooses(client: Client) -> None:
    answer = client.get("/sign-in/", headers=CHINESE)

    assert answer["Content-Language"] == "zh-hans"
    assert answer["Vary"] == "Cookie, Accept-Language, Accept-Encoding"
    assert '<html lang="zh-hans">' in answer.text


@pytest.mark.parametrize("accepted", ["", "de", "zh-nothing;q=x", "*"])
def test_any_other_browser_gets_english(client: Client, accepted: str) -> None:
    assert client.get("/sign-in/", headers={"Accept-Language": accepted})["Content-Language"] == "en"


def test_the_switch_wins_and_leads_back(as_operator: Client, project: Project) -> None:
    choice = {"language": "zh-hans", "next": "/projects/gate/?name=a"}

    answer = as_operator.post("/language/", choice)

    assert (answer.status_code, answer["Location"]) == (302, "/projects/gate/?name=a")
    english = {"Accept-Language": "en"}
    assert as_operator.get("/projects/gate/", headers=english)["Content-Language"] == "zh-hans"


def test_the_switch_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/language/", {"language": "zh-hans", "next": "https://elsewhere.example.net/"})

    assert answer["Location"] == "/"


def test_a_submission_says_in_the_readers_language_what_was_asked(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission()

    text = as_operator.get(f"/projects/gate/submissions/{submission.pk}/", headers=CHINESE).text

    with translation.override("zh-hans"):
        assert describe(submission.request, translation.gettext) in text
    assert describe(submission.request) not in text
