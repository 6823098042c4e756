"""JSON Lines of wire events: strict, line by line."""

from __future__ import annotations

import json
from pathlib import Path

from sroki.events.readers.jsonl_reader import JsonLines
from sroki.events.readers.limits import Limits
from sroki.events.readers.rejects import RowRejected
from sroki.events.readers.wire import WireEvent
from tests.readers.keeping import take

GOOD = {"specversion": "1.0", "type": "ru.sroki.submitted.v1", "id": "1", "data": {}}


def test_a_bad_line_is_rejected_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps(GOOD, ensure_ascii=False).encode()
    lines = [
        b"\xef\xbb\xbf" + good,
        b"",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b"not json",
        b"\xff",
        b"[" + good + b"]",
        b"17",
        b'{"a": "' + b"x" * 3000 + b'"}',
        good,
    ]
    path.write_bytes(b"\n".join(lines))
    found = list(JsonLines(path, limits=Limits(record_bytes=2000)).events())
    assert [one.wire for one in found if isinstance(one, WireEvent)] == [GOOD, GOOD]
    rejected = {one.address: one.reason for one in found if isinstance(one, RowRejected)}
    assert rejected == {
        "a.jsonl:3": "duplicate_key",
        "a.jsonl:4": "not_a_number",
        "a.jsonl:5": "control_character",
        "a.jsonl:6": "lone_surrogate",
        "a.jsonl:7": "line_too_long",
        "a.jsonl:8": "not_json",
        "a.jsonl:9": "not_utf8",
        "a.jsonl:10": "not_an_object",
        "a.jsonl:11": "not_an_object",
        "a.jsonl:12": "line_too_long",
    }


def test_the_import_of_events_needs_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join([json.dumps(GOOD)] * 1200 + ["{"]))
    imported = take(path, None)
    assert imported.wires == [GOOD] * 1200
    assert imported.addresses[-1] == "a.jsonl:1200"
    assert imported.report.told == {"submitted": 1200}
    assert imported.rejected == {"not_json": ["a.jsonl:1201"]}
