"""A midnight by the rows: which subjects it is enough for, and that it leaves the same store."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from sroki.monitors import advance, lapse
from sroki.monitors.record import occurrence
from sroki.projections import tallies
from sroki.projections.dump import ledger_of, standing_of
from sroki.projections.opening import Target
from sroki.projections.store import SqlStore
from sroki.projections.transaction import SqlTransaction
from tests.projections.stores import opened, run_on
from tests.support.histories import History


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> Counter[bool]:
    """How often the rows were enough, and how often a subject had to be loaded after all."""
    found: Counter[bool] = Counter()
    by_rows = lapse.lapse

    def counted(*given: object) -> object:
        answer = by_rows(*given)  # type: ignore[arg-type] # as it was given
        found[answer is not None] += 1
        return answer

    monkeypatch.setattr(advance, "lapse", counted)
    return found


def year(store: SqlStore) -> None:
    """Cases of which not all is told, a day after another."""
    histories = [History(seed, f"/{seed}") for seed in range(12)]
    dice, run = Random(1), run_on(store)
    events = sorted((one for h in histories for one in h.events), key=occurrence)
    for event in events:
        if dice.random() < 0.6:
            run.tick(event.occurred_at)
            run.take([event])
        if dice.random() < 0.05:
            run.watermark(dice.choice(histories).watermark)
    run.tick(histories[0].end, always=True)


def test_the_rows_leave_what_whole_subjects_leave(
    target: Target, tmp_path: Path, ways: Counter[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(target, remembered=0) as store, opened(tmp_path / "whole.db") as whole:
        year(store)
        assert ways[True] > 50
        monkeypatch.setattr(SqlTransaction, "outlines", lambda _self, _keys: {})
        year(whole)
        assert standing_of(store) == standing_of(whole)
        assert ledger_of(store) == ledger_of(whole)
        with store.database.reading() as connection:
            assert tallies.recount(connection, store.generation) == {}


def test_one_transaction_may_go_on_with_a_subject_that_time_has_moved(
    tmp_path: Path, ways: Counter[bool]
) -> None:
    """A watermark's sweep and an event of the same subject, in one batch."""
    history = History(2)
    (first, *rest) = sorted(
        (one for one in history.events if one.subject == "case-2-0"),
        key=lambda one: one.occurred_at,
    )
    with opened(tmp_path / "one.db", remembered=0) as one, opened(tmp_path / "two.db") as two:
        for store, together in ((one, True), (two, False)):
            run = run_on(store)
            run.take([first])
            run.tick(first.occurred_at + timedelta(hours=24 * 20))
            batch = [history.watermark, *rest]
            for events in [batch] if together else [[event] for event in batch]:
                run.engine.advance(0, events)
        assert ways[True]
        assert standing_of(one) == standing_of(two)
        assert ledger_of(one) == ledger_of(two)
        assert len(ledger_of(one)) > 2
