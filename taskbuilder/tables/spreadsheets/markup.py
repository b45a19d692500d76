"""What a sheet of Excel's has beside its values: formulas without one, errors, zeros that a format adds.

Read by patterns, which are linear and expand nothing, from the sheet's XML.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import normpath
from zipfile import ZipFile, is_zipfile

_TAG = r"<(?:\w{1,20}:)?"
_SHEET = re.compile(_TAG + r"sheet\b([^>]*)>")
_RELATION = re.compile(_TAG + r"Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*\"([^\"]*)\"")
_FORMAT = re.compile(_TAG + r"numFmt\b([^>]*)>")
_STYLES = re.compile(_TAG + r"cellXfs\b.*?</(?:\w{1,20}:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(_TAG + r"xf\b([^>]*)>")
_ZEROS = re.compile(r"0{2,30}")
_CELL = re.compile(rb"<(?:\w{1,20}:)?c\b([^>]*[^>/])>(.*?)</(?:\w{1,20}:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w{1,20}:)?v>([^<]+)<|<(?:\w{1,20}:)?is>")
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_STYLED = re.compile(rb"\bs=\"(\d{1,5})\"")
_DIGITS = re.compile(rb"\d{1,15}(?:\.0)?")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}
_ENTITY = re.compile("|".join(_ENTITIES))
_MOST_NAMED = 5


@dataclass
class Markup:
    """Found in a sheet; places are as spreadsheets write them, such as B7."""

    without_value: list[str] = field(default_factory=list)
    """The first cells that hold a formula whose result the file does not have."""
    errors: list[str] = field(default_factory=list)
    """The first cells that hold an error, such as #N/A."""
    shown: defaultdict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    """By rows from 0: columns from 0 with texts, for numbers whose format adds zeros before them."""


def read_markup(data: bytes, sheet: str) -> Markup:
    """Of that sheet; nothing where the file is not Excel's XML, or is not as it should be."""
    markup = Markup()
    if not is_zipfile(BytesIO(data)):
        return markup
    with ZipFile(BytesIO(data)) as archive:
        names = {name.lower(): name for name in archive.namelist()}
        path = find_sheet(archive, names, sheet)
        if path not in names:
            return markup
        widths = read_widths(archive, names)
        text = archive.read(names[path])
    if b"<f" in text or b":f" in text or b't="e"' in text or widths:
        read_cells(text, widths, markup)
    return markup


def find_sheet(archive: ZipFile, names: dict[str, str], sheet: str) -> str:
    """The path of a sheet inside the workbook, in small letters; "" if there is none."""
    try:
        book = archive.read(names["xl/workbook.xml"]).decode("utf-8", "replace")
        links = archive.read(names["xl/_rels/workbook.xml.rels"]).decode("utf-8", "replace")
    except KeyError:
        return ""
    ids = {unescape(each.get("name", "")): each.get("r:id", "") for each in list_attributes(_SHEET, book)}
    paths = {each.get("Id", ""): each.get("Target", "") for each in list_attributes(_RELATION, links)}
    target = paths.get(ids.get(sheet, ""), "")
    return normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}").lower()


def list_attributes(pattern: re.Pattern[str], text: str) -> list[dict[str, str]]:
    return [dict(_ATTRIBUTE.findall(found[1])) for found in pattern.finditer(text)]


def unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text)


def read_widths(archive: ZipFile, names: dict[str, str]) -> dict[int, int]:
    """How many digits each style shows at least, of those whose format is zeros alone."""
    if "xl/styles.xml" not in names:
        return {}
    text = archive.read(names["xl/styles.xml"]).decode("utf-8", "replace")
    formats = {
        each.get("numFmtId", ""): len(each.get("formatCode", ""))
        for each in list_attributes(_FORMAT, text)
        if _ZEROS.fullmatch(each.get("formatCode", ""))
    }
    styles = _STYLES.search(text)
    found = list_attributes(_STYLE, styles[0]) if styles and formats else []
    return {
        place: formats[each["numFmtId"]]
        for place, each in enumerate(found)
        if each.get("numFmtId") in formats
    }


def read_cells(text: bytes, widths: dict[int, int], markup: Markup) -> None:
    for found in _CELL.finditer(text):
        attributes, inside = found[1], found[2]
        is_formula = b"<f" in inside or b":f" in inside
        is_error = b't="e"' in attributes
        style = _STYLED.search(attributes) if widths else None
        width = widths.get(int(style[1])) if style else None
        if is_formula or is_error or width:
            place = _PLACE.search(attributes)
            if place:
                value = _VALUE.search(inside)
                note_cell(place, value[1] if value else None, width or 0, markup, is_error=is_error)


def note_cell(
    place: re.Match[bytes], value: bytes | None, width: int, markup: Markup, *, is_error: bool
) -> None:
    column, row = place[1].decode(), int(place[2])
    if is_error:
        markup.errors += [f"{column}{row}"] if len(markup.errors) < _MOST_NAMED else []
    elif value is None:
        markup.without_value += [f"{column}{row}"] if len(markup.without_value) < _MOST_NAMED else []
    elif width and _DIGITS.fullmatch(value):
        digits = value.decode().removesuffix(".0")
        markup.shown[row - 1].append((read_letters(column), digits.zfill(width)))


def read_letters(letters: str) -> int:
    """A column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
