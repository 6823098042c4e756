"""Every scenario holds, and every rule has one that keeps it, one that breaks it, one on its edge."""

from __future__ import annotations

import pytest

from sroki.workflows.checks import RECORD_DEVIATIONS
from sroki.workflows.load import bundled, bundled_names
from tests.scenarios.scenario import Scenario, plain, scenarios

ALL = list(scenarios())


@pytest.mark.parametrize("scenario", ALL, ids=lambda one: f"{one.file}: {one.it}")
def test_scenario(scenario: Scenario) -> None:
    found = scenario.assess()
    for rule, wanted in scenario.expect.items():
        deadlines = [one for one in found.deadlines if one.rule == rule]
        if wanted is None:
            assert not deadlines, f"{rule} is not expected"
            continue
        assert len(deadlines) == 1, f"{rule}: {len(deadlines)} deadlines"
        said = deadlines[0]._asdict()
        assert {name: plain(said[name]) for name in wanted} == {
            name: plain(value) for name, value in wanted.items()
        }
    if scenario.claims is not None:
        claims = [one.kind.value for one in found.claims if one.rule == scenario.rule]
        assert sorted(claims) == sorted(scenario.claims)


def rules() -> set[str]:
    """Every rule of the bundled editions, and the deviations of the record."""
    found = set(RECORD_DEVIATIONS) - {"record_conflict"}  # of the journal, not of the set
    for name in bundled_names():
        edition = bundled(name)
        found |= {one.id for one in edition.time_limits} | {one.id for one in edition.checks}
    return found


@pytest.mark.parametrize("case", ["keeps", "breaks", "edge"])
def test_every_rule_has_its_scenarios(case: str) -> None:
    covered = {one.rule for one in ALL if one.case == case}
    assert rules() - covered == set()


def test_every_ground_has_a_scenario() -> None:
    used = {str(event.get("ground")) for one in ALL for event in one.given if "ground" in event}
    edition = bundled("krsk-010121-97r")
    assert {ground.code for ground in edition.grounds} <= used


def test_names_are_unique() -> None:
    names = [(one.file, one.it) for one in ALL]
    assert len(names) == len(set(names))
