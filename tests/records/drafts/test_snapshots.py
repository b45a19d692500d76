"""Pictures of drafts: decoded within bounds, written anew, gone with their draft."""

import contextlib
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from io import BytesIO

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from taskbuilder.records.drafts import images, snapshots
from taskbuilder.records.drafts.images import (
    MOST_AT_ONCE,
    NoPicture,
    PicturesBusy,
    PictureTooLarge,
    one_at_a_time,
    rewrite_picture,
)
from taskbuilder.records.drafts.snapshots import (
    TooManySnapshots,
    find_snapshot,
    remove_snapshot,
    save_snapshot,
)
from taskbuilder.records.drafts.store import DraftGone, discard_draft, start_draft
from taskbuilder.records.models import Draft, Project, Snapshot
from tests.support.pictures import make_bomb, make_picture

NOW = timezone.now()


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("WEBP", "RGB"),
        ("BMP", "1"),
    ],
)
def test_a_picture_of_each_kind_becomes_a_jpeg(kind: str, mode: str) -> None:
    picture = rewrite_picture(BytesIO(make_picture(kind, mode=mode)))
    with Image.open(BytesIO(picture.data)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (picture.width, picture.height))
    assert (picture.width, picture.height) == (640, 360)


def test_a_large_picture_is_made_smaller_and_loses_what_it_told() -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary"
    exif[0x0112] = 6  # it lies on its side
    picture = rewrite_picture(BytesIO(make_picture("JPEG", (3200, 2400), exif=exif, comment=b"canary")))
    assert (picture.width, picture.height) == (1440, 1920)
    assert b"canary" not in picture.data
    with Image.open(BytesIO(picture.data)) as image:
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize(
    "data",
    [b"", b"canary", b"<svg xmlns='http://www.w3.org/2000/svg'/>", make_picture("GIF"), make_picture()[:100]],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NoPicture):
        rewrite_picture(BytesIO(data))


@pytest.mark.parametrize(
    "size", [(4096, 2049), (8000, 5001), (10_000, 10_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge):
        rewrite_picture(BytesIO(make_bomb(*size)))


SMALL = make_picture()
OTHERS = [Image.new("RGB", (4000, 4000), "red")]
OTHER = Image.new("RGB", (4000, 4000), "red")
BOMBS: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: make_picture("PNG", (8000, 5000), "1"),
    "PNG with alpha": lambda: make_picture("PNG", (4000, 4000), "RGBA"),
    "PNG with texts": lambda: add_texts(SMALL, 60),
    "JPEG": lambda: make_picture("JPEG", (8000, 5000), "L"),
    "WEBP": lambda: make_picture("WEBP", (8000, 5000), lossless=True),
    "WEBP of several frames": lambda: make_picture(
        "WEBP", (4000, 4000), save_all=True, append_images=[OTHER]
    ),
    "WEBP, not lossless": lambda: make_picture("WEBP", (4000, 3000)),
    "BMP": lambda: make_picture("BMP", (8000, 5000), "1"),
}
MEASURE = """
import resource, sys
from io import BytesIO
from taskbuilder.records.drafts.images import NoPicture, PictureTooLarge, rewrite_picture
small, data = sys.stdin.buffer.read({small}), sys.stdin.buffer.read()
rewrite_picture(BytesIO(small))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
_, room = resource.getrlimit(resource.RLIMIT_AS)
in_use = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (in_use + {most}, room))
try:
    rewrite_picture(BytesIO(data))
except (NoPicture, PictureTooLarge) as error:
    print(type(error).__name__, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""
MOST_TO_REFUSE = 16 * 1024 * 1024
"""Bytes beyond what reading a small picture took: for the file itself, which has up to 8 MB, twice."""


def add_texts(picture: bytes, number: int) -> bytes:
    """A PNG with so many texts that unpack to a megabyte each."""
    packed = b"a\0\0" + zlib.compress(b"b" * 1_000_000)
    text = struct.pack(">I", len(packed)) + b"zTXt" + packed + struct.pack(">I", zlib.crc32(b"zTXt" + packed))
    return picture[:33] + text * number + picture[33:]


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_a_bomb_takes_no_memory(make: Callable[[], bytes]) -> None:
    data = make()
    measure = MEASURE.format(small=len(SMALL), most=MOST_TO_REFUSE)
    printed = subprocess.run(
        [sys.executable, "-c", measure], input=SMALL + data, stdout=subprocess.PIPE, check=True
    ).stdout.split()
    is_too_large = data[33:64].find(b"zTXt") < 0
    assert printed[0].decode() == ("PictureTooLarge" if is_too_large else "NoPicture")
    assert int(printed[1]) < MOST_TO_REFUSE


def test_one_is_decoded_at_a_time() -> None:
    with ThreadPoolExecutor(1) as other:
        with one_at_a_time():
            picture = other.submit(rewrite_picture, BytesIO(SMALL))
            with pytest.raises(TimeoutError):
                picture.result(timeout=0.3)
        assert picture.result(timeout=30).width == 640


def test_who_waits_too_long_is_asked_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "LONGEST_WAIT", 0.01)
    with one_at_a_time(), ThreadPoolExecutor(1) as other, pytest.raises(PicturesBusy):
        other.submit(rewrite_picture, BytesIO(SMALL)).result()
    assert rewrite_picture(BytesIO(SMALL)).width == 640


def test_few_wait_at_once() -> None:
    with ThreadPoolExecutor(MOST_AT_ONCE) as others:
        with one_at_a_time():
            waiting = [others.submit(rewrite_picture, BytesIO(SMALL)) for _ in range(MOST_AT_ONCE)]
            refused = next(as_completed(waiting, timeout=30))
            assert isinstance(refused.exception(), PicturesBusy)
            assert [each.done() for each in waiting].count(True) == 1
        assert [each.result(timeout=30).width for each in waiting if each is not refused] == [640] * 3


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PictureTooLarge):
        rewrite_picture(BytesIO(make_picture() + b"\0" * 8 * 1024 * 1024))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["PNG", "JPEG", "WEBP", "BMP"]), st.data())
def test_a_broken_picture_is_a_picture_or_none(kind: str, data: st.DataObject) -> None:
    whole = bytearray(make_picture(kind, (16, 16)))
    for _change in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(NoPicture, PictureTooLarge):
        rewrite_picture(BytesIO(bytes(whole)))


@pytest.fixture
def draft(project: Project, operator: object) -> Draft:
    return start_draft(project=project, owner=operator, now=NOW)  # type: ignore[arg-type]


def keep(draft: Draft, member: str = "roi", **size: tuple[int, int]) -> None:
    save_snapshot(draft, member=member, file=BytesIO(make_picture(**size)), now=NOW)  # type: ignore[arg-type]


def test_one_picture_for_each_region(draft: Draft) -> None:
    keep(draft)
    keep(draft, size=(320, 180))
    keep(draft, "other")
    known = snapshots.list_snapshots(draft)
    assert {name: (each.width, each.height) for name, each in known.items()} == {
        "roi": (320, 180),
        "other": (640, 360),
    }
    remove_snapshot(draft, member="roi")
    remove_snapshot(draft, member="roi")
    assert find_snapshot(draft, member="roi") is None
    found = find_snapshot(draft, member="other")
    assert found is not None
    assert bytes(found.picture).startswith(b"\xff\xd8")


def test_a_draft_takes_so_many_pictures(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOST_SNAPSHOTS", 1)
    keep(draft)
    keep(draft)
    with pytest.raises(TooManySnapshots):
        keep(draft, "other")
    assert Snapshot.objects.count() == 1


def test_nothing_is_kept_that_is_no_picture(draft: Draft) -> None:
    with pytest.raises(NoPicture):
        save_snapshot(draft, member="roi", file=BytesIO(b"canary"), now=NOW)
    assert Snapshot.objects.count() == 0


def test_pictures_go_with_their_draft(draft: Draft) -> None:
    keep(draft)
    discard_draft(draft)
    assert Snapshot.objects.count() == 0
    with pytest.raises(DraftGone):
        keep(draft)
