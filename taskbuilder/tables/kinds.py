"""What a file is, by its first bytes: names lie, as where a web page is called .xls."""

import re
from enum import Enum, auto

from taskbuilder.tables.limits import MOST_BYTES
from taskbuilder.tables.table import UnreadableTable
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _

EMPTY = _("The file is empty.")
TOO_LARGE = _("The file has %(size)d MB. Up to %(limit)d MB are read. Split it into several files.")
NO_TABLE = _("This file is %(kind)s, not a table. Export the table as CSV or XLSX.")
OTHER_TABLE = _(
    "This file is %(kind)s, which cannot be read. Open it in a spreadsheet program and save it as XLSX."
)
ZIP, COMPOUND = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_BEGINNINGS = (
    (b"%PDF", _("a PDF document")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
    (b"BM\x36", _("a picture")),
    (b"\x1f\x8b", _("a compressed archive")),
    (b"Rar!", _("a compressed archive")),
    (b"7z\xbc\xaf", _("a compressed archive")),
    (b"BZh", _("a compressed archive")),
    (b"PK\x05\x06", _("a compressed archive")),
    (b"{\\rtf", _("a text document")),
    (b"\x7fELF", _("a program")),
    (b"MZ\x90", _("a program")),
)
_OLD_EXCEL = re.compile(rb"\x09[\x00\x02\x04]\x04\x00|\x09[\x00\x02\x04]\x06\x00")
_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|meta|body|table|div)\b", re.I | re.S)
_XML = re.compile(rb"\s*<\?xml\b|\s*<[A-Za-z]+[\s>/]")
_MARK = b"\xef\xbb\xbf"
_HEAD = 2_000


class Kind(Enum):
    """How a file is read."""

    TEXT = auto()
    WORKBOOK = auto()
    """A ZIP: XLSX, XLSM or ODS."""
    OLD_WORKBOOK = auto()
    """A compound document: XLS, or a workbook behind a password."""


def find_kind(data: bytes) -> Kind:
    """How the file is read; raises UnreadableTable of what is surely not a table."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableTable(EMPTY)
    if len(data) > MOST_BYTES:
        raise UnreadableTable(TOO_LARGE, size=len(data) >> 20, limit=MOST_BYTES >> 20)
    if data.startswith(ZIP):
        return Kind.WORKBOOK
    if data.startswith(COMPOUND):
        return Kind.OLD_WORKBOOK
    refuse_others(data[:_HEAD])
    return Kind.TEXT


def refuse_others(head: bytes) -> None:
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            raise UnreadableTable(NO_TABLE, kind=Term(kind))
    if _OLD_EXCEL.match(head):
        raise UnreadableTable(OTHER_TABLE, kind=Term(_("a workbook of Excel 4 or older")))
    text = head.removeprefix(_MARK).replace(b"\0", b"")
    if _PAGE.match(text):
        raise UnreadableTable(OTHER_TABLE, kind=Term(_("a web page (HTML)")))
    if _XML.match(text):
        raise UnreadableTable(OTHER_TABLE, kind=Term(_("an XML document")))
