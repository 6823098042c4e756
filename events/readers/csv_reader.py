"""CSV as offices write it: UTF-8 with or without BOM, else cp1251; `;`, `,` or a tab; streaming.

Russian Excel saves cp1251 with `;`. Text in cp1251 is, in practice, never valid UTF-8, so a file is
UTF-8 if all of it is; one pass over the bytes finds that out without holding them. A byte that the
encoding does not know breaks its cell alone; a quote that is never closed breaks the file, since
nobody can say where its rows end.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final, cast

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import Broken, Cell, Row

_CHUNK: Final = 1 << 20
DELIMITERS: Final = (";", ",", "\t")
_UNCLOSED: Final = ("unexpected end of data", "field larger than field limit")


class CsvTable:
    """A CSV file. Raises `Invalid` for a file that cannot be read at all."""

    def __init__(
        self,
        path: Path,
        *,
        name: str | None = None,
        encoding: str | None = None,
        delimiter: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._path = path
        self._name = name or path.name
        self._limits = limits or Limits()
        self._encoding = encoding or detect_encoding(path)
        self._delimiter = delimiter or self._sniff()
        self._position: Callable[[], int] = lambda: 0

    @property
    def about(self) -> str:
        delimiter = say("табуляция") if self._delimiter == "\t" else self._delimiter
        return say(
            "{encoding}, разделитель {delimiter}",
            encoding=self._encoding.removesuffix("-sig"),
            delimiter=delimiter,
        )

    def address(self, number: int, column: int | str | None) -> str:
        return f"{self._name}:{number}" + (f":{column + 1}" if isinstance(column, int) else "")

    def position(self) -> int:
        return self._position()

    def rows(self) -> Generator[Row, None, None]:
        with self._open() as text:
            raw = cast(BinaryIO, text.buffer)
            self._position = raw.tell
            yield from self._rows(text)
            size = raw.tell()
            self._position = lambda: size

    def _open(self) -> TextIOWrapper:
        errors = "strict" if self._encoding == "utf-16" else "surrogateescape"
        return self._path.open("r", encoding=self._encoding, errors=errors, newline="")

    def _rows(self, text: TextIOWrapper) -> Iterator[Row]:
        lines = self._lines(text)
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        line = 1
        while True:
            cells: list[Cell]
            try:
                cells = [*next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                if str(error).startswith(_UNCLOSED):
                    raise Invalid(
                        say("кавычка открыта и не закрыта"),
                        place=Place(self._name, line),
                        why=say("до конца файла не видно, где кончается строка"),
                        accepted=say("закрывающая кавычка; кавычки внутри текста удваиваются"),
                    ) from None
                cells = [Broken("row_quotes")]
            if len(cells) > self._limits.columns:
                cells = [Broken("row_ragged")]
            yield Row(line, cells)
            line = reader.line_num + 1

    def _lines(self, text: TextIOWrapper) -> Iterator[str]:
        number = 0
        while True:
            number += 1
            try:
                line = text.readline(self._limits.record_bytes)
            except UnicodeDecodeError:
                raise Invalid(
                    say("текст не читается в кодировке файла"),
                    place=Place(self._name, number),
                    why=say("кодировка определена как {encoding}", encoding=self._encoding),
                ) from None
            if not line:
                return
            if len(line) == self._limits.record_bytes:
                raise Invalid(
                    say("строка слишком длинная"),
                    place=Place(self._name, number),
                    accepted=say(
                        "не более {record_bytes} знаков", record_bytes=self._limits.record_bytes
                    ),
                )
            yield line

    def _sniff(self) -> str:
        """The delimiter that cuts most of the first lines into the same number of cells."""
        with self._open() as text:
            head = [text.readline(self._limits.record_bytes) for _ in range(40)]
        return max(DELIMITERS, key=lambda one: _evenness(head, one))


def _evenness(head: list[str], delimiter: str) -> tuple[int, int]:
    """(lines of the commonest width above one, that width)."""
    try:
        widths = Counter(len(cells) for cells in csv.reader(head, delimiter=delimiter))
    except csv.Error:  # a field without end, which `rows` will tell by its line
        return 0, 0
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def detect_encoding(path: Path) -> str:
    """`utf-8-sig`, `utf-16` or `cp1251`; reads the file through once, a megabyte at a time."""
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        if chunk.startswith(BOM_UTF8):
            return "utf-8-sig"
        if chunk.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return "utf-16"
        decoder = getincrementaldecoder("utf-8")()
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"
