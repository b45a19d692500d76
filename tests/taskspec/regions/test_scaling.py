"""A region in another frame, and moved within its own."""

from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.regions.points import Outline, Region, read_lines, read_string, to_string
from taskbuilder.taskspec.regions.scaling import (
    UNMOVED,
    Frame,
    Shift,
    find_box,
    has_shape_of,
    list_faults,
    move,
    move_text,
    scale,
    scale_text,
)

SIDES = st.integers(1, 8192)
FRAMES = st.tuples(SIDES, SIDES)
STEPS = st.integers(-10_000, 10_000)
SHIFTS = st.builds(Shift, right=STEPS, down=STEPS, larger=STEPS)


@st.composite
def regions(draw: st.DrawFn) -> tuple[Region, Frame]:
    """A region within its frame, and the frame."""
    width, height = draw(FRAMES)
    points = st.tuples(st.integers(0, width), st.integers(0, height))
    outlines = st.builds(
        Outline, kind=st.sampled_from(["polygon", "line"]), points=st.lists(points, max_size=6).map(tuple)
    )
    return Region(outlines=tuple(draw(st.lists(outlines, max_size=3)))), (width, height)


def list_points(region: Region) -> list[tuple[float, float]]:
    return [point for outline in region.outlines for point in outline.points]


def is_within(region: Region, frame: Frame) -> bool:
    whole = all(type(number) is int for point in list_points(region) for number in point)
    return whole and all(0 <= x <= frame[0] and 0 <= y <= frame[1] for x, y in list_points(region))


@given(regions(), FRAMES)
def test_every_point_stays_at_the_same_part_of_the_picture(drawn: tuple[Region, Frame], to: Frame) -> None:
    region, frame = drawn
    scaled = scale(region, frame, to)
    assert is_within(scaled, to)
    assert [each.kind for each in scaled.outlines] == [each.kind for each in region.outlines]
    for (x, y), (new_x, new_y) in zip(list_points(region), list_points(scaled), strict=True):
        assert abs(new_x - x * to[0] / frame[0]) <= 0.5
        assert abs(new_y - y * to[1] / frame[1]) <= 0.5


@given(regions(), st.integers(1, 8))
def test_there_and_back_in_a_finer_frame_is_the_same(drawn: tuple[Region, Frame], times: int) -> None:
    region, (width, height) = drawn
    finer = width * times, height * times
    assert scale(scale(region, (width, height), finer), finer, (width, height)) == region


@given(regions(), SHIFTS)
def test_a_moved_region_stays_in_its_frame(drawn: tuple[Region, Frame], shift: Shift) -> None:
    region, frame = drawn
    assert is_within(move(region, frame, shift), frame)
    assert move(region, frame, UNMOVED) == region


@given(regions(), SHIFTS)
def test_it_keeps_its_proportions_while_it_is_moved(drawn: tuple[Region, Frame], shift: Shift) -> None:
    region, frame = drawn
    before, after = find_box(region), find_box(move(region, frame, shift))
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        wide, high = before.right - before.left, before.bottom - before.top
        now_wide, now_high = after.right - after.left, after.bottom - after.top
        assert abs(now_wide * high - now_high * wide) <= wide + high


def test_steps_and_sizes() -> None:
    region = read_lines("polygon 400,400 600,400 600,600 400,600")
    frame = (1000, 1000)

    def box(**steps: int) -> tuple[float, float, float, float]:
        found = find_box(move(region, frame, Shift(**steps)))
        assert found is not None
        return found.left, found.top, found.right, found.bottom

    assert box(right=2) == (410, 400, 610, 600)
    assert box(down=-2) == (400, 390, 600, 590)
    assert box(larger=5) == (390, 390, 610, 610)
    assert box(larger=-25) == (450, 450, 550, 550)
    assert box(larger=-1000) == (480, 480, 520, 520)
    assert box(right=1000) == (800, 400, 1000, 600)
    assert box(larger=1000) == (0, 0, 1000, 1000)


def test_text_keeps_names_and_what_lines_cannot_say() -> None:
    typed = 'polygon 192,108 960,108 960,540 "Gate" red {"id":1}\nline 0,0 1920,1080\nregion {"v":2}'
    half = 'polygon 96,54 480,54 480,270 "Gate" red {"id":1}\nline 0,0 960,540\nregion {"v":2}'
    assert scale_text(typed, (1920, 1080), (960, 540)) == half
    assert scale_text(typed, (1920, 1080), (1920, 1080)) is typed
    sent = to_string(typed)
    assert read_string(to_string(scale_text(sent, (1920, 1080), (960, 540)))) == read_string(to_string(half))
    assert move_text("line 0,0 9,9", (100, 100), Shift(right=2)) == "line 1,0 10,9"


def test_the_rules_of_regions_judge_what_is_left_in_a_small_frame() -> None:
    typed = "polygon 100,100 104,100 104,104"
    assert list_faults(typed, (1920, 1080)) == ()
    small = scale_text(typed, (1920, 1080), (64, 36))
    assert [fault.params["point"] for fault in list_faults(small, (64, 36))] == [3]


def test_which_frames_have_the_same_shape() -> None:
    assert has_shape_of((1920, 1080), (1280, 720))
    assert has_shape_of((1920, 1080), (1366, 768))
    assert not has_shape_of((1920, 1080), (1024, 768))
    assert not has_shape_of((1080, 1920), (1920, 1080))
