"""A look at an XLSX file before it is read: is it safe, and what would the reader not say?

The spreadsheet reader is fast, and trusts the file: one far cell makes it ask for gigabytes, and it
gives an error value (#Н/Д) or a formula that nobody counted as an empty cell. An empty cell means
that something did not happen, so neither may pass. Here the archive is unpacked once, in
pieces, with limits; in every sheet the extent is measured, and such cells are noted.
"""

from __future__ import annotations

import re
import struct
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NoReturn
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import Broken, column_of, letter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CHUNK: Final = 1 << 20
_RATIO_FROM: Final = 10_000_000
_SMALL_PART: Final = 5_000_000

_LONGEST_CELL: Final = 4_000_000

# Tags of a sheet, whatever the prefix of their namespace.
_CELL: Final = rb"<(?:\w+:)?c\s"
_CELL_AT: Final = re.compile(_CELL + rb"""(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_ROW_AT: Final = re.compile(rb"""<(?:\w+:)?row\s(?:[^>]*?\s)?r\s*=\s*["']([0-9]{1,9})["']""")
_HIDDEN: Final = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^>]*&")
_ERROR: Final = re.compile(_CELL + rb"""([^>]*?\bt\s*=\s*["']e["'][^>]*)>""")
# A formula and no value after it. `t="str"` with an empty value is a formula that gave "".
_FORMULA: Final = re.compile(
    _CELL + rb"([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_AT: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_IS_TEXT: Final = re.compile(rb"""\bt\s*=\s*["']str["']""")

# What reading an archive, or XML, can raise over bytes that are none.
_NO_BOOK: Final = (
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)

_BOOK: Final = PurePosixPath("xl/workbook.xml")
_REL: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


@dataclass(slots=True)
class SheetScan:
    """What one sheet holds: its extent, and the cells that must not be read as empty.

    `broken` is keyed by (row from 1, column from 0).
    """

    rows: int = 0
    columns: int = 0
    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)


def scan(path: Path, name: str, limits: Limits) -> dict[str, SheetScan]:
    """Unpack the file once; its sheets by their names. Raises `Invalid` for what is not taken."""
    try:
        with ZipFile(path) as archive:
            sheets = _sheets(archive, name)
            parts = _Parts(archive, path, name, limits)
            scans = {info.filename.lower(): parts.scan(info) for info in archive.infolist()}
    except _NO_BOOK as error:
        raise Invalid(
            say("это не таблица XLSX, или файл повреждён"),
            place=Place(name),
            # What is no archive at all needs no word of the library's.
            why=None if isinstance(error, BadZipFile) else str(error) or type(error).__name__,
            accepted=say("файл .xlsx без пароля; старый .xls сохраните в Excel как .xlsx"),
        ) from None
    return {
        sheet: found
        for sheet, part in sheets.items()
        if (found := scans.get(part.lower())) is not None
    }


class _Parts:
    """The parts of an archive, unpacked in pieces under one common bound."""

    def __init__(self, archive: ZipFile, path: Path, name: str, limits: Limits) -> None:
        self._archive = archive
        self._name = name
        self._limits = limits
        self._packed = path.stat().st_size
        self._unpacked = 0

    def scan(self, info: ZipInfo) -> SheetScan | None:
        """What is in a part; None where it is no XML (a picture, a macro)."""
        pieces = self._unpack(info)
        first = next(pieces, b"")
        if not first.removeprefix(BOM_UTF8).lstrip().startswith(b"<"):
            for _ in pieces:
                pass
            return None
        found = SheetScan()
        for piece in _between_cells(chain([first], pieces)):
            if b"\x00" in piece or (b"&" in piece and _HIDDEN.search(piece)):
                self._refuse(
                    say("внутри файла необычная запись адресов ячеек"), say("файл из Excel")
                )
            _note_cells(piece, found)
            if found.rows * found.columns > self._limits.cells:
                self._refuse(
                    say(
                        "лист простирается до ячейки {column}{rows}",
                        column=letter(found.columns - 1),
                        rows=found.rows,
                    ),
                    say(
                        "не более {cells} ячеек от A1; удалите лишние строки и столбцы",
                        cells=self._limits.cells,
                    ),
                )
        return found

    def _unpack(self, info: ZipInfo) -> Iterator[bytes]:
        # The reader unpacks to the real end, whatever size the archive states: so do we.
        info.file_size = self._limits.unpacked_bytes + 2 * _CHUNK
        with self._archive.open(info) as part:
            while piece := part.read(_CHUNK):
                self._count(len(piece))
                yield piece

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self._limits.unpacked_bytes:
            limit = self._limits.unpacked_bytes // 1_000_000
            self._refuse(
                say("файл распаковывается в слишком большой объём"),
                say("не более {limit} МБ", limit=limit),
            )
        if self._unpacked > max(_RATIO_FROM, self._packed * self._limits.ratio):
            limit = self._limits.ratio
            self._refuse(
                say("файл сжат неправдоподобно сильно"),
                say("не более чем в {limit} раз", limit=limit),
            )

    def _refuse(self, what: str, accepted: str) -> NoReturn:
        raise Invalid(what, place=Place(self._name), accepted=accepted)


def _between_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where no cell is open, so that a cell is always seen whole."""
    held = b""
    for piece in pieces:
        held += piece
        cut = max(held.rfind(b"row>"), held.rfind(b"<c "), held.rfind(b":c "), 0)
        cut = held.rfind(b"<", 0, cut) if held[cut : cut + 1] == b":" else cut
        if cut <= 0 and len(held) > _LONGEST_CELL:
            cut = len(held)
        if cut > 0:
            yield held[:cut]
            held = held[cut:]
    yield held


def _note_cells(piece: bytes, found: SheetScan) -> None:
    rows = _ROW_AT.findall(piece)
    if rows:
        found.rows = max(found.rows, *map(int, rows))
    cells = _CELL_AT.findall(piece)
    if cells:
        columns = {column for column, _ in cells}
        found.columns = max(found.columns, *(column_of(one.decode()) + 1 for one in columns))
        found.rows = max(found.rows, int(cells[-1][1]))
    if b'"e"' in piece or b"'e'" in piece:
        for tag in _ERROR.findall(piece):
            _note(tag, "cell_error", found)
    if b"<f" in piece or b":f" in piece:
        for tag in _FORMULA.findall(piece):
            if not _IS_TEXT.search(tag):
                _note(tag, "cell_not_counted", found)


def _note(tag: bytes, reason: str, found: SheetScan) -> None:
    at = _AT.search(tag)
    if at:
        found.broken[int(at[2]), column_of(at[1].decode())] = Broken(reason)


def _sheets(archive: ZipFile, name: str) -> dict[str, str]:
    """The part of the archive that each sheet stands in, by the sheet's name."""
    targets = {
        one.get("Id", ""): str(_BOOK.parent / one.get("Target", "").replace("/xl/", "", 1))
        for one in _parse(archive, "xl/_rels/workbook.xml.rels", name)
    }
    ids = {
        one.get("name", ""): next((one.get(key, "") for key in _REL if one.get(key)), "")
        for one in _parse(archive, str(_BOOK), name).iter()
        if one.tag.endswith("}sheet")
    }
    return {sheet: targets.get(rel, "") for sheet, rel in ids.items()}


def _parse(archive: ZipFile, part: str, name: str) -> Element:
    info = archive.getinfo(part)
    try:
        with archive.open(info) as file:
            root: Element = fromstring(file.read(_SMALL_PART))
    except (ParseError, DefusedXmlException) as error:
        raise Invalid(
            say("оглавление книги не читается"), place=Place(name), why=str(error)
        ) from None
    return root
