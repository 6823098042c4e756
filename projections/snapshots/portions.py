"""A long canonical JSON text read from its beginning in portions, and held to be canonical.

Canonical JSON has one text for a value, so each piece is parsed and written again: a byte more or
less is seen as such. In it an unescaped quotation mark begins or ends a text, so that `,"rows":[`
stands in no text; where a bracket does, what is cut there does not parse, and is cut elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, BinaryIO, Final

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.projections.snapshots.canonical import Json, canonical

# Bytes read at once.
_PORTION: Final = 1 << 20
_BETWEEN: Final = b"],["
_END: Final = b"]]"


class Portions:
    """The text of a stream from where it was read to; `digest` is of all that was taken since."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self.digest = sha256()

    def expect(self, mark: bytes) -> None:
        """Take what must come next. Raises `Invalid` where something else does."""
        while len(self._held) < len(mark) and self._more():
            pass
        if not self._held.startswith(mark):
            raise _changed()
        self._take(len(mark))

    def object_until(self, name: bytes) -> dict[str, Json]:
        """Take an object up to its member `name`, which is an array; the members before it."""
        mark, start = b',"%b":[' % name, 0
        while True:
            at = self._held.find(mark, start)
            if at < 0:
                start = max(0, len(self._held) - len(mark))
                if not self._more():
                    raise _changed()
                continue
            found = _parsed(self._held[:at] + b"}")
            if isinstance(found, dict):
                self._take(at + len(mark))
                return found
            start = at + 1

    def rows(self) -> Iterator[list[Json]]:
        """Take the rows of an array to its end: each an array that holds none."""
        if self._starts(b"]"):
            self._take(1)
            return
        while True:
            found, cut, over = self._cut()
            self._take(cut)
            yield from found
            if over:
                self.expect(b"]")
                return
            self.expect(b",")

    def rest(self) -> bytes:
        """Take all that is left."""
        self._held += self._stream.read()
        return self._take(len(self._held))

    def _cut(self) -> tuple[list[Any], int, bool]:
        """Some rows, where they end, and whether they are the last."""
        while True:
            end = self._held.find(_END)
            while end >= 0:
                if (found := _parsed(b"[%b]" % self._held[: end + 1])) is not None:
                    return found, end + 1, True
                end = self._held.find(_END, end + 1)
            last = self._held.rfind(_BETWEEN)
            while last >= 0:
                if (found := _parsed(b"[%b]" % self._held[: last + 1])) is not None:
                    return found, last + 1, False
                last = self._held.rfind(_BETWEEN, 0, last)
            if not self._more():
                raise _changed()

    def _starts(self, mark: bytes) -> bool:
        while len(self._held) < len(mark) and self._more():
            pass
        return self._held.startswith(mark)

    def _more(self) -> bool:
        read = self._stream.read(_PORTION)
        self._held += read
        return bool(read)

    def _take(self, number: int) -> bytes:
        taken, self._held = self._held[:number], self._held[number:]
        self.digest.update(taken)
        return taken


def parsed(text: bytes) -> Json:
    """A value from its canonical JSON. Raises `Invalid` where it is not that."""
    found = _parsed(text)
    if found is None:
        raise _changed()
    return found


def _parsed(text: bytes) -> Any:
    """The value; None where the text is not canonical JSON, or of nothing."""
    try:
        found = json.loads(text)
        return found if canonical(found) == text else None
    except (ValueError, RecursionError):
        return None


def _changed() -> Invalid:
    return Invalid(say("файл снимка записан не так, как его пишут: он изменён"))
