"""A snapshot as one file that verifies offline: record, body, mark, public key.

    {"format": "sroki.bundle/1", "record": {…}, "body": {…}, "hash": "…", "seal": "…", "key": "…"}

What is wrong with one is told by codes: `format`, `record`, `body`, `figures`; the mark is checked
by whoever holds the key.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, BinaryIO, Final, NamedTuple

from sroki.events.errors import Invalid
from sroki.events.i18n import say
from sroki.projections.snapshots.body import ROWS, STANDING, Body
from sroki.projections.snapshots.canonical import Json, canonical, digest
from sroki.projections.snapshots.portions import Portions, parsed
from sroki.projections.snapshots.recount import Difference, differences

FORMAT: Final = "sroki.bundle/1"
_BEGINS: Final = b'{"body":'
# Of all but the body.
_KEYS: Final = frozenset({"format", "record", "hash", "seal", "key"})


class Fault(NamedTuple):
    """What of a bundle is not as it was issued; of `figures`, the number that differs."""

    code: str
    difference: Difference | None = None


def rest_of(record: Mapping[str, Json], told: str, seal: str, key: str) -> bytes:
    """All of a bundle but its body: canonical JSON. `told` is the record's hash, `key` public."""
    return canonical({"format": FORMAT, "record": record, "hash": told, "seal": seal, "key": key})


def text(body: Body, rest: bytes) -> Iterator[bytes]:
    """The file of a snapshot, in canonical JSON, piece by piece.

    The body is the long part of it, and the first by its name.
    """
    yield b'{"body":'
    yield from body.text()
    yield b"," + rest[1:]


class Examined(NamedTuple):
    """What a bundle says of itself, and what of it does not hold."""

    hash: str
    seal: str
    key: str
    faults: list[Fault]


def examined(stream: BinaryIO) -> Examined:
    """A bundle read from its beginning, a portion at a time, its figures counted as it passes.

    Raises `Invalid` where it is none, or is not canonical.
    """
    told = Portions(stream)
    try:
        told.expect(_BEGINS)
    except Invalid:
        raise Invalid(say("это не снимок"), accepted=FORMAT) from None
    told.digest = sha256()
    head = told.object_until(ROWS.encode())
    rows, standing = told.rows(), _standing(told)
    found: list[Fault] = []
    try:
        counted = differences({**head, ROWS: rows, STANDING: standing})
        found += [Fault("figures", one) for one in counted]
    except (LookupError, TypeError, ValueError, AttributeError):
        found.append(Fault("figures"))
    # What was not gone through, for a fault in the middle of it, is still to be held to its form.
    for section in (rows, standing):
        deque(section, maxlen=0)
    told.expect(b"}")
    body = told.digest.hexdigest()
    rest = parsed(b"{" + told.rest().removeprefix(b","))
    if rest.keys() != _KEYS or rest["format"] != FORMAT:
        raise Invalid(say("это не снимок"), accepted=FORMAT)
    return Examined(
        str(rest["hash"]), str(rest["seal"]), str(rest["key"]), _of_record(rest, body) + found
    )


def _standing(told: Portions) -> Iterator[list[Json]]:
    told.expect(b',"%b":[' % STANDING.encode())
    yield from told.rows()


def _of_record(rest: Mapping[str, Json], body: str) -> list[Fault]:
    """What does not hold of a record, and of the body with this hash by it."""
    record: Any = rest["record"]
    found: list[Fault] = []
    if digest(canonical(record)) != rest["hash"]:
        found.append(Fault("record"))
    if not isinstance(record, dict) or body != record.get("body_sha256"):
        found.append(Fault("body"))
    return found
