"""The ledger of estimates beside capacities: who may state these, and where they are exceeded."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import Capacity, Member, Role, Submission
from taskbuilder.taskspec.json_value import JsonObject
from tests.web.boards.conftest import DAILY, MakePlan

PATH = "/projects/gate/tasks/capacity/"
EDIT = f"{PATH}edit/"
WEEK = {"week": "2026-03-04"}
ESTIMATE: JsonObject = {"cpu": 1.5, "memory": 1000}


@pytest.fixture
def as_manager(client: Client, operator: User) -> Client:
    Member.objects.filter(person=operator).update(role=Role.MANAGER)
    client.force_login(operator)
    return client


@pytest.fixture
def busy_service(make_plan: MakePlan) -> int:
    """Two tasks that overlap from 16:00 to 18:00, and one without an estimate."""
    late = {**DAILY, "periods": [{"begin_at": "16:00:00", "end_at": "20:00:00"}]}
    make_plan(1, schedule=DAILY, source_usage_estimate=ESTIMATE)
    make_plan(2, schedule=late, source_usage_estimate={"cpu": 0.25, "memory": 24})
    make_plan(3, schedule=DAILY, source_usage_estimate={})
    return Submission.objects.all()[0].service_id


def list_hours(page: str) -> dict[str, list[str]]:
    """The cells of each hour, by its clock."""
    rows = re.findall(r'<th scope="row">(\d\d:00)</th>(.*?)</tr>', page, re.DOTALL)
    return {
        clock: [" ".join(cell.split()) for cell in re.findall(r"<td.*?>(.*?)</td>", row, re.DOTALL)]
        for clock, row in rows
    }


def test_sums_of_each_hour_and_where_they_exceed(as_manager: Client, busy_service: int) -> None:
    address = f"{EDIT}?service={busy_service}"
    answer = as_manager.post(address, {"cpu": "1.6", "memory": ""})
    assert (answer.status_code, answer["Location"]) == (303, PATH)
    assert 'value="1.6"' in as_manager.get(address).text
    page = as_manager.get(PATH, {**WEEK, "service": str(busy_service)}).text
    hours = list_hours(page)
    assert hours["07:00"] == ["0 / 0"] * 7
    assert hours["15:00"] == ["1.5 / 1,000"] * 7
    assert hours["17:00"] == ["1.75 / 1,024 exceeded"] * 7
    assert hours["19:00"] == ["0.25 / 24"] * 7
    words = "Exceeded: first Mon 2 Mar, 16:00–18:00; 14 h in this week"
    assert words in page
    assert "up to 1.75 of 1.6" in page
    assert "1 without an estimate" in " ".join(page.split())
    board = as_manager.get("/projects/gate/tasks/week/", WEEK).text
    assert words in board
    assert 'class="chart-alarm" d="M' in board
    Submission.objects.update(request=Submission.objects.get(name__endswith="3").request)
    page = as_manager.get(PATH, WEEK).text
    assert [name for name in ("CPU", "Memory") if f"<span>{name}</span>" in page] == ["CPU"]
    as_manager.post(address, {"cpu": "", "memory": ""})
    page = as_manager.get(PATH, WEEK).text
    assert "No estimate and no capacity: nothing to draw." in page
    assert "<span>CPU</span>" not in page
    assert not Capacity.objects.exists()


def test_a_node_is_known_by_the_tasks_or_typed(
    as_manager: Client, make_plan: MakePlan, busy_service: int
) -> None:
    submission = make_plan(4, schedule=DAILY, source_usage_estimate=ESTIMATE)
    named: JsonObject = {"url": "rtsp://gate/4", "node_id": "edge <1>"}
    submission.request["input"] = {"type": "url", "data": [named]}
    submission.save()
    page = as_manager.get(PATH, WEEK).text
    assert "<code>edge &lt;1&gt;</code>" in page
    as_manager.post(f"{EDIT}?node=edge+%3C1%3E", {"memory": "900"})
    as_manager.post(EDIT, {"node": "spare", "cpu": "4"})
    assert list(Capacity.objects.order_by("node").values_list("node", "cpu", "memory")) == [
        ("edge <1>", None, 900),
        ("spare", 4.0, None),
    ]
    page = as_manager.get(PATH, WEEK).text
    assert "Exceeded: first Mon 2 Mar, 08:00–18:00; 70 h in this week" in page
    assert "up to 0 of 4" in page


@pytest.mark.parametrize(
    ("query", "answers", "words"),
    [
        ("", {"cpu": "1"}, "Node ID is missing."),
        ("?node=x", {"cpu": "0"}, "Enter CPU as a number from 0.001 to 1,000,000"),
        ("?node=x", {"cpu": "nan"}, "Enter CPU as a number from 0.001 to 1,000,000"),
        ("?node=x", {"memory": "1.5"}, "Enter memory as a whole number"),
    ],
)
def test_what_is_refused(as_manager: Client, query: str, answers: dict[str, str], words: str) -> None:
    answer = as_manager.post(EDIT + query, answers)
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert not Capacity.objects.exists()


def test_another_projects_service_is_not_found(as_manager: Client) -> None:
    assert as_manager.post(f"{EDIT}?service=999", {"cpu": "1"}).status_code == 404


def test_others_see_it_and_state_nothing(as_viewer: Client, busy_service: int) -> None:
    assert "Set capacity" not in as_viewer.get(PATH, WEEK).text
    assert as_viewer.post(f"{EDIT}?service={busy_service}", {"cpu": "1"}).status_code == 403
