"""Strict JSON: what two readers could read differently, and what could hurt, is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.i18n import LANGUAGES
from sroki.events.reasons import Reason
from sroki.events.strict import Item, Limits, read


def _of(found: list[Item] | Reason) -> list[tuple[str, str] | None]:
    """(code, place) per item; of a body refused whole, one alone."""
    reasons = [found] if isinstance(found, Reason) else [item.reason for item in found]
    for reason in reasons:
        for lang in LANGUAGES:
            assert reason is None or reason.line(lang)
    return [(reason.code, reason.where) if reason else None for reason in reasons]


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        (b'{"a": 1, "a": 2}', "duplicate_key", ""),
        (b'{"data": {"x": [{"a": 1, "b": 2, "a": 1}]}}', "duplicate_key", "/data/x/0"),
        (b'{"a": 1, "\\u0061": 2}', "duplicate_key", ""),
        (b'{"a": NaN}', "not_a_number", "/a"),
        (b'{"a": {"b": -Infinity}}', "not_a_number", "/a/b"),
        (b'{"a": 1e999}', "not_a_number", "/a"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not_a_number", "/a"),
        (b'{"a": "x\\u0000y"}', "control_character", "/a"),
        (b'{"a": ["\\u001f"]}', "control_character", "/a/0"),
        (b'{"a": "line\\nline"}', "control_character", "/a"),
        (b'{"a": "\\u007f"}', "control_character", "/a"),
        ('{"a": "\x85"}'.encode(), "control_character", "/a"),
        (b'{"a": "\\u0085"}', "control_character", "/a"),
        (b'{"\\u0000": 1}', "control_character", "/?"),
        (b'{"a": "\x00"}', "control_character", ""),
        (b'{"a": "\\ud800"}', "lone_surrogate", "/a"),
        (b'{"a": "\\udc00\\ud800"}', "lone_surrogate", "/a"),
        (b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}", "too_deep", "/a" + "/0" * 19),
        (b"[" * 100_000, "too_deep", ""),
        (b'{"a":' * 100_000, "too_deep", ""),
        (b'"text"', "not_an_object", ""),
        (b"[[]]", "not_an_object", ""),
        (b"NaN", "not_a_number", ""),
        (b"", "not_json", ""),
        (b"   ", "not_json", ""),
        (b'{"a": 1} {"b": 2}', "not_json", ""),
        (b'{"a": 1,}', "not_json", ""),
        (b"[1,]", "not_json", ""),
        (b"[{}", "not_json", ""),
        (b"[{},", "not_json", ""),
        (b"[{} {}]", "not_json", ""),
        (b"{'a': 1}", "not_json", ""),
        (b'{"a": tru', "not_json", ""),
        (b"\x00", "not_json", ""),
        (b'{"a": "\xff"}', "not_utf8", ""),
        (b'{"a": "\xed\xa0\x80"}', "not_utf8", ""),
        ('{"a": 1}'.encode("utf-16"), "not_utf8", ""),
    ],
    ids=lambda said: repr(said)[:40],
)
def test_refused(body: bytes, code: str, where: str) -> None:
    assert _of(read(body)) == [(code, where)]


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b' \r\n\t{"a": [1.5, true, null]} ', {"a": [1.5, True, None]}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        (b'{"a": "\\\\n \\" \\/"}', {"a": '\\n " /'}),
        ('{"a": "Советское"}'.encode(), {"a": "Советское"}),
        (b'{"a": ' + b"[" * 19 + b"]" * 19 + b"}", None),
    ],
    ids=lambda said: repr(said)[:40],
)
def test_taken(body: bytes, value: Any) -> None:
    found = read(body)
    assert isinstance(found, list)
    (item,) = found
    assert item.reason is None
    assert item.fields == value or value is None


def test_a_fault_in_one_event_leaves_the_others() -> None:
    body = b'[{"a": 1}, {"b": 1, "b": 2}, 5, {"c": "\\u0007"}, {"d": 4}]'
    found = read(body)
    assert isinstance(found, list)
    assert _of(found) == [
        None,
        ("duplicate_key", ""),
        ("not_an_object", ""),
        ("control_character", "/c"),
        None,
    ]
    assert [item.raw for item in found] == [
        '{"a": 1}',
        '{"b": 1, "b": 2}',
        "5",
        '{"c": "\\u0007"}',
        '{"d": 4}',
    ]


def test_sizes_and_counts() -> None:
    limits = Limits(event=100, batch=3, body=400)
    assert _of(read(b"{}" + b" " * 399, limits)) == [("body_too_large", "")]
    assert _of(read(b"[{},{},{}]", limits)) == [None] * 3
    assert _of(read(b"[{},{},{},{}]", limits)) == [("batch_too_long", "")]
    fits, long = '{"a": "' + "я" * 45 + '"}', '{"a": "' + "я" * 46 + '"}'
    assert (len(fits.encode()), len(long.encode())) == (99, 101)
    assert _of(read(f"[{fits}, {long}]".encode(), limits)) == [None, ("event_too_large", "")]


def test_reasons_show_nothing_that_was_sent_but_names() -> None:
    body = '{"Иванов Иван 1950": {"x": 1, "x": 2}, "passport 0400 123456": NaN}'
    found = read(body.encode())
    assert isinstance(found, list)
    assert "Иванов" not in repr(found)
    assert "123456" not in repr(found)
    assert _of(found) == [("duplicate_key", "/?")]


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)
OBJECTS = st.lists(st.dictionaries(TEXT, JSON, max_size=4), max_size=4)


@given(OBJECTS, st.booleans())
def test_clean_json_is_read_as_it_is(events: list[dict[str, Any]], ascii_only: bool) -> None:
    found = read(json.dumps(events, ensure_ascii=ascii_only).encode())
    assert isinstance(found, list)
    assert [(item.fields, item.reason) for item in found] == [(event, None) for event in events]


@given(
    st.binary() | st.text().map(str.encode) | st.from_regex(r'[\[\]{}",:0-9a\\u ]*').map(str.encode)
)
def test_no_bytes_whatever_raise(body: bytes) -> None:
    _of(read(body))
