"""A template's region on each source: proposed, accepted, moved, and proposed again."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from PIL import Image

from taskbuilder.records.drafts.images import NoPicture, rewrite_picture
from taskbuilder.records.inventory.store import Contents, add_entry, delete_entries
from taskbuilder.records.models import Project, RegionTemplate, Source, SourceRegion, SourceSnapshot
from taskbuilder.records.regions import snapshots
from taskbuilder.records.regions.snapshots import (
    SourceGone,
    TooManySnapshots,
    find_source_snapshot,
    find_sources_named,
    save_source_snapshot,
)
from taskbuilder.records.regions.sources import (
    PlacedRegion,
    RegionState,
    accept_regions,
    count_current,
    forget_region,
    place_regions,
    select_open,
)
from taskbuilder.records.regions.templates import (
    Drawing,
    RegionConflict,
    RegionNameTaken,
    add_region_template,
    change_region_template,
    count_accepted,
    find_region_template,
)
from taskbuilder.taskspec.regions.scaling import Shift
from tests.records.conftest import NOW
from tests.support.pictures import make_picture

SQUARE = "polygon 480,270 960,270 960,540 480,540"


def draw(text: str = SQUARE, name: str = "Lane") -> Drawing:
    return Drawing(name=name, text=text, frame=(1920, 1080))


@pytest.fixture
def template(project: Project, operator: User) -> RegionTemplate:
    return add_region_template(project=project, drawing=draw(), by=operator, now=NOW)


def add_source(project: Project, by: User, name: str) -> Source:
    stream = {"type": "url", "data": [{"url": f"rtsp://cam.example.com/{name}"}]}
    contents = Contents(name=name, request={"input": stream})  # type: ignore[dict-item]
    return add_entry(Source, project=project, contents=contents, by=by, now=NOW)


@pytest.fixture
def sources(project: Project, operator: User) -> list[Source]:
    """The second has a picture of half the size, the third one of another shape."""
    found = [add_source(project, operator, f"cam-{number}") for number in range(1, 4)]
    for source, size in zip(found[1:], [(960, 540), (800, 600)], strict=True):
        save_source_snapshot(source, file=BytesIO(make_picture(size=size)), now=NOW)
    return found


def place(template: RegionTemplate, sources: list[Source]) -> list[PlacedRegion]:
    return place_regions(template, sources)


def test_each_source_is_proposed_the_region_in_its_own_frame(
    template: RegionTemplate, sources: list[Source]
) -> None:
    placed = place(template, sources)
    assert [(each.frame, each.text, each.is_stretched) for each in placed] == [
        ((1920, 1080), SQUARE, False),
        ((960, 540), "polygon 240,135 480,135 480,270 240,270", False),
        ((800, 600), "polygon 200,150 400,150 400,300 200,300", True),
    ]
    assert {each.state for each in placed} == {RegionState.PROPOSED}


def test_what_is_accepted_is_counted_and_kept(
    template: RegionTemplate, sources: list[Source], operator: User
) -> None:
    every = Source.objects.all()
    assert accept_regions(place(template, sources[:2]), by=operator, now=NOW) == 2
    moved = place_regions(template, sources[2:], {sources[2].pk: Shift(right=2, down=-2)})
    assert accept_regions(moved, by=operator, now=NOW) == 1
    placed = place(template, sources)
    assert [each.state for each in placed] == ["accepted", "accepted", "moved"]
    assert placed[2].text == "polygon 208,144 408,144 408,294 208,294"
    assert (count_current(template, every), select_open(template, every).count()) == (3, 0)
    assert accept_regions(place(template, sources), by=operator, now=NOW) == 3
    assert (SourceRegion.objects.count(), place(template, sources)[2].state) == (3, "moved")
    forget_region(template, sources[2])
    assert (place(template, sources)[2].state, count_current(template, every)) == ("proposed", 2)


def test_another_drawing_is_proposed_again_and_a_name_is_not_a_drawing(
    template: RegionTemplate, sources: list[Source], operator: User, project: Project
) -> None:
    accept_regions(place(template, sources), by=operator, now=NOW)
    change_region_template(template, drawing=draw(name="Gate"), by=operator, now=NOW + timedelta(hours=1))
    assert count_accepted(project) == {template.pk: 3}
    change_region_template(
        template, drawing=draw("line 0,0 960,540"), by=operator, now=NOW + timedelta(hours=2)
    )
    placed = place(template, sources)
    assert {each.state for each in placed} == {RegionState.OUTDATED}
    assert [each.text for each in placed] == ["line 0,0 960,540", "line 0,0 480,270", "line 0,0 400,300"]
    assert count_accepted(project) == {template.pk: 0}


def test_what_the_rules_refuse_is_not_accepted(
    project: Project, sources: list[Source], operator: User
) -> None:
    tiny = add_region_template(
        project=project, drawing=draw("polygon 100,100 103,100 103,103"), by=operator, now=NOW
    )
    save_source_snapshot(sources[0], file=BytesIO(make_picture(size=(32, 18))), now=NOW)
    assert accept_regions(place(tiny, sources), by=operator, now=NOW) == 2
    assert [each.state for each in place(tiny, sources)] == ["proposed", "accepted", "accepted"]


def test_an_accepted_region_follows_a_new_picture(
    template: RegionTemplate, sources: list[Source], operator: User
) -> None:
    accept_regions(place(template, sources), by=operator, now=NOW)
    save_source_snapshot(sources[0], file=BytesIO(make_picture(size=(192, 108))), now=NOW)
    (placed,) = place(template, sources[:1])
    assert (placed.state, placed.text) == (RegionState.ACCEPTED, "polygon 48,27 96,27 96,54 48,54")


def test_a_source_that_is_deleted_takes_its_picture_and_regions_with_it(
    template: RegionTemplate, sources: list[Source], operator: User, project: Project
) -> None:
    placed = place(template, sources)
    accept_regions(placed, by=operator, now=NOW)
    assert delete_entries(Source, project=project, keys=[sources[1].pk]) == 1
    assert (SourceRegion.objects.count(), SourceSnapshot.objects.count()) == (2, 1)
    assert accept_regions(placed, by=operator, now=NOW) == 2
    with pytest.raises(SourceGone):
        save_source_snapshot(sources[1], file=BytesIO(make_picture()), now=NOW)


def test_a_name_is_used_once_and_a_change_meanwhile_is_seen(
    template: RegionTemplate, operator: User, project: Project
) -> None:
    with pytest.raises(RegionNameTaken):
        add_region_template(project=project, drawing=draw(), by=operator, now=NOW)
    early = find_region_template(project=project, template_id=template.pk)
    assert early is not None
    change_region_template(template, drawing=draw(name="Gate"), by=operator, now=NOW + timedelta(hours=1))
    with pytest.raises(RegionConflict):
        change_region_template(early, drawing=draw(name="Door"), by=operator, now=NOW + timedelta(hours=2))


def test_passwords_in_a_name_or_a_text_are_hidden(project: Project, operator: User) -> None:
    named = Drawing(name="rtsp://u:secret@cam", text='line 0,0 9,9 "rtsp://u:secret@cam"', frame=(99, 99))
    template = add_region_template(project=project, drawing=named, by=operator, now=NOW)
    assert [text.count("secret") for text in (template.name, template.text)] == [0, 0]


def test_a_large_picture_is_stored_small_and_its_frame_is_known(sources: list[Source]) -> None:
    save_source_snapshot(sources[0], file=BytesIO(make_picture("JPEG", size=(3840, 2160))), now=NOW)
    found = find_source_snapshot(sources[0])
    assert found is not None
    assert found.frame == (3840, 2160)
    with Image.open(BytesIO(bytes(found.picture))) as image:
        assert image.size == (960, 540)


def test_the_frame_of_a_picture_that_was_taken_on_its_side_is_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6
    picture = rewrite_picture(BytesIO(make_picture("JPEG", size=(640, 360), exif=exif)))
    assert (picture.frame, picture.width, picture.height) == ((360, 640), 360, 640)


def test_pictures_of_a_project_are_bounded(sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOST_SNAPSHOTS", 2)
    save_source_snapshot(sources[1], file=BytesIO(make_picture()), now=NOW)
    with pytest.raises(TooManySnapshots):
        save_source_snapshot(sources[0], file=BytesIO(make_picture()), now=NOW)
    with pytest.raises(NoPicture):
        save_source_snapshot(sources[1], file=BytesIO(b"none"), now=NOW)


def test_sources_are_found_by_their_names(project: Project, operator: User, elsewhere: Project) -> None:
    for name in ("North 1", "north 1", "South"):
        add_source(project, operator, name)
    add_source(elsewhere, operator, "East")
    found = find_sources_named(project, ["North 1", "NORTH 1", "SOUTH", "East", ""])
    assert {name: source.name for name, source in found.items()} == {"North 1": "North 1", "SOUTH": "South"}
