"""What the simulator planted is what the engine finds: nothing missing, nothing more.

The truth comes from the frozen table of due dates and from what the recipes meant; the findings
from the intake, the journal and `assess`. Fifty seasons of a hundred applications, one as large as
the demonstration's, one on the store that runs in an office.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sroki.deploy.simulate import Truth, season
from sroki.projections.opening import open_database
from sroki.projections.store import SqlStore
from tests.simulate.running import (
    Run,
    deviations_taken_back,
    expected,
    played,
    standing,
    taken_back,
    to_take_back,
)


def _equal(seed: int, applications: int, year: int, share: float) -> int:
    """Play a season and compare; answers how many findings there were."""
    truth: list[Truth] = []
    events = season(seed, applications, year, pathologies=share, truth=truth.append)
    run, store = played(events, year)
    assert run.surprises == []
    bent = {one.case_id: one.pathology for one in truth}
    found, planted = standing(store.assessments), expected(truth)
    assert {(bent.get(row.case_id), row) for row in found ^ planted} == set()
    assert taken_back(store) == to_take_back(truth)
    assert {
        (one.subject, one.rule) for one in truth if one.kind == "retracted" and one.due_on is None
    } <= deviations_taken_back(store.findings)
    return len(found)


@pytest.mark.parametrize("seed", range(50))
def test_fifty_seasons(seed: int) -> None:
    assert _equal(seed, 100, 2025 + seed % 2, share=0.7) > 50


def test_the_season_of_the_demonstration() -> None:
    assert _equal(1, 2000, 2025, share=0.3) > 500


def test_a_season_in_which_nobody_errs_has_no_finding() -> None:
    assert _equal(7, 300, 2026, share=0.0) == 0


def test_the_store_of_an_office_finds_the_same(tmp_path: Path) -> None:
    truth: list[Truth] = []
    events = list(season(3, 20, 2025, pathologies=0.7, truth=truth.append))
    run, store = played(events, 2025)
    with open_database(tmp_path / "sroki.db") as database:
        office = Run(SqlStore.open(database))
        office.play(events, 2025)
        assert office.surprises == run.surprises == []
        with office.store.transaction(0) as transaction:
            states = transaction.load(list(store.states))
    held = {key: sorted(state.held) for key, state in states.items()}
    assert held == {key: sorted(state.held) for key, state in store.states.items()}


def test_a_truth_untold_is_noticed() -> None:
    """The comparison itself can fail: without one event of a case, it does."""
    truth: list[Truth] = []
    events = list(season(5, 60, 2025, pathologies=0.0, truth=truth.append))
    without = next(index for index, one in enumerate(events) if b".file_formed." in one.body)
    _, store = played(events[:without] + events[without + 1 :], 2025)
    assert {row.rule for row in standing(store.assessments)} == {"file", "step_without_predecessor"}
