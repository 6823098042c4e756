"""How much of a file a reader is ready to take. Everything has a limit, and every limit is set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what somebody's file may ask of this machine.

    `unpacked_bytes` and `ratio` bound an archive as a whole (the ratio counts from 10 MB up: small
    files may compress well); `cells` bounds the rectangle from A1 to the last cell, which the
    spreadsheet reader holds in memory; `record_bytes` bounds one record of a stream: a line, or
    what stands in an XES log between two tags; `trace_values` bounds the attributes of one trace,
    which is held whole.
    """

    unpacked_bytes: int = 300_000_000
    ratio: int = 100
    cells: int = 10_000_000
    record_bytes: int = 1_000_000
    trace_values: int = 1_000_000
    columns: int = 1_000
    nesting: int = 30
