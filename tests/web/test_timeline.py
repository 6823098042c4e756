"""The picture of a case: what stands where, whatever the case went through."""

from __future__ import annotations

from datetime import date

import pytest

from sroki.projections.spans import month_starts
from sroki.projections.timeline import GUTTER, WIDTH, Lane, Mark, Picture, Span, picture
from sroki.workflows.assessment import Proof, State

TODAY = date(2025, 4, 24)


def span(
    state: State,
    started: str,
    due: str | None,
    ended: str | None = None,
    raw: str | None = None,
    proof: Proof = Proof.PROVEN,
) -> Span:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(text) if text else None

    return Span(
        "Срок", state, proof, date.fromisoformat(started), day(raw or due), day(due), day(ended)
    )


def styles(lane: Lane) -> list[str]:
    return [piece.style for piece in lane.pieces]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (span(State.RUNNING, "2025-04-20", "2025-04-30"), ["term", "running"]),
        (span(State.MET, "2025-04-01", "2025-04-07", "2025-04-05"), ["term", "met"]),
        (span(State.LATE, "2025-04-01", "2025-04-07", "2025-04-09"), ["term", "met", "overdue"]),
        (span(State.OVERDUE, "2025-04-01", "2025-04-07"), ["term", "running", "overdue"]),
        (
            span(State.OVERDUE, "2025-04-01", "2025-04-07", proof=Proof.PRESUMED),
            ["term", "running", "presumed"],
        ),
        (
            span(State.RUNNING, "2025-04-20", "2025-04-28", raw="2025-04-26"),
            ["term", "roll", "running"],
        ),
        (span(State.CANCELLED, "2025-04-01", "2025-04-07", "2025-04-03"), ["term"]),
        (span(State.NOT_ASSESSABLE, "2025-04-01", None), ["not_assessable"]),
        # A record in which the end stands before the start: nothing to fill, nothing to break.
        (span(State.MET, "2025-04-05", "2025-04-07", "2025-04-01"), ["term"]),
    ],
)
def test_a_lane_shows_the_term_what_was_used_of_it_and_what_went_over(
    one: Span, expected: list[str]
) -> None:
    lane = picture([one], [], TODAY).lanes[0]
    assert styles(lane) == expected
    assert (lane.end is None) == (one.state not in (State.MET, State.LATE))


def test_an_overrun_begins_where_the_due_day_ends_and_runs_to_today() -> None:
    found = picture([span(State.OVERDUE, "2025-04-01", "2025-04-07")], [], TODAY)
    over = found.lanes[0].pieces[-1]
    assert over.x == found.lanes[0].due_x
    assert found.now_x is not None
    assert over.x + over.width == pytest.approx(found.now_x, abs=0.2)


def _all_x(found: Picture) -> list[float]:
    xs = [grid.x for grid in found.grid] + [dot.x for dot in found.dots]
    for piece in (*found.off, *(one for lane in found.lanes for one in lane.pieces)):
        xs += [piece.x, piece.x + piece.width]
    return xs + [lane.due_x for lane in found.lanes if lane.due_x is not None]


@pytest.mark.parametrize("first", ["2025-04-24", "2025-03-01", "2019-01-01", "1990-01-01"])
@pytest.mark.parametrize("last", ["2025-04-24", "2025-06-30", "2031-01-01"])
def test_everything_stays_on_the_sheet(first: str, last: str) -> None:
    one = span(State.RUNNING, first, last)
    found = picture([one], [Mark(one.started_on, "подано")], TODAY, lambda on: on.weekday() < 5)
    assert all(GUTTER <= x <= WIDTH for x in _all_x(found))
    assert 1 <= len(found.grid) <= 12


def test_a_case_long_closed_is_not_squeezed_to_make_room_for_today() -> None:
    one = span(State.MET, "2017-04-01", "2017-04-07", "2017-04-05")
    found = picture([one], [], TODAY)
    assert found.now_x is None
    assert found.lanes[0].pieces[0].width > 200


def test_events_of_one_day_are_one_dot() -> None:
    marks = [Mark(date(2025, 4, 1), "а"), Mark(date(2025, 4, 3), "в"), Mark(date(2025, 4, 1), "б")]
    found = picture([], marks, TODAY)
    assert [dot.labels for dot in found.dots] == [("а", "б"), ("в",)]


def test_days_off_are_shaded_only_where_days_can_be_told_apart() -> None:
    short = span(State.RUNNING, "2025-04-20", "2025-04-30")
    long = span(State.RUNNING, "2025-01-20", "2025-12-30")
    assert picture([short], [], TODAY, lambda on: on.weekday() < 5).off
    assert not picture([long], [], TODAY, lambda on: on.weekday() < 5).off


def test_labels_take_two_lines_at_most() -> None:
    one = span(State.RUNNING, "2025-04-20", "2025-04-30")._replace(label="слово " * 40)
    lane = picture([one], [], TODAY).lanes[0]
    assert len(lane.lines) == 2
    assert lane.lines[1].endswith("…")
    assert lane.label == one.label


def test_months_are_thinned_evenly() -> None:
    found = month_starts(date(2025, 1, 31), date(2026, 1, 1), at_most=6)
    assert [on.isoformat() for on in found] == [
        "2025-02-01",
        "2025-04-01",
        "2025-06-01",
        "2025-08-01",
        "2025-10-01",
        "2025-12-01",
    ]
    assert month_starts(date(2025, 1, 2), date(2025, 1, 30), at_most=6) == []
