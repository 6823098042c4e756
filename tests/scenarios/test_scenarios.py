"""Every scenario holds; every rule has one that keeps it, one that breaks it, one on its edge."""

from __future__ import annotations

import pytest

from sroki.monitors.checks import CASE, GROUP
from sroki.workflows.checks import CHECKS, RECORD_DEVIATIONS
from sroki.workflows.load import bundled_names, federal_rules
from tests.scenarios.scenario import (
    DEFAULT_EDITION,
    Scenario,
    edition_of,
    plain,
    said,
    scenarios,
)

ALL = list(scenarios())
BROKEN = {"breach", "presumed", "deviation"}
# Told when the second event arrives, and no function of the set: see tests/monitors/test_engine.py.
OF_THE_JOURNAL = {"record_conflict"}


@pytest.mark.parametrize("scenario", ALL, ids=lambda one: f"{one.file}: {one.it}")
def test_scenario(scenario: Scenario) -> None:
    found = scenario.assess()
    for name, wanted in scenario.expect.items():
        rule, _, instance = name.partition("/")
        deadlines = [
            one
            for one in found.deadlines
            if one.rule == rule and (not instance or one.instance == instance)
        ]
        if wanted is None:
            assert not deadlines, f"{name} is not expected"
            continue
        assert len(deadlines) == 1, f"{name}: {len(deadlines)} deadlines"
        stands = deadlines[0]._asdict()
        assert {key: plain(stands[key]) for key in wanted} == {
            key: plain(value) for key, value in wanted.items()
        }, name
    if scenario.claims is not None:
        claims = [one for one in found.claims if one.rule == scenario.rule]
        assert len(claims) == len(scenario.claims), claims
        told = [said(*pair) for pair in zip(claims, scenario.claims, strict=True)]
        assert told == scenario.claims
    standing = found._asdict()
    assert {key: standing[key] for key in scenario.stands} == scenario.stands


@pytest.mark.parametrize("scenario", ALL, ids=lambda one: f"{one.file}: {one.it}")
def test_a_sentence_says_what_its_case_promises(scenario: Scenario) -> None:
    """What keeps a rule breaks nothing of it; what breaks it is told; an edge expects something."""
    assert scenario.case in {"keeps", "breaks", "edge"}
    assert scenario.rule in rules(scenario.editions[0].id) | set(RECORD_DEVIATIONS)
    told = {
        one if isinstance(one, str) else str(one["kind"])
        for one in (scenario.claims if scenario.claims is not None else ())
    }
    if scenario.case == "breaks":
        assert told & BROKEN
    else:
        assert scenario.expect or scenario.stands or scenario.claims is not None
        assert scenario.case == "edge" or not told & BROKEN


def rules(edition: str) -> set[str]:
    """The rules of a bundled edition, those that it includes among them."""
    found = edition_of(edition)
    return {one.id for one in found.time_limits} | {one.id for one in found.checks}


def wanted() -> set[tuple[str, str]]:
    """Every rule of every bundled edition; a federal one, and the record's, are told of once."""
    shared = set(RECORD_DEVIATIONS) - OF_THE_JOURNAL
    for federal in federal_rules().values():
        shared |= {one.id for one in federal.time_limits} | {one.id for one in federal.checks}
    own = {(name, rule) for name in bundled_names() for rule in rules(name) - shared}
    return own | {(DEFAULT_EDITION, rule) for rule in shared}


@pytest.mark.parametrize("case", ["keeps", "breaks", "edge"])
def test_every_rule_has_its_scenarios(case: str) -> None:
    covered = {(one.editions[0].id, one.rule) for one in ALL if one.case == case}
    assert sorted(wanted() - covered) == []


def test_every_check_that_exists_is_produced_by_events() -> None:
    """No deviation is promised that no event can produce."""
    produced = {
        check.check
        for one in ALL
        if one.case == "breaks"
        for check in one.editions[0].checks
        if check.id == one.rule
    }
    assert sorted(set(CHECKS) - produced) == []
    assert set(CASE) | set(GROUP) == set(CHECKS)


def test_every_ground_is_used_lawfully_and_not() -> None:
    """Each ground of the closed list applied as the act has it; and one that it does not hold."""
    grounds = {one.code for one in edition_of(DEFAULT_EDITION).grounds}
    lawful = {
        str(event["ground"])
        for one in ALL
        if one.case == "keeps" and one.rule in {"ground_not_listed", "ground_misapplied"}
        if one.edition == DEFAULT_EDITION
        for event in one.given
        if event["is"] in {"refused", "listed"} and "ground" in event
    }
    assert lawful == grounds
    unlawful = {
        str(event["ground"])
        for one in ALL
        if one.rule == "ground_not_listed" and one.case == "breaks"
        for event in one.given
        if "ground" in event
    }
    assert unlawful - grounds


def test_names_are_unique() -> None:
    names = [(one.file, one.it) for one in ALL]
    assert len(names) == len(set(names))
