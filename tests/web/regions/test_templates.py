"""Drawing, renaming and deleting region templates; from a task and back into one."""

from io import BytesIO

from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Member, Project, RegionTemplate, Role, Service
from taskbuilder.records.regions.snapshots import save_source_snapshot
from taskbuilder.records.regions.sources import accept_regions, place_regions
from taskbuilder.records.regions.templates import Drawing, add_region_template
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.regions.scaling import Shift
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from tests.support.pictures import make_picture
from tests.support.walker import Document, Walker
from tests.web.conftest import NOW
from tests.web.inventory.conftest import AddSource

LIST, NEW = "/projects/gate/regions/", "/projects/gate/regions/new/"
LANE = "polygon 192,108 960,108 960,540"
SMALL = "polygon 128,72 640,72 640,360"
FORM = {"name": "Lane", "width": "1920", "height": "1080", "drawn": "1920x1080", "text": LANE}
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


def add_template(project: Project, by: User, name: str = "Lane", text: str = LANE) -> RegionTemplate:
    drawing = Drawing(name=name, text=text, frame=(1920, 1080))
    return add_region_template(project=project, drawing=drawing, by=by, now=NOW)


def test_one_is_drawn_listed_changed_and_deleted(as_operator: Client, project: Project) -> None:
    answer = as_operator.post(NEW, {**FORM, "press": "continue"})
    template = RegionTemplate.objects.get()
    page = f"{LIST}{template.pk}/"
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert (template.name, template.text, template.frame) == ("Lane", LANE, (1920, 1080))
    listed = Document(as_operator.get(LIST).content.decode())
    assert [each.text for each in listed.find("a", class_="fw-semibold text-break stretched-link")] == [
        "Lane"
    ]
    assert [each.attrs["d"] for each in listed.find("path", class_="edge")] == ["M192 108L960 108L960 540Z"]
    seen = {"seen": template.changed_at.isoformat()}
    again = {**FORM, **seen, "name": "Gate", "press": "continue"}
    assert as_operator.post(f"{page}edit/", again).status_code == 303
    template.refresh_from_db()
    assert (template.name, template.drawing) == ("Gate", 1)
    stale = as_operator.post(f"{page}edit/", again)
    assert (stale.status_code, "was changed meanwhile" in stale.text) == (422, True)
    assert as_operator.post(f"{page}delete/").status_code == 303
    assert RegionTemplate.objects.count() == 0


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    as_operator: Client, project: Project, operator: User
) -> None:
    add_template(project, operator)
    wrong = {
        **FORM,
        "width": "0",
        "height": "much",
        "text": "polygon 0,0 9,9",
        "press": "continue",
        "drawn": "1920x1080",
    }
    answer = as_operator.post(NEW, wrong)
    page = Document(answer.content.decode())
    said = [each.text for each in page.find("p", class_="field-message")]
    assert answer.status_code == 422
    assert said == [
        "Width: enter a whole number of pixels from 1 to 8192.",
        "Height: enter a whole number of pixels from 1 to 8192.",
        "“Region”: polygon 1 needs at least 3 points. Add some, or remove the shape.",
    ]
    assert "polygon 0,0 9,9</textarea>" in answer.text
    taken = as_operator.post(NEW, {**FORM, "press": "continue"})
    assert "This project already has a region template named “Lane”. Choose another name." in taken.text
    empty = as_operator.post(NEW, {**FORM, "name": "", "text": "", "press": "continue"})
    for words in ("Name is missing.", "Region: nothing is drawn yet."):
        assert words in empty.text
    zigzag = " ".join(f"{number},{number % 2}" for number in range(201))
    long = as_operator.post(NEW, {**FORM, "name": "Long", "text": f"line {zigzag}", "press": "continue"})
    assert "Region: a region template has at most 200 points. Remove some." in long.text
    endless = as_operator.post(NEW, {**FORM, "name": "Long", "text": "x" * 20_001, "press": "continue"})
    assert "Region: the coordinates have more than 20000 characters." in endless.text
    assert RegionTemplate.objects.count() == 1


def test_another_frame_scales_what_is_drawn(
    as_operator: Client, project: Project, add_source: AddSource
) -> None:
    source = add_source("gate-1")
    save_source_snapshot(source, file=BytesIO(make_picture(size=(1280, 720))), now=NOW)
    chosen = as_operator.post(NEW, {**FORM, "name": "", "picture": str(source.pk), "press": "frame"})
    assert chosen.status_code == 200
    assert f"{SMALL}</textarea>" in chosen.text
    assert f'href="/projects/gate/regions/snapshots/{source.pk}/?kept=' in chosen.text
    assert "field-message" not in chosen.text
    typed = {**FORM, "width": "1280", "height": "720", "press": "continue"}
    answer = as_operator.post(NEW, typed)
    assert (answer.status_code, RegionTemplate.objects.count()) == (200, 0)
    assert "the region was scaled to it. Check it, then save." in answer.text
    as_operator.post(NEW, {**typed, "drawn": "1280x720", "text": SMALL})
    assert RegionTemplate.objects.get().text == SMALL


def test_a_viewer_reads_and_a_stranger_finds_nothing(
    client: Client, project: Project, operator: User
) -> None:
    template = add_template(project, operator)
    Member.objects.filter(person=operator).update(role=Role.VIEWER)
    client.force_login(operator)
    assert "New region template" not in client.get(LIST).text
    assert "Accept all" not in client.get(f"{LIST}{template.pk}/").text
    assert client.get(NEW).status_code == 403


def open_region(operator: User, service: Service, text: str, **more: JsonValue) -> Draft:
    service.config_schema, service.platform = SCHEMA, "ief"
    service.save()
    request: JsonObject = {**more, **({"config": {"roi": text}} if text else {})}
    answers = DraftAnswers(steps=answers_from_request(request, service.spec))
    return start_draft(
        project=service.project, owner=operator, service=service, answers=answers.to_stored(), now=NOW
    )


def test_a_region_of_a_task_becomes_a_template(as_operator: Client, operator: User, service: Service) -> None:
    draft = open_region(operator, service, '{"polygons":[{"data":[[1,2],[300,2],[300,400]]}],"lines":[]}')
    step = f"/projects/gate/drafts/{draft.pk}/resources/"
    page = Document(as_operator.get(step).content.decode())
    (name,) = [each.attrs["name"] for each in page.find("textarea") if "roi" in each.attrs["name"]]
    form = f"{NEW}?draft={draft.pk}&region={name}"
    assert "polygon 1,2 300,2 300,400</textarea>" in as_operator.get(form).text
    posted = {"name": "Lane", "text": "polygon 1,2 300,2 300,400", "width": "1280", "height": "720"}
    answer = as_operator.post(form, {**posted, "drawn": "1280x720", "press": "continue"})
    assert (answer.status_code, answer["Location"]) == (303, step)
    assert RegionTemplate.objects.get().frame == (1280, 720)
    assert as_operator.get(f"{NEW}?draft={draft.pk}&region=elsewhere").status_code == 404


def test_a_template_fills_the_region_of_a_task_in_its_frame(
    as_operator: Client, operator: User, service: Service
) -> None:
    template = add_template(service.project, operator)
    draft = open_region(operator, service, "")
    walker = Walker(as_operator).open(f"/projects/gate/drafts/{draft.pk}/resources/")
    (name,) = [each for each in walker.values if each.startswith("config") and each.endswith("roi")]
    (button,) = walker.document.find("button", value=f"region:{name}:{template.pk}")
    assert (button.text, button.attrs["data-lines"]) == ("Lane", SMALL)
    walker.put(name, "line 0,0 9,9").press(f"region:{name}:{template.pk}")
    assert walker.values[name] == [SMALL]
    walker.post(f"region:{name}:nonsense", **{"HX-Request": "true"})
    assert walker.values[name] == [SMALL]


def test_a_task_of_one_source_is_offered_what_was_accepted_for_it(
    as_operator: Client, operator: User, service: Service, add_source: AddSource
) -> None:
    template, source = add_template(service.project, operator), add_source("gate-1")
    other = add_source("gate-2", url="rtsp://cam-2.example.com/live")
    placed = place_regions(template, [source, other], {source.pk: Shift(right=2)})
    accept_regions(placed, by=operator, now=NOW)
    draft = open_region(operator, service, "", **source.full_request())
    walker = Walker(as_operator).open(f"/projects/gate/drafts/{draft.pk}/resources/")
    offered = [each for each in walker.document.find("button") if "data-lines" in each.attrs]
    assert [each.text for each in offered] == ["Lane, accepted for gate-1", "Lane"]
    moved = "polygon 141,72 653,72 653,360"
    assert offered[0].attrs["data-lines"] == moved
    (name,) = [each for each in walker.values if each.startswith("config") and each.endswith("roi")]
    walker.press(str(offered[0].attrs["value"]))
    assert walker.values[name] == [moved]
    walker.post(f"region:{name}:source-999")
    assert walker.values[name] == [moved]
    both = open_region(operator, service, "", input={"type": "url", "data": [{"url": "rtsp://a/1"}] * 2})
    page = as_operator.get(f"/projects/gate/drafts/{both.pk}/resources/").text
    assert "accepted for" not in page
