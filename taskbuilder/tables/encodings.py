"""The text of a file, whatever encoding it has."""

import codecs
import re

from charset_normalizer import from_bytes

from taskbuilder.tables.table import Note, UnreadableTable
from taskbuilder.taskspec.messages import gettext_noop as _

NOT_TEXT = _("This file is neither text nor a workbook that can be read. Export the table as CSV or XLSX.")
GUESSED = _("Read as %(encoding)s. If letters are wrong, save the file as UTF-8 and upload it again.")
REPLACED = _("Characters that could not be read: %(count)d, first in line %(line)d. Save the file as UTF-8.")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Of these UTF-32 comes before UTF-16, whose mark it begins with."""
_NAMES = {
    "gb18030": "GB18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
    "cp949": "EUC-KR",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
}
"""The encodings that spreadsheets write beside Unicode, as they are called there."""
_HIGH = re.compile(rb"[\x80-\xff]++")
_WESTERN = frozenset("äöüßÄÖÜéèêëÉÈÊçÇàâîïôûùœáíóúñÑÁÍÓÚãõåÅæÆøØìò°²³µ€£§«»¡¿ªº·±×½’‘“”„–—…•´®©™\xa0")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 65_536
_ENOUGH = 0.7
"""The part of the runs of bytes beyond ASCII that are one byte long, in a text of a Western language."""
_SHORT = 16
"""Bytes beyond ASCII below which Korean cannot be distinguished from Chinese."""


def decode(data: bytes) -> tuple[str, list[Note]]:
    """The text, without its mark, and what is worth knowing of how it was read."""
    text, notes = _decode(data)
    if len(_CONTROLS.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) // 100:
        raise UnreadableTable(NOT_TEXT)
    return text, notes


def _decode(data: bytes) -> tuple[str, list[Note]]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replace(data.decode(encoding, "replace").removeprefix("\ufeff"))
    if b"\0" in data[:_SAMPLE]:
        return _replace(data.decode(_find_wide(data[:_SAMPLE]), "replace"))
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    if _is_mostly_utf8(data, text):
        return _replace(text)
    encoding = _guess(data)
    text, notes = _replace(data.decode(encoding, "replace"))
    return text, [Note(template=GUESSED, params={"encoding": _NAMES[encoding]}), *notes]


def _replace(text: str) -> tuple[str, list[Note]]:
    """The text, with a note on the characters in it that could not be read."""
    count = text.count("\ufffd")
    if not count:
        return text, []
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    return text, [Note(template=REPLACED, params={"count": count, "line": line})]


def _find_wide(sample: bytes) -> str:
    """The byte order of UTF-16 without a byte order mark, by its zeros; raises UnreadableTable for others."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < 10 * min(even, odd) + len(sample) // 50:
        raise UnreadableTable(NOT_TEXT)
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_mostly_utf8(data: bytes, text: str) -> bool:
    """Whether a few bytes are wrong in what is UTF-8 otherwise."""
    wrong = text.count("\ufffd")
    right = sum(len(run) for run in _HIGH.findall(data)) - wrong
    return right > 20 * wrong


def _guess(data: bytes) -> str:
    """One of the encodings of spreadsheets. Looks at the first lines that have more than ASCII."""
    lines = [line for line in data[: 16 * _SAMPLE].split(b"\n") if _HIGH.search(line)] or [data]
    sample = b"\n".join(lines)[:_SAMPLE]
    runs = _HIGH.findall(sample)
    if _is_western(sample, runs):
        return "cp1252"
    best = from_bytes(sample, cp_isolation=list(_NAMES)).best()
    found = best.encoding if best is not None else "gb18030"
    is_short = sum(map(len, runs)) < _SHORT
    if found == "cp949" and is_short and _can_be(sample, "gb18030"):
        return "gb18030"
    return found if found in _NAMES else "cp1252"


def _is_western(sample: bytes, runs: list[bytes]) -> bool:
    single = sum(len(run) == 1 for run in runs)
    letters = {character for character in sample.decode("cp1252", "replace") if character > "\x7f"}
    return single >= _ENOUGH * len(runs) and letters <= _WESTERN


def _can_be(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 4  # a character that the sample cuts
    return True
