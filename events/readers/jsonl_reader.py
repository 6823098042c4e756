"""JSON Lines of wire events: strict, a line at a time, however long the file.

A line is one event, as the HTTP intake takes it, with its bound. A blank line is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from sroki.events.catalogue import NEWEST, TYPE_PREFIX
from sroki.events.readers.limits import Limits
from sroki.events.readers.rejects import RowRejected
from sroki.events.readers.wire import Wire, WireEvent
from sroki.events.reasons import Reason
from sroki.events.strict import Limits as StrictLimits
from sroki.events.strict import read

_BOM: Final = b"\xef\xbb\xbf"


class JsonLines:
    """A file of events. An event's address is `file.jsonl:17`."""

    def __init__(
        self, path: Path, *, name: str | None = None, limits: Limits | None = None
    ) -> None:
        self._path = path
        self._name = name or path.name
        self._most = (limits or Limits()).record_bytes
        self._strict = StrictLimits(event=self._most, batch=1, body=self._most)
        self._file: BinaryIO | None = None

    @property
    def about(self) -> str:
        return "JSON Lines"

    def position(self) -> int:
        """Bytes read so far."""
        return self._file.tell() if self._file and not self._file.closed else 0

    def events(self) -> Iterator[WireEvent | RowRejected]:
        """Every line: an event not yet checked against the contract, or why it cannot be read."""
        with self._path.open("rb") as self._file:
            number = 0
            while line := self._file.readline(self._most + 1):
                number += 1
                address = f"{self._name}:{number}"
                if len(line) > self._most:
                    while line and not line.endswith(b"\n"):
                        line = self._file.readline(self._most)
                    yield RowRejected("line_too_long", address)
                elif line.strip() and line.strip() != _BOM:
                    yield self._event(line, address)

    def _event(self, line: bytes, address: str) -> WireEvent | RowRejected:
        items = read(line, self._strict)
        if isinstance(items, Reason):
            return RowRejected(items.code, address)
        if len(items) != 1 or not line.lstrip(_BOM + b" \t").startswith(b"{"):
            return RowRejected("not_an_object", address)
        item = items[0]
        return (
            RowRejected(item.reason.code, address)
            if item.reason
            else WireEvent(item.fields, _kind(item.fields), address)
        )


def _kind(wire: Wire) -> str:
    """The kind that its `type` names, `?` where it names none."""
    kind = str(wire.get("type")).removeprefix(TYPE_PREFIX).rpartition(".v")[0]
    return kind if kind in NEWEST else "?"
