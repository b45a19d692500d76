"""What a ZIP holds, by its directory: nothing is unpacked before it is known to be a bounded workbook."""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from taskbuilder.tables.kinds import NO_TABLE, OTHER_TABLE
from taskbuilder.tables.limits import MOST_UNPACKED
from taskbuilder.tables.table import Note, UnreadableTable
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _

DAMAGED = _("The workbook is damaged. Open it in a spreadsheet program and save it again.")
BOMB = _("The workbook unpacks to %(size)d MB. Up to %(limit)d MB are read. Split it into several files.")
PASSWORD = _("The workbook is protected by a password. Remove the password and upload it again.")
MACROS = _("The workbook has macros. They were not run.")
_MOST_MEMBERS = 5_000
_MOST_RATIO = 1_000
"""How many times the size of a member its content may have: about ten for sheets, 1,000 for bombs."""
_OTHERS = (
    (re.compile(r"word/"), NO_TABLE, _("a Word document")),
    (re.compile(r"ppt/"), NO_TABLE, _("a presentation")),
    (re.compile(r"xl/workbook\.bin\Z"), OTHER_TABLE, _("a binary workbook (XLSB)")),
    (re.compile(r"Index/|Index\.zip\Z"), OTHER_TABLE, _("a document of Numbers or Pages")),
)
_ENCRYPTED = b"encryption-data"


@dataclass(frozen=True)
class Archive:
    """Whether it is an OpenDocument, else it is Excel's, and what is worth knowing of it."""

    is_open_document: bool
    notes: list[Note]


def check_archive(data: bytes) -> Archive:
    """Raises UnreadableTable of a ZIP that is not a workbook, or would unpack to more than is read."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = {each.filename.replace("\\\\", "/"): each for each in archive.infolist()}
            check_sizes(archive.infolist(), len(data))
            is_open = "content.xml" in members
            if is_open:
                check_open_document(archive, members)
            elif "xl/workbook.xml" not in {name.lower() for name in members}:
                refuse(list(members))
    except (BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise UnreadableTable(DAMAGED) from None
    has_macros = any(name.lower().endswith("vbaproject.bin") or "Basic/" in name for name in members)
    return Archive(is_open, [Note(template=MACROS)] if has_macros else [])


def check_sizes(members: list[ZipInfo], size: int) -> None:
    """By what the directory says; what lies there meets the bounds of the process that opens it."""
    whole = sum(each.file_size for each in members)
    packed = sum(each.compress_size for each in members)
    is_dense = any(each.file_size > _MOST_RATIO * max(each.compress_size, 1_000) for each in members)
    if whole > MOST_UNPACKED or is_dense:
        raise UnreadableTable(BOMB, size=-(-whole >> 20), limit=MOST_UNPACKED >> 20)
    if packed > size or len(members) > _MOST_MEMBERS:
        raise UnreadableTable(DAMAGED)


def check_open_document(archive: ZipFile, members: dict[str, ZipInfo]) -> None:
    kind = read_head(archive, "mimetype") if "mimetype" in members else b""
    if b"opendocument.text" in kind:
        raise UnreadableTable(NO_TABLE, kind=Term(_("a text document")))
    if b"opendocument.presentation" in kind:
        raise UnreadableTable(NO_TABLE, kind=Term(_("a presentation")))
    if "META-INF/manifest.xml" in members and _ENCRYPTED in read_head(archive, "META-INF/manifest.xml"):
        raise UnreadableTable(PASSWORD)


def refuse(names: list[str]) -> None:
    for pattern, template, kind in _OTHERS:
        if any(pattern.match(name) for name in names):
            raise UnreadableTable(template, kind=Term(kind))
    raise UnreadableTable(NO_TABLE, kind=Term(_("a compressed archive")))


def read_head(archive: ZipFile, name: str) -> bytes:
    """The beginning of a member."""
    with archive.open(name) as file:
        return file.read(100_000)
