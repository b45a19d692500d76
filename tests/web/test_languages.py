"""The reader's language: by the browser, or by the switch in the header, which stays."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from taskbuilder.forms.from_json_schema.describe import write_takes
from taskbuilder.records.models import Project
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import report
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.schedule.next_runs import write_moment
from taskbuilder.web.templatetags.submissions import ago
from tests.taskspec.samples import changed, task
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


@pytest.mark.parametrize(
    ("schedule", "member", "days", "said"),
    [
        ("weekly", "days_of_week", [1, 2, 3, 4, 5, 7], "每星期一至星期五、星期日 08:00 至 20:00（+08:00），"),
        ("monthly", "days_of_month", [1, 2, 3, 15, 31], "每月 1 至 3、15、31 日 08:00 至 20:00（+08:00），"),
    ],
)
def test_days_in_a_row_are_told_as_the_language_does_it(
    schedule: str, member: str, days: list[int], said: str
) -> None:
    request = changed(task(schedule=schedule), {f"/schedule/{member}": days})

    with translation.override("zh-hans"):
        assert describe(request, translation.gettext).startswith(said)


def test_days_that_some_months_lack_are_listed_as_the_language_does_it() -> None:
    request = changed(task(schedule="monthly"), {"/schedule/days_of_month": [1, 30, 31]})

    with translation.override("zh-hans"):
        said = [
            problem.render(translation.gettext) for problem in find_problems(request, platform=Platform.IEF)
        ]
    assert [each for each in said if each.startswith("并非每个月都有 30、31 日：")]


def test_a_span_of_days_is_no_day_of_the_month() -> None:
    now = timezone.now()

    with translation.override("zh-hans"):
        assert ago(now - timedelta(days=70, hours=3)) == "2\u00a0个月前"
        assert ago(now - timedelta(days=3, hours=3)) == "3\u00a0天前"


def test_a_row_within_a_row_is_no_list() -> None:
    problem = report("input.headers.value", ("input", "data", 0, "headers", "X-Site"))

    with translation.override("zh-hans"):
        assert problem.render(translation.gettext).startswith("输入 1 › 请求头“X-Site”：")


def test_a_time_is_written_as_the_language_does_it() -> None:
    moment = datetime(2026, 3, 1, 8, tzinfo=UTC)

    with translation.override("zh-hans"):
        assert write_moment(moment, moment) == "3月1日\u00a0星期日\u00a008:00"


def test_limits_are_listed_as_the_language_does_it() -> None:
    with translation.override("zh-hans"):
        assert write_takes({"type": "integer", "minimum": 1, "maximum": 10}) == "整数、不小于 1、不大于 10"
