"""Every version of every kind that was ever sent or stored is read for ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sroki.events.catalogue import NEWEST, encode, from_bytes, parse_many, to_bytes
from sroki.events.upcasters import UPCASTERS
from tests.events.make_golden import FOLDER, path, told

GOLDEN = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("kind", NEWEST)
def test_every_version_has_a_golden_file_and_a_way_up(kind: str) -> None:
    for version in range(1, NEWEST[kind] + 1):
        assert path(kind, version).exists(), "run python -m tests.events.make_golden"
        assert version == NEWEST[kind] or (kind, version) in UPCASTERS


def test_no_golden_file_is_of_nothing() -> None:
    known = {path(kind, v) for kind in NEWEST for v in range(1, NEWEST[kind] + 1)}
    assert set(GOLDEN) == known


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.stem)
def test_what_was_stored_is_read(golden: Path) -> None:
    document = json.loads(golden.read_text(encoding="utf-8"))
    bodies = [json.dumps(one).encode() for one in document["stored"]]
    events = parse_many(bodies)
    assert [from_bytes(body) for body in bodies] == events
    assert parse_many([to_bytes(one) for one in events]) == events
    assert [from_bytes(encode(one)[0]) for one in events] == events
    kind, version = golden.stem.rsplit(".v", 1)
    assert (document["stored"][0]["kind"], document["stored"][0]["version"]) == (kind, int(version))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.stem)
def test_what_was_sent_still_makes_what_was_stored(golden: Path) -> None:
    document = json.loads(golden.read_text(encoding="utf-8"))
    stored = parse_many([json.dumps(one).encode() for one in document["stored"]])
    made = parse_many([json.dumps(one).encode() for one in told(document["wire"])])
    assert made == stored
