"""Decodes what somebody says is a picture, bounded, and writes it anew."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from threading import BoundedSemaphore, Lock
from typing import IO, Final

from PIL import ExifTags, Image, ImageOps, PngImagePlugin

FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP")
MEDIA_TYPE: Final = "image/jpeg"
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_PIXELS: Final = 8 * 1024 * 1024
"""Eight megapixels, as a camera of 3840 x 2160 has; a decoded picture takes four bytes for each."""
MOST_AT_ONCE: Final = 4
"""Of a process: one is decoded and the others wait, so that most threads stay free for pages."""
LONGEST_WAIT = 10.0
"""Seconds; a picture takes less than one."""
LONGEST_SIDE: Final = 1920
QUALITY: Final = 85
FIRST_ON_ITS_SIDE: Final = 5
"""Of the ways in which a camera was held, by their numbers in a picture: those from this on."""
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on bytes that are not a picture, or a broken one."""


class NoPicture(Exception):
    """The bytes are not a picture of a kind that is taken."""


class PictureTooLarge(Exception):
    """The picture has more bytes or pixels than are taken."""


class PicturesBusy(Exception):
    """Others' pictures are being decoded; this one may be sent again in a moment."""


_PLACES = BoundedSemaphore(MOST_AT_ONCE)
_DECODING = Lock()
# Texts in a PNG are unpacked before its size is known.
PngImagePlugin.MAX_TEXT_MEMORY = PngImagePlugin.MAX_TEXT_CHUNK


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A JPEG of our own writing: its pixels alone, no place, time or camera.

    `frame`: the width and height of what was sent, upright.
    """

    data: bytes = field(repr=False)
    width: int
    height: int
    frame: tuple[int, int]


def rewrite_picture(file: IO[bytes], *, longest_side: int = LONGEST_SIDE, quality: int = QUALITY) -> Picture:
    """The picture in a file, at most `longest_side` pixels wide and high, upright, without metadata.

    Its size is read before any of it is decoded, and one picture is decoded at a time. Raises NoPicture,
    PictureTooLarge or PicturesBusy.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    try:
        _refuse_large(_read_webp_size(data))
        with one_at_a_time(), Image.open(BytesIO(data), formats=FORMATS) as image:
            _refuse_large(image.size)
            return _write(image, longest_side, quality)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    except _BROKEN:
        raise NoPicture from None


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Waits until no other picture of this process is decoded. Raises PicturesBusy."""
    if not _PLACES.acquire(blocking=False):
        raise PicturesBusy
    try:
        if not _DECODING.acquire(timeout=LONGEST_WAIT):
            raise PicturesBusy
        try:
            yield
        finally:
            _DECODING.release()
    finally:
        _PLACES.release()


def _refuse_large(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_PIXELS:
        raise PictureTooLarge


def _read_webp_size(data: bytes) -> tuple[int, int]:
    """Width and height that a WebP's header says, since Pillow takes memory for it when it opens one.

    (0, 0) for anything else.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return 0, 0
    match data[12:16]:
        case b"VP8X":
            return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = struct.unpack_from("<HH", data, 26)
            return width & 0x3FFF, height & 0x3FFF


def _write(image: Image.Image, longest_side: int, quality: int) -> Picture:
    frame = image.size
    is_on_its_side = image.getexif().get(ExifTags.Base.Orientation, 1) >= FIRST_ON_ITS_SIDE
    image.draft("RGB", (longest_side, longest_side))  # a large JPEG is decoded at a smaller scale
    image.thumbnail((longest_side, longest_side))
    ImageOps.exif_transpose(image, in_place=True)
    plain = _lay_on_white(image) if image.has_transparency_data else image.convert("RGB")
    plain.info = {}  # a comment or a profile would be written again
    written = BytesIO()
    plain.save(written, "JPEG", quality=quality)
    frame = frame[::-1] if is_on_its_side else frame
    return Picture(data=written.getvalue(), width=plain.width, height=plain.height, frame=frame)


def _lay_on_white(image: Image.Image) -> Image.Image:
    seen = image.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white
