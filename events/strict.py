"""Reading JSON so that two readers cannot read it differently, and nothing in it can hurt.

Python's reader takes duplicate keys (the last wins), NaN, 1e999, lone surrogates, NUL and any
depth. Here each of them is refused with the reason and the place (RFC 8259 leaves most of them to
the reader; RFC 7493, I-JSON, forbids them). In a batch a fault inside one event refuses that event
alone; only bytes that are not JSON at all refuse the whole.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final, NamedTuple, TypeAlias

from sroki.events.reasons import Reason, name_of, pointer

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. Sizes in bytes of UTF-8."""

    event: int = 1_000_000
    batch: int = 1_000
    body: int = 16_000_000
    depth: int = 20


class Item(NamedTuple):
    """One event of a body: its fields, or the reason it cannot be read; and its own text."""

    fields: dict[str, Any]
    reason: Reason | None
    raw: str

    def __repr__(self) -> str:
        # What an outsider sent may hold anything, and a repr ends up in logs.
        return f"Item(reason={self.reason!r}, {len(self.raw)} characters)"


class _Fault(NamedTuple):
    """Stands in the tree where something cannot be read, until the walk names its place."""

    code: str
    key: str = ""


def read(body: bytes, limits: Limits | None = None) -> list[Item] | Reason:
    """The events of a body: one object, or an array of objects. A Reason refuses the body whole."""
    limits = limits or Limits()
    if len(body) > limits.body:
        return Reason("body_too_large", params={"limit": limits.body})
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Reason("not_utf8", params={"at": error.start + 1})
    return read_text(text, limits)


def read_text(text: str, limits: Limits) -> list[Item] | Reason:
    """As `read`, from text already decoded (a line of a file)."""
    try:
        return _items(text, limits, suspect=_suspect(text))
    except JSONDecodeError as error:
        if error.msg.startswith("Invalid control character") and error.pos < len(text):
            return Reason("control_character", params={"code": _code(text[error.pos])})
        return Reason("not_json", params={"line": error.lineno, "column": error.colno})
    except RecursionError:
        return Reason("too_deep", params={"limit": limits.depth})


def _items(text: str, limits: Limits, *, suspect: bool) -> list[Item] | Reason:
    start = _skip(text, 0)
    if text[start : start + 1] != "[":
        item, end = _item(text, start, limits, suspect=suspect)
        _nothing_after(text, end)
        return [item]
    items: list[Item] = []
    at = _skip(text, start + 1)
    if text[at : at + 1] == "]":
        _nothing_after(text, at + 1)
        return items
    while True:
        item, at = _item(text, at, limits, suspect=suspect)
        items.append(item)
        at = _skip(text, at)
        sign = text[at : at + 1]
        if sign == "]":
            _nothing_after(text, at + 1)
            return items
        if sign != ",":
            raise JSONDecodeError("expected , or ]", text, at)
        if len(items) == limits.batch:
            return Reason("batch_too_long", params={"limit": limits.batch})
        at = _skip(text, at + 1)


def _item(text: str, start: int, limits: Limits, *, suspect: bool) -> tuple[Item, int]:
    value, end = _decode(text, start)
    raw = text[start:end]
    if not isinstance(value, dict):
        fault = next(_faults(value, limits.depth, ()), None)
        return Item({}, fault or Reason("not_an_object"), raw), end
    # A character is at most four bytes, so that few events need encoding to be measured.
    if len(raw) * 4 > limits.event and len(raw.encode("utf-8", "replace")) > limits.event:
        return Item({}, Reason("event_too_large", params={"limit": limits.event}), raw), end
    reason = next(_faults(value, limits.depth, ()), None)
    if reason is None and suspect:
        reason = next(unclean(value), None)
    return Item(value, reason, raw), end


def _pairs(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    (twice, _count), *_ = Counter(key for key, _ in pairs).most_common(1)
    return _Fault("duplicate_key", twice)


def _constant(_: str) -> _Fault:
    return _Fault("not_a_number")


def _real(digits: str) -> float | _Fault:
    value = float(digits)
    return value if math.isfinite(value) else _Fault("not_a_number")


def _whole(digits: str) -> int | _Fault:
    # Python refuses to read more than 4300 digits, by an exception; nobody needs twenty.
    return int(digits) if len(digits) <= 20 else _Fault("not_a_number")


_DECODER: Final = JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_real, parse_int=_whole
)
_decode: Final = _DECODER.raw_decode
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_ESCAPE: Final = re.compile(r"\\(?:u(?:00[01789]|[dD][89a-fA-F])|[bfnrt])")
_C1: Final = re.compile(r"[\x80-\x9f]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HALF: Final = re.compile("[\ud800-\udfff]")


def _suspect(text: str) -> bool:
    """Whether a control character or half a pair can hide in `text`; seldom yes.

    One look at the whole spares a look at every string. Raw C0 is refused by the decoder itself,
    raw surrogates by UTF-8; escapes, DEL and C1 are left.
    """
    return (
        ("\\" in text and _ESCAPE.search(text) is not None)
        or "\x7f" in text
        or (not text.isascii() and _C1.search(text) is not None)
    )


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _nothing_after(text: str, at: int) -> None:
    if (end := _skip(text, at)) != len(text):
        raise JSONDecodeError("more after the end", text, end)


_NESTED: Final = frozenset({dict, list, _Fault})


def _faults(value: Any, depth: int, path: tuple[str | int, ...]) -> Iterator[Reason]:
    """What the decoder marked, and what lies deeper than `depth`."""
    kind = type(value)
    if kind is dict or kind is list:
        if len(path) >= depth:
            yield Reason("too_deep", pointer(*path), {"limit": depth})
            return
        for key, inner in value.items() if kind is dict else enumerate(value):
            if type(inner) in _NESTED:
                yield from _faults(inner, depth, (*path, key))
    elif kind is _Fault:
        params = {"key": name_of(value.key)} if value.key else {}
        yield Reason(value.code, pointer(*path), params)


def unclean(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Reason]:
    """Control characters and half pairs in the texts and keys of a tree."""
    if isinstance(value, str):
        if found := _CONTROL.search(value):
            yield Reason("control_character", pointer(*path), {"code": _code(found.group())})
        elif _HALF.search(value):
            yield Reason("lone_surrogate", pointer(*path))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from unclean(key, (*path, key))
            yield from unclean(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from unclean(inner, (*path, index))


def _code(sign: str) -> str:
    return f"U+{ord(sign):04X}"
