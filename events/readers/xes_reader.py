"""XES event logs (IEEE 1849), plain or gzip: one trace at a time, however long the log.

A trace comes whole, with its own attributes and its events; nested attributes are named by their
path, `outer/inner`. What stands under `<global>` are defaults, not events and not attributes; a
*date* that only repeats its default says that there is no date, and is taken for absent.

The parser is expat itself: it streams and knows its line. Document types are refused, and with
them every entity.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, NoReturn, cast
from xml.parsers import expat

from sroki.events.errors import Invalid, Place
from sroki.events.i18n import say
from sroki.events.readers.limits import Limits
from sroki.events.readers.table import Broken, Cell

_CHUNK: Final = 1 << 16
_GZIP: Final = b"\x1f\x8b"
_STRUCTURE: Final = {"extension", "classifier", "values"}

Values = dict[str, Cell]


class XesEvent(NamedTuple):
    """An event and the line of the log it begins on."""

    line: int
    values: Values


class XesTrace(NamedTuple):
    """A case of the log. An event that stands outside every trace comes as a trace of its own."""

    line: int
    values: Values
    events: list[XesEvent]
    orphan: bool = False


class XesLog:
    """A log to be read once. `defaults` counts the dates that only repeated their default."""

    def __init__(
        self, path: Path, *, name: str | None = None, limits: Limits | None = None
    ) -> None:
        self._path = path
        self._name = name or path.name
        self._limits = limits or Limits()
        self._file: BinaryIO | None = None
        self.defaults = 0

    @property
    def about(self) -> str:
        return "XES"

    def address(self, line: int, attribute: str) -> str:
        """`log.xes:123 time:timestamp`."""
        return f"{self._name}:{line} {attribute}".rstrip()

    def position(self) -> int:
        """Bytes of the (packed) file read so far."""
        return self._file.tell() if self._file and not self._file.closed else 0

    def traces(self) -> Iterator[XesTrace]:
        """All traces in order. Raises `Invalid` where the log stops being XES."""
        builder = _Builder(self._name, self._limits)
        with self._path.open("rb") as self._file:
            packed = self._file.read(2) == _GZIP
            self._file.seek(0)
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=self._file)) if packed else self._file
            try:
                while chunk := stream.read(_CHUNK):
                    yield from builder.feed(chunk)
                yield from builder.feed(b"")
            except (EOFError, gzip.BadGzipFile, OSError) as error:
                raise Invalid(
                    say("архив журнала повреждён"), place=Place(self._name), why=str(error)
                ) from None
            finally:
                self.defaults = builder.defaults


class _Builder:
    """Makes traces of tags. `path` holds the name of every attribute that is open."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._depth = 0
        self._silent_bytes = 0
        self._path: list[str] = []
        self._ready: list[XesTrace] = []
        self._trace: XesTrace | None = None
        self._into: Values | None = None
        self._scope = ""
        self._global = False
        self._default_dates: set[tuple[str, str, str]] = set()
        self._values = 0
        self.defaults = 0

    def feed(self, chunk: bytes) -> list[XesTrace]:
        """Take bytes (none: the end); the traces that they complete."""
        self._silent_bytes += len(chunk)
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise Invalid(
                say("журнал не читается как XML"),
                place=Place(self._name, error.lineno, error.offset + 1),
                why=expat.ErrorString(error.code),
            ) from None
        except LookupError as error:
            raise Invalid(
                say("журнал не читается как XML"), place=Place(self._name, 1), why=str(error)
            ) from None
        if self._silent_bytes > self._limits.record_bytes:
            self._refuse(
                say("запись журнала слишком длинная"),
                say("не более {record_bytes} байт", record_bytes=self._limits.record_bytes),
            )
        ready, self._ready = self._ready, []
        return ready

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._silent_bytes = 0
        self._depth += 1
        if self._depth > self._limits.nesting:
            self._refuse(
                say("атрибуты вложены слишком глубоко"),
                say("до {nesting} уровней", nesting=self._limits.nesting),
            )
        tag = tag.rpartition(":")[2]
        key = attributes.get("key")
        if key is not None:
            self._attribute(tag, key, attributes.get("value", ""))
        elif self._depth == 1:
            if tag != "log":
                self._refuse(say("это не журнал XES: корень <{tag}>", tag=tag), say("корень <log>"))
        elif tag == "event":
            self._open_event()
        elif tag == "trace":
            self._trace = XesTrace(self._parser.CurrentLineNumber, {}, [])
            self._into, self._scope, self._values = self._trace.values, "trace", 0
        elif tag == "global":
            self._into, self._scope, self._global = {}, attributes.get("scope", ""), True
        elif tag not in _STRUCTURE:
            self._refuse(
                say("незнакомый тег <{tag}>", tag=tag), say("log, trace, event и атрибуты XES")
            )

    def _end(self, tag: str) -> None:
        self._silent_bytes = 0
        self._depth -= 1
        tag = tag.rpartition(":")[2]
        if tag == "event" and not self._path:
            self._into, self._scope = (self._trace.values if self._trace else None), "trace"
        elif tag == "trace" and not self._path:
            if self._trace is not None:
                self._ready.append(self._trace)
            self._trace = self._into = None
        elif tag == "global" and not self._path:
            self._into, self._global = None, False
        elif self._path and tag not in _STRUCTURE:
            self._path.pop()

    def _open_event(self) -> None:
        event = XesEvent(self._parser.CurrentLineNumber, {})
        if self._trace is not None:
            self._trace.events.append(event)
        else:
            self._ready.append(XesTrace(event.line, {}, [event], orphan=True))
        self._into, self._scope = event.values, "event"

    def _attribute(self, tag: str, key: str, value: str) -> None:
        path = f"{self._path[-1]}/{key}" if self._path else key
        self._path.append(path)
        if self._into is None or tag in {"list", "container"}:
            return
        if tag == "date":
            default = (self._scope, path, value)
            if self._global:
                self._default_dates.add(default)
            elif default in self._default_dates:
                self.defaults += 1
                return
        self._values += 1
        if self._values > self._limits.trace_values:
            self._refuse(
                say("в деле слишком много атрибутов"),
                say("до {trace_values}", trace_values=self._limits.trace_values),
            )
        if path in self._into:
            count = 2
            while f"{path}#{count}" in self._into:
                count += 1
            path = f"{path}#{count}"
        self._into[path] = _cell(tag, value)

    def _doctype(self, *_: object) -> None:
        self._refuse(say("в журнале объявлен DOCTYPE"), say("XES без DTD и сущностей"))

    def _refuse(self, what: str, accepted: str) -> NoReturn:
        place = Place(self._name, self._parser.CurrentLineNumber)
        raise Invalid(what, place=place, accepted=accepted)


def _cell(tag: str, value: str) -> Cell:
    """The value of an attribute by the type its tag states."""
    try:
        if tag == "date":
            return datetime.fromisoformat(value)
        if tag == "int":
            return int(value)
        if tag == "float":
            number = float(value)
            return number if isfinite(number) else Broken("not_number")
    except ValueError:
        return Broken("not_a_date" if tag == "date" else "not_number")
    if tag == "boolean":
        return {"true": True, "false": False}.get(value.strip().lower(), Broken("not_yes_or_no"))
    return value
