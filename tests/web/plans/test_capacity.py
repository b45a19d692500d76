"""What services and nodes carry before and after, on the page that reviews a plan."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Capacity, Plan, Project, Service, Submission, Template
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.plans import capacity
from tests.support.walker import Document
from tests.web.boards.conftest import DAILY, MakePlan, make_plan
from tests.web.plans.conftest import NEW, URL, upload, write_csv
from tests.web.task_templates.conftest import REQUEST, MakeTemplate

__all__ = ["make_plan"]
MEMORY = "/source_usage_estimate/memory"
VCN: JsonObject = {
    "type": "vcn",
    "data": [{"device_id": "d-1", "node_id": "edge-7"}],
    "vcn": {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"},
}


def read_lines(client: Client, plan: Plan) -> list[list[str]]:
    """The table of capacities, without what is exceeded."""
    page = Document(client.get(f"/projects/gate/plans/{plan.pk}/apply/").content.decode())
    heads = [" ".join(each.text.split()) for each in page.find("th", class_="text-break", scope="row")]
    labels = [f"{what} {when}" for what in ("CPU", "Memory") for when in ("now", "after", "capacity")]
    columns = [[each.text for each in page.find("td", data_label=label)] for label in labels]
    return [[head, *cells] for head, *cells in zip(heads, *columns, strict=True)]


def make_rows(client: Client, template: Template, *rows: tuple[str, ...], **more: str) -> Plan:
    columns = upload(
        client, NEW, write_csv(*rows, header=("Camera", "Place", "Memory")), template=str(template.pk)
    )
    chosen = {"name": "Cameras", "key": "0", "column-0": "/name", "column-1": URL, "column-2": MEMORY, **more}
    assert client.post(columns, chosen).status_code == 303
    return Plan.objects.get()


@pytest.fixture
def running(make_plan: MakePlan) -> Submission:
    """By day, it uses 2 cores and 100 MB."""
    return make_plan(1, schedule=DAILY, source_usage_estimate={"cpu": 2, "memory": 100})


def test_new_tasks_are_added_to_those_that_run(
    as_operator: Client, service: Service, make_template: MakeTemplate, running: Submission
) -> None:
    Capacity.objects.create(project=service.project, service=service, cpu=2.9)
    template = make_template(
        request=REQUEST | {"schedule": DAILY, "source_usage_estimate": {"cpu": 0.5, "memory": 512}}
    )
    plan = make_rows(as_operator, template, ("a", "rtsp://a/1", "20"), ("b", "rtsp://a/2", ""))
    (line,) = read_lines(as_operator, plan)
    assert line[0].startswith(f"{service.name} Exceeded: first ")
    assert line[0].endswith("h in these seven days")
    assert line[1:] == ["2", "3", "2.9", "100", "632", "–"]


def test_what_is_replaced_or_deleted_no_longer_counts(
    as_operator: Client, service: Service, make_template: MakeTemplate, running: Submission
) -> None:
    plan = make_rows(as_operator, make_template(), ("a", "rtsp://a/1", "20"), ("b", "rtsp://a/2", "30"))
    plan.rows.filter(key="a").update(standing=running, change="changed")
    plan.rows.filter(key="b").update(change="new")
    Plan.objects.update(judged_at=timezone.now())
    assert read_lines(as_operator, plan) == [[service.name, "2", "1", "–", "100", "50", "–"]]
    plan.rows.filter(key="b").delete()
    plan.rows.filter(key="a").update(is_wanted=False, change="gone")
    assert read_lines(as_operator, plan) == [[service.name, "2", "0", "–", "100", "0", "–"]]


def test_a_task_of_several_rows_counts_for_each_and_on_its_node(
    as_operator: Client, service: Service, make_template: MakeTemplate
) -> None:
    Capacity.objects.create(project=service.project, node="edge-7", memory=1_000)
    template = make_template(request=REQUEST | {"input": VCN})
    rows = [("a", "d-1", ""), ("b", "d-2", "")]
    more = {"column-0": "", "column-1": "/input/data/0/device_id", "grouping": "size", "size": "2"}
    plan = make_rows(as_operator, template, *rows, **more)
    node, own = read_lines(as_operator, plan)
    assert node[0].startswith("Node edge-7 Exceeded: first ")
    assert node[1:] == ["0", "1", "–", "0", "1,024", "1,000"]
    assert own == [service.name, "0", "1", "–", "0", "1,024", "–"]
    assert list(plan.rows.values_list("cpu", "memory")) == [(1.0, 1024)]


def test_there_is_no_table_without_estimates_and_a_sentence_for_too_many_rows(
    as_operator: Client, make_template: MakeTemplate, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = {name: value for name, value in REQUEST.items() if name != "source_usage_estimate"}
    rows = [("a", "rtsp://a/1", ""), ("b", "rtsp://a/2", "")]
    plan = make_rows(as_operator, make_template(request=bare), *rows, **{"column-2": ""})
    assert read_lines(as_operator, plan) == []
    Plan.objects.all().delete()
    plan = make_rows(
        as_operator, make_template(name="Other"), ("a", "rtsp://a/1", ""), ("b", "rtsp://a/2", "")
    )
    assert len(read_lines(as_operator, plan)) == 1
    monkeypatch.setattr(capacity, "MOST_PLANS", 1)
    assert read_lines(as_operator, plan) == []
    page = as_operator.get(f"/projects/gate/plans/{plan.pk}/apply/").text
    assert "Not added up for more than 1 changed rows." in page


def test_it_costs_four_queries(
    as_operator: Client,
    project: Project,
    template: Template,
    running: Submission,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    plan = make_rows(as_operator, template, ("a", "rtsp://a/1", ""), ("b", "rtsp://a/2", ""))
    address = f"/projects/gate/plans/{plan.pk}/apply/"
    with django_assert_num_queries(11):
        as_operator.get(address)
