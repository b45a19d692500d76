"""The last days of a project: its picture and its table say the same."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Member, Project, Role, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.web.projects.activity import BAR, DAYS, GAP, HEIGHT, describe_activity, read_activities
from tests.support.plans import list_long_reads, noted
from tests.web.conftest import NOW, MakeSubmission

FIRST = date(2026, 3, 1)
RECTANGLE = re.compile(r"M(\d+) ([\d.]+)h8v([\d.]+)h-8z")


def test_bars_stand_on_each_other_and_agree_with_the_table() -> None:
    counts = {
        FIRST: {"created": 3, "refused": 1, "given_up": 1},
        FIRST + timedelta(days=2): {"unknown": 10},
        FIRST + timedelta(days=DAYS - 1): {"created": 1, "closed": 1, "cancelled": 2, "open": 1},
    }
    activity = describe_activity(counts, first=FIRST)

    assert [(each.result.name, each.total) for each in activity.series] == [
        ("created", 4),
        ("refused", 2),
        ("unknown", 10),
        ("open", 1),
        ("ended", 3),
    ]
    assert activity.rows == (
        (FIRST + timedelta(days=DAYS - 1), (1, 0, 0, 1, 3)),
        (FIRST + timedelta(days=2), (0, 0, 10, 0, 0)),
        (FIRST, (3, 2, 0, 0, 0)),
    )
    bars = {each.result.name: RECTANGLE.findall(each.path) for each in activity.series}
    last = str((DAYS - 1) * (BAR + GAP))
    assert bars["created"] == [("0", "42.00", "18.00"), (last, "54.00", "6.00")]
    assert bars["refused"] == [("0", "30.00", "12.00")]
    assert bars["unknown"] == [(str(2 * (BAR + GAP)), "0.00", f"{HEIGHT:.2f}")]
    assert bars["open"] == [(last, "48.00", "6.00")]
    assert bars["ended"] == [(last, "30.00", "18.00")]


@time_machine.travel(NOW, tick=False)
def test_the_project_shows_its_last_days(as_operator: Client, make_submission: MakeSubmission) -> None:
    assert "Last 30 days" not in as_operator.get("/projects/gate/").text

    make_submission(1, state=State.CREATED)
    make_submission(2, state=State.REFUSED)
    old = make_submission(3, state=State.CREATED)
    Submission.objects.filter(pk=old.pk).delete()
    page = as_operator.get("/projects/gate/").text
    part = page.partition("Last 30 days")[2].partition("</section>")[0]
    assert re.findall(r"</svg>\s*([^<]+): <strong>(\d+)</strong>", part) == [
        ("Created", "1"),
        ("Refused or given up", "1"),
    ]
    assert re.findall(r'<td class="text-end">(\d+)</td>', part) == ["1", "1"]


@pytest.mark.usefixtures("operator")
def test_submissions_of_long_ago_are_not_shown(as_operator: Client, make_submission: MakeSubmission) -> None:
    make_submission(1, state=State.CREATED)
    with time_machine.travel(NOW + timedelta(days=DAYS), tick=False):
        assert "Last 30 days" not in as_operator.get("/projects/gate/").text
    with time_machine.travel(NOW + timedelta(days=DAYS - 1), tick=False):
        assert "Last 30 days" in as_operator.get("/projects/gate/").text


@time_machine.travel(NOW, tick=False)
def test_the_list_of_projects_has_a_line_for_each(
    as_operator: Client, operator: User, make_submission: MakeSubmission
) -> None:
    quiet = Project.objects.create(slug="quiet", name="Quiet", cloud_project_id="q", sign_in="token")
    Member.objects.create(person=operator, project=quiet, role=Role.VIEWER)
    make_submission(1, state=State.CREATED)
    make_submission(2, state=State.CREATED)
    make_submission(3, state=State.REFUSED)
    page = as_operator.get("/projects/").text
    said = re.findall(r'<p class="visually-hidden">\s*(Last 30 days.*?)</p>', page, re.DOTALL)
    assert [" ".join(each.split()) for each in said] == ["Last 30 days: Created: 2, Refused or given up: 1"]
    assert re.findall(r'<path class="(activity-\w+)"', page) == ["activity-created", "activity-refused"]


def test_the_lines_are_read_by_an_index(project: Project) -> None:
    with noted() as statements:
        read_activities([project], today=FIRST)
    assert (len(statements), list_long_reads(statements)) == (1, [])
