"""Pictures made up for tests, some of them dangerous."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def make_picture(
    kind: str = "PNG", size: tuple[int, int] = (640, 360), mode: str = "RGB", **options: object
) -> bytes:
    written = BytesIO()
    Image.new(mode, size).save(written, kind, **options)
    return written.getvalue()


def make_bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says that it is large, and is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
