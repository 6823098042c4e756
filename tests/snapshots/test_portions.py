"""A canonical text read in portions is held to its form, wherever it is cut."""

from __future__ import annotations

import json
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import pytest

from sroki.events.errors import Invalid
from sroki.projections.snapshots import portions
from sroki.projections.snapshots.canonical import canonical
from sroki.projections.snapshots.portions import Portions

# What looks like the end of a row, of an array, of the whole.
ROWS: Final[list[list[Any]]] = [
    ["c-1", "a],[b", None, 3],
    ["c-2", '"]],"rows":[[', 'ends ]]"', "\\"],
    ["c-3", ',"standing":[', "", -1],
    ["c-4", "Ж\n]]", "],[", 0],
]
HEAD: Final = {"a": ',"rows":[', "figures": [{"rows": "x"}], "past": "2025-07-01"}


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1 << 20])
@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS, ROWS * 20])
def test_rows_come_as_they_were_written(
    monkeypatch: pytest.MonkeyPatch, size: int, rows: list[list[Any]]
) -> None:
    monkeypatch.setattr(portions, "_PORTION", size)
    text = canonical({**HEAD, "rows": rows})
    told = Portions(BytesIO(text + b"and more"))
    assert told.object_until(b"rows") == HEAD
    assert list(told.rows()) == rows
    told.expect(b"}")
    assert told.digest.hexdigest() == sha256(text).hexdigest()
    assert told.rest() == b"and more"


@pytest.mark.parametrize("size", [3, 1 << 20])
@pytest.mark.parametrize(
    "text",
    [
        "",
        '{"a":1}',
        '{"a":1,"rows":[["x",1],["y",2]',
        '{"a":1,"rows":[["x", 1]]}',
        '{"a":1,"rows":[["x",1],["y",1e0]]}',
        '{"b":1,"a":1,"rows":[["x",1]]}',
        '{"a":1,"rows":[["\\u0416",1]]}',
        '{"a":1,"rows":[["x",1]]]',
    ],
)
def test_what_is_written_otherwise_is_told(
    monkeypatch: pytest.MonkeyPatch, size: int, text: str
) -> None:
    monkeypatch.setattr(portions, "_PORTION", size)
    told = Portions(BytesIO(text.encode()))
    with pytest.raises(Invalid, match="он изменён"):
        _whole(told)


def _whole(told: Portions) -> Any:
    head = told.object_until(b"rows")
    rows = list(told.rows())
    told.expect(b"}")
    return json.dumps([head, rows])
