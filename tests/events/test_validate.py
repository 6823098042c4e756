"""Offline validation of files: a line at a time, with the summary of a running intake."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from sroki.events.outcomes import Accepted, Held, Outcome, Rejected, Unlinked
from sroki.events.strict import Limits
from sroki.events.validate import Summary, Validation
from tests.events.office import DECLARED, DIRECTORY, NOW, number, wire

GOOD = wire("registered", "1", number="15", year=2026)
WAITS = wire("receipt_issued", "2", reference=number("15"))
LOST = wire("receipt_issued", "3", reference=number("99"))
BAD = wire("submitted", "4", case_id="A", channel="owl")
NEWER = wire("withdrawn", "5", case_id="A") | {"type": "ru.sroki.withdrawn.v9"}
EXTRA = wire("withdrawn", "6", case_id="A", colour="red")


def _check(body: bytes, limits: Limits | None = None) -> tuple[list[tuple[int, Outcome]], Summary]:
    validation = Validation(NOW, DIRECTORY, DECLARED, limits)
    return list(validation.lines(BytesIO(body))), validation.summary


def _lines(*wires: Any) -> bytes:
    return b"\n".join(json.dumps(one).encode() for one in wires) + b"\n"


def _kinds(found: list[tuple[int, Outcome]]) -> list[tuple[int, type[Outcome]]]:
    return [(number, type(outcome)) for number, outcome in found]


def test_lines() -> None:
    found, summary = _check(_lines(GOOD, BAD, NEWER, LOST, EXTRA))
    assert _kinds(found) == [(1, Accepted), (2, Rejected), (3, Held), (4, Unlinked), (5, Accepted)]
    assert (summary.events, summary.accepted, summary.rejected, summary.held) == (5, 2, 1, 1)
    assert summary.unlinked == 1
    assert summary.dropped == {"/data/colour": 1}
    assert summary.reasons == {"wrong_choice": 1, "newer_version": 1}
    assert not summary.good


def test_a_later_line_may_tell_of_the_number() -> None:
    found, summary = _check(_lines(WAITS, GOOD))
    assert _kinds(found) == [(1, Unlinked), (2, Accepted)]
    assert (summary.accepted, summary.unlinked, summary.good) == (2, 0, True)


@pytest.mark.parametrize("opening", [b"", b"\xef\xbb\xbf", b"\r\n\n"], ids=repr)
def test_blank_lines_and_marks_are_passed_over(opening: bytes) -> None:
    found, summary = _check(opening + _lines(GOOD) + b"\r\n  \n" + _lines(EXTRA).rstrip())
    assert [type(outcome) for _, outcome in found] == [Accepted, Accepted]
    assert summary.good
    assert found[0][0] == 1 + opening.count(b"\n")


@pytest.mark.parametrize("body", [b"", b"\n", b"[]", b" \r\n"], ids=repr)
def test_a_file_of_nothing(body: bytes) -> None:
    assert _check(body) == ([], Summary())


def test_a_document_in_one_line_or_in_many() -> None:
    for indent in (None, 2):
        found, summary = _check(json.dumps([GOOD, BAD], indent=indent).encode())
        assert _kinds(found) == [(1, Accepted), (2, Rejected)]
        assert summary.events == 2
        found, summary = _check(json.dumps(GOOD, indent=indent).encode())
        assert _kinds(found) == [(1, Accepted)]


def test_a_broken_line_does_not_end_the_file() -> None:
    broken = [b'{"a": 1', b'{"a": 1, "a": 2}', b"\xff", b"[" * 5000, b"[{}, 5]"]
    for first in (True, False):
        lines = [*broken, *_lines(GOOD).splitlines()]
        found, summary = _check(b"\n".join(lines if first else lines[::-1]))
        assert (summary.accepted, summary.rejected) == (1, 6)
        places = [place for place, outcome in found if isinstance(outcome, Accepted)]
        assert places == [6 if first else 1]


def test_a_line_too_long_is_refused_and_passed_over() -> None:
    limits = Limits(event=1000)
    long = json.dumps(wire("withdrawn", "1", case_id="A", pad="x" * 5000)).encode()
    for body in (b"\n".join([long, *_lines(GOOD).splitlines(), long]), long + b"\n" + _lines(GOOD)):
        found, summary = _check(body, limits)
        assert (summary.accepted, summary.rejected) == (1, body.count(b"xxx" * 1000))
        assert [place for place, outcome in found if isinstance(outcome, Accepted)] == [2]
        assert set(summary.reasons) == {"event_too_large"}
