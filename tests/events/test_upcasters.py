"""Old versions are lifted step by step; what was stored is left alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from sroki.events import upcasters
from sroki.events.catalogue import from_bytes, parse_many, to_bytes
from sroki.events.filing import Submitted
from sroki.events.upcasters import Upcaster, lift
from tests.events.office import NOW, accepted, intake, wire


def _second(fields: dict[str, Any]) -> dict[str, Any]:
    fields["whole"] = fields.pop("part")
    return fields


def _third(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "added": None}


STEPS: Mapping[tuple[str, int], Upcaster] = {("x", 1): _second, ("x", 2): _third}


def test_step_by_step_and_without_touching_the_argument() -> None:
    first = {"kind": "x", "version": 1, "part": 5}
    assert lift(first, 3, STEPS) == {"kind": "x", "version": 3, "whole": 5, "added": None}
    assert first == {"kind": "x", "version": 1, "part": 5}
    assert lift({"kind": "x", "version": 3}, 3, STEPS) == {"kind": "x", "version": 3}


def test_what_nothing_lifts_is_left_for_the_model_to_refuse() -> None:
    assert lift({"kind": "y", "version": 1}, 2, STEPS) == {"kind": "y", "version": 1}


@pytest.fixture
def a_version_before_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if `submitted` had once called its channel `way`."""

    def first(fields: dict[str, Any]) -> dict[str, Any]:
        fields["channel"] = fields.pop("way")
        return fields

    monkeypatch.setitem(upcasters.UPCASTERS, ("submitted", 0), first)


@pytest.mark.usefixtures("a_version_before_the_first")
def test_stored_events_of_an_old_version_are_read() -> None:
    outcome = accepted(intake().take(wire("submitted", "1", case_id="A", channel="post"), NOW))
    event = outcome.events[0]
    assert isinstance(event, Submitted)
    old = json.loads(to_bytes(event)) | {"version": 0}
    old["way"] = old.pop("channel")
    body = json.dumps(old).encode()
    assert from_bytes(body) == event
    assert parse_many([body, to_bytes(event)]) == [event, event]


@pytest.mark.usefixtures("a_version_before_the_first")
def test_within_a_correction_too() -> None:
    said = {"kind": "submitted", "version": 0, "occurred_at": "2026-03-20T00:00:00Z", "way": "post"}
    target = {"source": "urn:x", "id": "1"}
    told = wire("corrected", "2", case_id="A", target=target, replacement=said)
    event = accepted(intake().take(told, NOW)).events[0]
    old = json.loads(to_bytes(event))
    old["replacement"] |= {"version": 0, "way": old["replacement"].pop("channel")}
    assert from_bytes(json.dumps(old).encode()) == event


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"5", b"{}", b'{"kind": "nothing"}', b'{"kind": "withdrawn"}'],
    ids=repr,
)
def test_what_is_no_event_raises(body: bytes) -> None:
    with pytest.raises(ValidationError):
        from_bytes(body)
