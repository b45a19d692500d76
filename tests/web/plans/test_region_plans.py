"""Plans of sources with accepted regions: each goes into its row, in the frame that the service counts in."""

from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import Plan, Project, Service, Source, Template
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.records.regions.snapshots import save_source_snapshot
from taskbuilder.records.regions.sources import accept_regions, place_regions
from taskbuilder.taskspec.json_value import JsonObject, as_object
from taskbuilder.taskspec.regions.scaling import Shift
from tests.support.pictures import make_picture
from tests.web.conftest import NOW
from tests.web.inventory.conftest import AddSource, add_source
from tests.web.plans.conftest import upload, write_csv
from tests.web.plans.test_sources import choose, compare_again, make_plan
from tests.web.regions.test_templates import add_template
from tests.web.task_templates.conftest import REQUEST, MakeTemplate, ask

__all__ = ["add_source"]
ROI = "/config/roi"
SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "roi": {
            "title": "Lanes",
            "type": "string",
            "format": "region",
            "frame": {"width": 1280, "height": 720},
        }
    },
}
SMALL = '{"polygons":[{"data":[[128,72],[640,72],[640,360]]}],"lines":[]}'
MOVED = '{"polygons":[{"data":[[140,72],[652,72],[652,360]]}],"lines":[]}'
TEMPLATES = '{"polygons":[],"lines":[{"data":[[0,0],[9,9]]}]}'


@pytest.fixture
def template(service: Service, make_template: MakeTemplate) -> Template:
    """Of a task with a region of its own, for sources that have none."""
    service.config_schema, service.platform = SCHEMA, "ief"
    service.save()
    return make_template(ask("/name"), request={**REQUEST, "config": {"roi": TEMPLATES}})


@pytest.fixture
def sources(add_source: AddSource, project: Project, operator: User) -> list[Source]:
    """The first has its region accepted, the second moved, the third has none."""
    found = [add_source(f"dock {number}", url=f"rtsp://d/{number}", site="Dock") for number in (1, 2, 3)]
    save_source_snapshot(found[1], file=BytesIO(make_picture(size=(640, 360))), now=NOW)
    lane = add_template(project, operator)
    placed = place_regions(lane, found[:2], {found[1].pk: Shift(right=2)})
    accept_regions(placed, by=operator, now=timezone.now())
    return found


def read_regions(plan: Plan) -> dict[str, object]:
    renderer = make_renderer(plan)
    rows = plan.rows.filter(is_wanted=True).order_by("position")
    return {row.key: as_object(renderer.render(row.cells)["config"])["roi"] for row in rows}


def test_each_region_goes_into_its_row(
    as_operator: Client, operator: User, project: Project, template: Template, sources: list[Source]
) -> None:
    columns = as_operator.get(choose(as_operator, template, all="yes")).text
    assert "Sources without an accepted region of “Lane”: 1" in columns
    plan = make_plan(as_operator, template, all="yes")
    assert plan.headers == ["name", "kind", "site", "url", "region.Lane 1280x720"]
    assert {"column": 4, "pointer": ROI} in plan.columns
    assert read_regions(plan) == {"dock 1": SMALL, "dock 2": MOVED, "dock 3": TEMPLATES}
    lane = project.region_templates.get()
    accept_regions(place_regions(lane, sources[2:]), by=operator, now=timezone.now())
    assert "0 new, 1 changed, 0 removed." in compare_again(as_operator, plan)
    assert read_regions(Plan.objects.get())["dock 3"] == SMALL


def test_a_renamed_template_keeps_its_place_and_a_deleted_one_is_named(
    as_operator: Client, operator: User, project: Project, template: Template, sources: list[Source]
) -> None:
    plan = make_plan(as_operator, template, all="yes")
    before = read_regions(plan)
    again = f"/projects/gate/plans/{plan.pk}/sources/"
    project.region_templates.update(name="Gate")
    renamed = as_operator.post(again, follow=True).text
    assert "No source has a region for the column" not in renamed
    assert read_regions(Plan.objects.get()) == before
    project.region_templates.all().delete()
    said = as_operator.post(again, follow=True).text
    assert "No source has a region for the column “region.Gate 1280x720” any more." in said
    assert set(read_regions(Plan.objects.get()).values()) == {TEMPLATES}


def test_of_two_templates_the_one_of_the_fields_name_is_proposed(
    as_operator: Client, operator: User, project: Project, template: Template, sources: list[Source]
) -> None:
    lanes = add_template(project, operator, "lanes", "line 0,0 1920,1080")
    accept_regions(place_regions(lanes, sources[:1]), by=operator, now=timezone.now())
    plan = make_plan(as_operator, template, all="yes")
    assert plan.headers[4:] == ["region.Lane 1280x720", "region.lanes 1280x720"]
    assert {"column": 5, "pointer": ROI} in plan.columns
    assert read_regions(plan)["dock 1"] == '{"polygons":[],"lines":[{"data":[[0,0],[1280,720]]}]}'


def test_a_service_without_a_region_gets_no_column(
    as_operator: Client, service: Service, template: Template, sources: list[Source]
) -> None:
    Service.objects.filter(pk=service.pk).update(config_schema={"type": "object", "properties": {}})
    plan = make_plan(as_operator, template, all="yes")
    assert plan.headers == ["name", "kind", "site", "url"]


def test_a_file_may_have_regions_as_people_type_them(as_operator: Client, template: Template) -> None:
    text = write_csv(("cam-1", '"polygon 128,72 640,72 640,360 ""Gate"" red"'), header=("Camera", "Lanes"))
    columns = upload(as_operator, "/projects/gate/plans/new/", text, template=str(template.pk))
    chosen = {"name": "Cameras", "column-0": "/name", "column-1": ROI, "key": "0"}
    assert as_operator.post(columns, chosen).status_code == 303
    assert read_regions(Plan.objects.get()) == {"cam-1": SMALL}
    bad = upload(
        as_operator,
        "/projects/gate/plans/new/",
        write_csv(("cam-1", "polygon 1"), header=("Camera", "Lanes")),
        template=str(template.pk),
    )
    assert as_operator.post(bad, {**chosen, "name": "Wrong"}).status_code == 303
    fixed = as_operator.get(f"/projects/gate/plans/{Plan.objects.get(name='Wrong').pk}/fix/").text
    assert "line 1 of the text is not a shape. Write “polygon” or “line”" in fixed
