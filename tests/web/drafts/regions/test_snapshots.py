"""Pictures under a draft's regions: sent with the step's form or alone, refused, shown, removed."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts import images, snapshots
from taskbuilder.records.drafts.images import MOST_BYTES, one_at_a_time
from taskbuilder.records.models import Project, Service, Snapshot
from tests.support.pictures import make_bomb, make_picture
from tests.support.walker import HTMX, Walker
from tests.web.conftest import make_member
from tests.web.drafts.conftest import choose, the_draft

ROI = "config-form-target_roi"
REGION = {"title": "Lanes", "type": "string", "format": "region", "frame": {"width": 1280, "height": 720}}
SCHEMA = {
    "properties": {
        "target_roi": REGION,
        "level": {"type": "integer"},
        "zones": {"type": "array", "items": {"type": "object", "properties": {"roi": REGION}}},
    }
}
KEPT, REMOVED = "The picture was saved.", "The picture was removed."
TOO_LARGE = "“Lanes”: the picture is too large. Choose one of at most 8 MB and 8 million pixels."
UNREADABLE = "“Lanes”: the file is not a supported picture. Choose a JPEG, PNG, WebP or BMP."
REFUSED: dict[str, tuple[bytes | None, str]] = {
    "nothing": (None, "“Lanes”: no file was selected. Choose a picture first."),
    "empty": (b"", UNREADABLE),
    "text": (b"canary", UNREADABLE),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", UNREADABLE),
    "half": (make_picture()[:100], UNREADABLE),
    "huge": (make_picture() + b"\0" * MOST_BYTES, TOO_LARGE),
    "bomb": (make_bomb(10_000, 10_000), TOO_LARGE),
}
EACH_REFUSAL = pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
EACH_WAY = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])


@pytest.fixture
def drawing(walker: Walker, ief: Service) -> Walker:
    """At a step that asks for a region, with something typed."""
    Service.objects.filter(pk=ief.pk).update(config_schema=SCHEMA)
    choose(walker, ief).open(walker.address.replace("details", "resources"))
    return walker.put(ROI, "line 1,1 2,2").put("config-form-level", "7")


def name_file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("../gate.png", data, "image/png")


def upload(walker: Walker, data: bytes | None, headers: dict[str, str], name: str = ROI) -> Walker:
    """Chooses a file, or none, and presses the button beside it."""
    walker.values[f"picture-{name}"] = [] if data is None else [name_file(data)]  # type: ignore[list-item]
    return walker.press(f"picture:{name}", **headers)


def address_of(name: str = ROI) -> str:
    return f"/projects/gate/drafts/{the_draft().pk}/snapshots/{name}/"


def list_pictures(walker: Walker) -> list[str]:
    """The addresses of the pictures on the page, without what tells one from the one before."""
    return [each.attrs["src"].partition("?")[0] for each in walker.document.find("img")]


def send(client: Client, data: bytes | None, name: str = ROI) -> Any:
    return client.post(address_of(name), {} if data is None else {"picture": name_file(data)})


@EACH_WAY
def test_a_picture_is_sent_with_all_that_was_typed(drawing: Walker, headers: dict[str, str]) -> None:
    upload(drawing, make_picture(), headers)
    assert drawing.response.status_code == 200
    assert (drawing.values[ROI], drawing.values["config-form-level"]) == (["line 1,1 2,2"], ["7"])
    assert drawing.messages == []
    assert list_pictures(drawing) == [address_of()]
    assert [each.member for each in Snapshot.objects.all()] == [ROI]
    said = [
        each.attrs["data-announce"] for each in drawing.document.find("div") if "data-announce" in each.attrs
    ]
    assert said == ([KEPT] if headers else [])


@EACH_WAY
@EACH_REFUSAL
def test_what_is_refused_is_told_at_the_field_and_not_kept(
    drawing: Walker, headers: dict[str, str], data: bytes | None, said: str
) -> None:
    upload(drawing, data, headers)
    assert (drawing.response.status_code, drawing.summary, drawing.messages) == (422, [said], [said])
    (area,) = drawing.document.find("textarea", name=ROI)
    assert f"id_{ROI}_error" in area.attrs["aria-describedby"].split()
    assert (drawing.values[ROI], drawing.values["config-form-level"]) == (["line 1,1 2,2"], ["7"])
    assert the_draft().answers["resources"]["config"]["form"]["level"] == "7"
    assert Snapshot.objects.count() == 0


@EACH_WAY
def test_a_refused_picture_leaves_the_one_before(drawing: Walker, headers: dict[str, str]) -> None:
    upload(drawing, make_picture(), {})
    upload(drawing, b"canary", headers)
    assert list_pictures(drawing) == [address_of()]


@EACH_WAY
def test_one_too_many_is_refused(
    drawing: Walker, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "MOST_SNAPSHOTS", 0)
    upload(drawing, make_picture(), headers)
    assert drawing.messages == ["“Lanes”: this draft already has 20 pictures. Remove one first."]
    assert Snapshot.objects.count() == 0


@EACH_WAY
def test_a_picture_is_removed_and_what_was_typed_stays(drawing: Walker, headers: dict[str, str]) -> None:
    upload(drawing, make_picture(), {}).put("config-form-level", "8")
    drawing.press(f"no-picture:{ROI}", **headers)
    assert (list_pictures(drawing), drawing.values["config-form-level"]) == ([], ["8"])
    (wizard,) = drawing.document.find("div", id="wizard")
    assert wizard.attrs.get("data-announce") == (REMOVED if headers else None)
    assert Snapshot.objects.count() == 0


def test_each_row_has_a_picture_of_its_own(drawing: Walker) -> None:
    drawing.press("add:config-form-zones").press("add:config-form-zones")
    upload(drawing, make_picture(), {}, "config-form-zones-r2-roi")
    assert list_pictures(drawing) == [address_of("config-form-zones-r2-roi")]


@EACH_WAY
@pytest.mark.parametrize("name", ["config-form-level", "config", "nothing", "", "x" * 300])
def test_what_is_no_region_takes_no_picture(drawing: Walker, headers: dict[str, str], name: str) -> None:
    drawing.values[f"picture-{name}"] = [name_file(make_picture())]  # type: ignore[list-item]
    drawing.post(f"picture:{name}", **headers)
    assert (drawing.response.status_code, Snapshot.objects.count()) == (200, 0)
    if name:
        assert send(drawing.client, make_picture(), name).status_code == 404


def test_a_draft_that_moved_on_takes_no_picture_unseen(drawing: Walker) -> None:
    other = Walker(drawing.client).open(drawing.address)
    other.put("config-form-level", "9").post("save")
    upload(drawing, make_picture(), {})
    assert (drawing.response.status_code, Snapshot.objects.count()) == (409, 0)
    assert drawing.values["config-form-level"] == ["7"]


def test_a_picture_is_shown_to_its_owner_and_not_stored_on_the_way(drawing: Walker) -> None:
    told = send(drawing.client, make_picture(size=(320, 240))).json()
    assert (told["href"].partition("?")[0], told["width"], told["height"]) == (address_of(), 320, 240)
    answer = drawing.client.get(told["href"])
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Cache-Control"] == "no-store"


@EACH_REFUSAL
def test_a_script_is_told_why_a_picture_is_refused(drawing: Walker, data: bytes | None, said: str) -> None:
    answer = send(drawing.client, data)
    assert (answer.status_code, answer.json()) == (422, {"message": said})
    assert Snapshot.objects.count() == 0


def test_a_script_removes_a_picture(drawing: Walker) -> None:
    send(drawing.client, make_picture())
    assert drawing.client.delete(address_of()).status_code == 204
    assert drawing.client.get(address_of()).status_code == 404
    assert drawing.client.delete(address_of()).status_code == 204


def test_a_sent_picture_moves_no_draft_on(drawing: Walker) -> None:
    before = the_draft().revision
    send(drawing.client, make_picture())
    assert the_draft().revision == before
    assert drawing.press("continue").step == "review"


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_nobody_else_sees_or_changes_a_picture(
    drawing: Walker, stranger: User, viewer: User, project: Project, method: str
) -> None:
    send(drawing.client, make_picture())
    other = make_member("another", project, "operator")  # type: ignore[arg-type]
    for person in (stranger, viewer, other):
        client = Client()
        client.force_login(person)
        assert client.generic(method, address_of()).status_code == 404
    assert Snapshot.objects.count() == 1


def test_a_picture_that_waits_too_long_is_refused_for_now(
    drawing: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "LONGEST_WAIT", 0.01)
    with one_at_a_time():
        upload(drawing, make_picture(), {})
    assert drawing.messages == ["“Lanes”: other pictures are being processed. Try again in a few seconds."]
    assert Snapshot.objects.count() == 0
    upload(drawing, make_picture(), {})
    assert Snapshot.objects.count() == 1


def test_pictures_go_with_their_draft(drawing: Walker) -> None:
    send(drawing.client, make_picture())
    drawing.client.post(drawing.address.replace("resources", "discard"))
    assert Snapshot.objects.count() == 0


IN_PROJECT = 2
"""The session with the person, the draft with its project and the membership."""


def test_what_pictures_cost(drawing: Walker, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    address, picture = address_of(), make_picture()
    with django_assert_num_queries(IN_PROJECT + 2):  # which pictures there are, and which region templates
        drawing.client.get(drawing.address)
    for cost in (11, 9):  # the first is inserted, the second updated: each with savepoints in savepoints
        with django_assert_num_queries(IN_PROJECT + cost):
            drawing.client.post(address, {"picture": name_file(picture)})
    for method in ("GET", "DELETE"):
        with django_assert_num_queries(IN_PROJECT + 1):
            drawing.client.generic(method, address)


@EACH_WAY
def test_the_picture_of_a_row_that_is_gone_does_not_come_back(
    drawing: Walker, headers: dict[str, str]
) -> None:
    zones = "config-form-zones"
    for number in (1, 2):
        drawing.press(f"add:{zones}")
        upload(drawing, make_picture(), {}, f"{zones}-r{number}-roi")
    drawing.press(f"remove:{zones}:r2", **headers)
    assert [each.member for each in Snapshot.objects.all()] == [f"{zones}-r1-roi"]
    drawing.press(f"add:{zones}", **headers)
    assert f"{zones}-r2-roi" in drawing.values
    assert Snapshot.objects.count() == 1
