"""How long what was said of a time limit may be said again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sroki.monitors.deadlines import Clock, Verdict

NOON = datetime(2025, 4, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOLD = {"edms": NOON}


def clock(at: datetime, told: dict[str, datetime] | None = None) -> Clock:
    return Clock(at, {} if told is None else told)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (NOON - timedelta(microseconds=1), False),
        (NOON, True),
        (NOON + HOUR, True),
        (NOON + 2 * HOUR - timedelta(microseconds=1), True),
        (NOON + 2 * HOUR, False),
        (NOON + 3 * HOUR, False),
    ],
)
def test_a_verdict_holds_from_its_beginning_until_before_its_end(at: datetime, holds: bool) -> None:
    assert Verdict(since=NOON, until=NOON + 2 * HOUR).holds(clock(at)) is holds


def test_a_verdict_without_an_end_holds_at_any_time_whatever_was_told() -> None:
    for at in (datetime(1990, 1, 1, tzinfo=UTC), NOON, datetime(2099, 1, 1, tzinfo=UTC)):
        assert Verdict().holds(clock(at, TOLD)) is True


def test_a_verdict_that_rests_on_the_word_of_sources_holds_while_it_is_theirs() -> None:
    verdict = Verdict(since=NOON, until=NOON + HOUR, told=TOLD)
    assert verdict.holds(clock(NOON, dict(TOLD))) is True
    assert verdict.holds(clock(NOON, {"edms": NOON + HOUR})) is False
    assert verdict.holds(clock(NOON)) is False
    assert verdict.holds(clock(NOON + HOUR, dict(TOLD))) is False
    # One that does not, whatever they say.
    assert Verdict(since=NOON, until=NOON + HOUR).holds(clock(NOON, TOLD)) is True
