"""Decodes what somebody says is a picture, bounded, and writes it anew."""

import struct
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Final

from PIL import Image, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP")
MEDIA_TYPE: Final = "image/jpeg"
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
"""More than any camera's picture has; a decoded one takes four bytes for each."""
LONGEST_SIDE: Final = 1920
QUALITY: Final = 85
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
"""What Pillow raises on bytes that are no picture, or a broken one."""


class NoPicture(Exception):
    """The bytes are no picture of a kind that is taken."""


class PictureTooLarge(Exception):
    """The picture has more bytes or pixels than are taken."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A JPEG of our own writing: its pixels alone, no place, time or camera."""

    data: bytes = field(repr=False)
    width: int
    height: int


def rewrite_picture(file: IO[bytes]) -> Picture:
    """The picture in a file, at most LONGEST_SIDE wide and high, upright, without metadata.

    Its size is read before any of it is decoded. Raises NoPicture or PictureTooLarge.
    """
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PictureTooLarge
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureTooLarge
            return _write(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    except _BROKEN:
        raise NoPicture from None


def _write(image: Image.Image) -> Picture:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at a smaller scale
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = _lay_on_white(upright) if upright.has_transparency_data else upright.convert("RGB")
    plain.info = {}  # a comment or a profile would be written again
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY)
    return Picture(data=written.getvalue(), width=plain.width, height=plain.height)


def _lay_on_white(image: Image.Image) -> Image.Image:
    seen = image.convert("RGBA")
    white = Image.new("RGB", seen.size, "white")
    white.paste(seen, mask=seen.getchannel("A"))
    return white
