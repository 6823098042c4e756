"""CloudEvents and flat fields: nothing is lost on the way there and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cloudevents.core.bindings import http, kafka
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given

from sroki.events.base import Event
from sroki.events.catalogue import parse
from sroki.events.cloud import read_http, read_kafka, to_cloud_event
from sroki.events.envelope import Sender, Unwrapped, sender, unwrap, wrap
from sroki.events.reasons import Reason
from sroki.events.strict import Item
from tests.events.office import wire
from tests.events.strategies import events


def _only(found: list[Item] | Reason) -> Item:
    assert isinstance(found, list), found
    (item,) = found
    return item


def _fields(wire_event: dict[str, Any]) -> dict[str, Any]:
    unwrapped = unwrap(wire_event)
    assert isinstance(unwrapped, Unwrapped), unwrapped
    assert unwrapped.dropped == ()
    return unwrapped.fields


@given(events())
def test_there_and_back(event: Event) -> None:
    travelled = json.loads(json.dumps(wrap(event)))
    assert parse(_fields(travelled)) == event


@given(events())
def test_what_the_library_writes_is_read(event: Event) -> None:
    told = to_cloud_event(event)
    as_json = JSONFormat()
    structured, binary = http.to_structured(told, as_json), http.to_binary(told, as_json)
    assert parse(_fields(_only(read_http(structured.headers, structured.body)).fields)) == event
    item = _only(read_http(binary.headers, binary.body))
    assert item.reason is None
    assert parse(_fields(item.fields)) == event
    # What is kept of it for a replay is the structured form of the same.
    again = _only(read_http({"content-type": "application/cloudevents+json"}, item.raw.encode()))
    assert again.fields == item.fields


@given(events())
def test_kafka_messages_of_either_mode_are_read(event: Event) -> None:
    as_json = JSONFormat()
    for write in (kafka.to_structured, kafka.to_binary):
        message = write(to_cloud_event(event), as_json, None)
        found = _only(read_kafka(message.headers.items(), message.value))
        assert parse(_fields(found.fields)) == event


def test_the_body_decides_where_the_mode_is_structured() -> None:
    body = json.dumps(wire("withdrawn", "1", case_id="A")).encode()
    headers = {
        "Content-Type": "application/cloudevents+json",
        "CE-specversion": "1.0",
        "ce-id": "2",
    }
    assert _only(read_http(headers, body)).fields["id"] == "1"
    assert _only(read_http({}, b"[" + body + b"]")).fields["id"] == "1"


def test_binary_mode_is_read_as_strictly() -> None:
    headers = {"ce-specversion": "1.0", "ce-id": "a%00b", "Content-Type": "application/json"}
    assert _only(read_http(headers, b"{}")).reason == Reason(
        "control_character", "/id", {"code": "U+0000"}
    )
    headers["ce-id"] = "a%20b"
    assert _only(read_http(headers, b"{}")).fields["id"] == "a b"
    twice = _only(read_http(headers, b'{"a": 1, "a": 2}'))
    assert twice.reason == Reason("duplicate_key", "", {"key": "a"})
    assert read_http(headers, b"[{}, {}]") == Reason("not_an_object", "/data")
    assert read_http(headers, b'{}, "id": "other"') == Reason(
        "not_json", params={"line": 1, "column": 3}
    )


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"specversion": "0.3"}, "not_cloudevents", "/specversion"),
        ({"specversion": None}, "not_cloudevents", "/specversion"),
        ({"type": None}, "missing_field", "/type"),
        ({"type": "ru.sroki.nothing.v1"}, "unknown_kind", "/type"),
        ({"type": "com.other.submitted.v1"}, "unknown_kind", "/type"),
        ({"type": "ru.sroki.submitted"}, "unknown_kind", "/type"),
        ({"type": "ru.sroki.submitted.v0"}, "unknown_kind", "/type"),
        ({"type": ["ru.sroki.submitted.v1"]}, "unknown_kind", "/type"),
        ({"type": {"a": 1}}, "unknown_kind", "/type"),
        ({"time": None}, "missing_field", "/time"),
        ({"time": 1492275599}, "wrong_moment", "/time"),
        ({"time": "1492275599"}, "wrong_moment", "/time"),
        ({"time": "2017-04-15"}, "wrong_moment", "/time"),
        ({"time": "2017-04-15T10:00:00"}, "wrong_moment", "/time"),
        ({"time": "2017-04-15T10:00:00+0700"}, "wrong_moment", "/time"),
        ({"time": "2017-04-15_10:00:00Z"}, "wrong_moment", "/time"),
        ({"time": "٢٠١٧-04-15T10:00:00Z"}, "wrong_moment", "/time"),
        ({"data": []}, "not_an_object", "/data"),
        ({"data": "text", "datacontenttype": "text/plain"}, "binary_data", "/data"),
        ({"data": {"recorded_at": 5}}, "wrong_moment", "/data/recorded_at"),
    ],
)
def test_a_faulty_envelope_says_where(change: dict[str, Any], code: str, where: str) -> None:
    faults = unwrap({**wire("withdrawn", "1", case_id="A"), **change})
    assert not isinstance(faults, Unwrapped)
    assert [(fault.code, fault.where) for fault in faults] == [(code, where)]


def test_all_that_is_missing_is_told_at_once() -> None:
    faults = unwrap({"data_base64": "AAAA"})
    assert not isinstance(faults, Unwrapped)
    assert {(fault.code, fault.where) for fault in faults} == {
        ("missing_field", "/type"),
        ("missing_field", "/id"),
        ("missing_field", "/source"),
        ("missing_field", "/time"),
        ("not_cloudevents", "/specversion"),
        ("binary_data", "/data"),
    }


def test_what_is_not_understood_is_named_and_what_is_ours_to_say_is_not_taken() -> None:
    said = wire("withdrawn", "1", case_id="A", received_at="2001-01-01T00:00:00Z")
    said["data"]["kind"] = "refused"
    unwrapped = unwrap({**said, "traceparent": "00-1-2-01", "colour": "red", "subject": "A"})
    assert isinstance(unwrapped, Unwrapped)
    assert unwrapped.dropped == ("/colour", "/data/kind", "/data/received_at")
    assert unwrapped.fields["kind"] == "withdrawn"
    assert "received_at" not in unwrapped.fields


def test_the_sender_is_told_only_in_due_form() -> None:
    assert sender(wire("withdrawn", "1")) == Sender("urn:edms:krsk", "04701000", "sov")
    assert sender({"source": "Иванов Иван", "data": {"authority": 5}}) == Sender()
    assert sender({"data": "text"}) == Sender()
