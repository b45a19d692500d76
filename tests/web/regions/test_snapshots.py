"""Pictures of sources: many at once by the names of their files, one alone, refused, removed."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from taskbuilder.records.drafts.images import MOST_BYTES
from taskbuilder.records.models import Member, Project, Role, SourceSnapshot
from taskbuilder.web.regions import snapshots
from tests.support.pictures import make_bomb, make_picture
from tests.support.walker import HTMX, Document
from tests.web.inventory.conftest import AddSource
from tests.web.regions.test_templates import add_template

UPLOAD = "/projects/gate/regions/snapshots/"
NOT_NAMED = "south.png: no source has this name. Rename the file like its source."
UNREADABLE = "gate-2.png: not a supported picture. Choose a JPEG, PNG, WebP or BMP."
TOO_LARGE = "gate-2.png: the picture is too large. Choose one of at most 8 MB and 8 million pixels."


def name_file(name: str, data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", make_picture() if data is None else data, "image/png")


def list_taken() -> list[str]:
    return sorted(SourceSnapshot.objects.values_list("source__name", flat=True))


def test_many_are_taken_by_the_names_of_their_files(as_operator: Client, add_source: AddSource) -> None:
    for name in ("gate-1", "Gate-2", "north/1"):
        add_source(name)
    files = [name_file("gate-1"), name_file("GATE-2"), name_file("south")]
    page = Document(as_operator.post(UPLOAD, {"pictures": files}).content.decode())
    assert list_taken() == ["Gate-2", "gate-1"]
    assert [each.text.strip() for each in page.find("h2", id="uploaded-title")] == ["2 snapshots saved"]
    assert [each.text for each in page.find("li") if "south" in each.text] == [NOT_NAMED]
    part = as_operator.post(UPLOAD, {"pictures": files[2:]}, headers=HTMX)
    assert part.json() == {"taken": [], "refused": [NOT_NAMED]}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", UNREADABLE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", UNREADABLE),
        (make_picture()[:100], UNREADABLE),
        (make_picture() + b"\0" * MOST_BYTES, TOO_LARGE),
        (make_bomb(10_000, 10_000), TOO_LARGE),
    ],
    ids=["empty", "svg", "half", "huge", "bomb"],
)
def test_a_bad_picture_is_named_and_others_are_taken(
    as_operator: Client, add_source: AddSource, data: bytes, said: str
) -> None:
    for name in ("gate-1", "gate-2"):
        add_source(name)
    answer = as_operator.post(
        UPLOAD, {"pictures": [name_file("gate-2", data), name_file("gate-1")]}, headers=HTMX
    )
    assert answer.json() == {"taken": ["gate-1"], "refused": [said]}
    assert list_taken() == ["gate-1"]


def test_none_and_too_many_are_refused_at_the_control(as_operator: Client, add_source: AddSource) -> None:
    add_source("gate-1")
    none = as_operator.post(UPLOAD, {})
    assert (none.status_code, "Pictures: no file was selected." in none.text) == (422, True)
    many = [name_file("gate-1") for _number in range(snapshots.MOST_FILES + 1)]
    answer = as_operator.post(UPLOAD, {"pictures": many})
    assert (answer.status_code, "choose at most 24 files of together 12 MB" in answer.text) == (422, True)
    large = [name_file("gate-1", make_picture() + b"\0" * (7 * 2**20)) for _number in range(2)]
    assert as_operator.post(UPLOAD, {"pictures": large}).status_code == 422
    flood = [name_file("gate-1", b"x") for _number in range(101)]
    assert as_operator.post(UPLOAD, {"pictures": flood}).status_code == 413
    assert list_taken() == []


def test_one_is_uploaded_shown_and_removed_on_the_page_of_its_source(
    as_operator: Client, project: Project, operator: User, add_source: AddSource
) -> None:
    source = add_source("gate-1")
    page, change = f"/projects/gate/inventory/sources/{source.pk}/", f"{UPLOAD}{source.pk}/change/"
    answer = as_operator.post(change, {"picture": name_file("any")})
    assert (answer.status_code, answer["Location"]) == (303, page)
    (shown,) = Document(as_operator.get(page).content.decode()).find("img", class_="img-fluid rounded-3")
    assert as_operator.get(shown.attrs["src"])["Content-Type"] == "image/jpeg"
    lane = add_template(project, operator)
    as_operator.post(f"/projects/gate/regions/{lane.pk}/place/", {"press": f"accept:{source.pk}"})
    placed = Document(as_operator.get(page).content.decode())
    assert [each.attrs["d"] for each in placed.find("path", class_="edge")] == ["M64 36L320 36L320 180Z"]
    assert "no file was selected" in as_operator.post(change, follow=True).text
    as_operator.post(change, {"press": "remove"})
    assert list_taken() == []
    assert as_operator.get(shown.attrs["src"]).status_code == 404


def test_pictures_are_for_members_alone(
    client: Client, project: Project, operator: User, add_source: AddSource
) -> None:
    source = add_source("gate-1")
    client.force_login(operator)
    client.post(f"{UPLOAD}{source.pk}/change/", {"picture": name_file("any")})
    picture = f"{UPLOAD}{source.pk}/"
    Member.objects.filter(person=operator).update(role=Role.VIEWER)
    assert client.get(picture).status_code == 200
    assert client.post(f"{UPLOAD}{source.pk}/change/", {"press": "remove"}).status_code == 403
    client.force_login(User.objects.create_user("stranger"))
    assert client.get(picture).status_code == 404
