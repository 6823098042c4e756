"""Corrections of corrections, annulments, cycles and ghosts: what stands, whatever the order."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from sroki.events.base import Event
from sroki.monitors.record import resolve
from tests.support.told import Teller


def ref(event: Event | str) -> dict[str, str]:
    return {"source": "/edms/krsk", "id": event if isinstance(event, str) else event.id}


class Told:
    """A registration at noon of 10.04 and ways to amend it."""

    def __init__(self) -> None:
        self.tell = Teller()
        self.fact = self.tell("registered", "2025-04-10")

    def corrected(self, target: Event | str, to: str, recorded: str, **more: Any) -> Event:
        replacement = self.tell("registered", to).model_dump()
        return self.tell(
            "corrected",
            "2025-04-10",
            target=ref(target),
            replacement=replacement,
            recorded_at=f"{recorded}T12:00:00+07:00",
            **more,
        )

    def annulled(self, target: Event | str, **more: Any) -> Event:
        return self.tell("annulled", "2025-04-10", target=ref(target), **more)


def stands(events: list[Event]) -> list[str]:
    """The days of the facts that stand, equal under every order."""
    answers = {
        tuple(f"{one.occurred_at:%m-%d}" for one in resolve(list(order)).effective)
        for order in permutations(events)
    }
    assert len(answers) == 1, answers
    return list(answers.pop())


def oddities(events: list[Event]) -> set[str]:
    return {one.code for one in resolve(events).oddities}


@pytest.fixture
def told() -> Told:
    return Told()


def test_the_latest_recorded_correction_stands(told: Told) -> None:
    first = told.corrected(told.fact, "2025-04-11", "2025-04-20")
    second = told.corrected(told.fact, "2025-04-12", "2025-04-21")
    assert stands([told.fact, first, second]) == ["04-12"]


def test_of_equally_late_ones_the_greater_identity_stands(told: Told) -> None:
    first = told.corrected(told.fact, "2025-04-11", "2025-04-20", id="a")
    second = told.corrected(told.fact, "2025-04-12", "2025-04-20", id="b")
    assert stands([told.fact, first, second]) == ["04-12"]


def test_a_correction_of_a_correction_stands_in_its_place(told: Told) -> None:
    first = told.corrected(told.fact, "2025-04-11", "2025-04-20")
    over = told.corrected(first, "2025-04-13", "2025-04-19")
    assert stands([told.fact, first, over]) == ["04-13"]


def test_annulment_beats_correction(told: Told) -> None:
    correction = told.corrected(told.fact, "2025-04-11", "2025-04-20")
    assert stands([told.fact, correction, told.annulled(told.fact)]) == []


def test_an_annulled_correction_gives_the_fact_back(told: Told) -> None:
    correction = told.corrected(told.fact, "2025-04-11", "2025-04-20")
    assert stands([told.fact, correction, told.annulled(correction)]) == ["04-10"]


def test_an_annulled_annulment_gives_the_fact_back(told: Told) -> None:
    annulment = told.annulled(told.fact)
    assert stands([told.fact, annulment, told.annulled(annulment)]) == ["04-10"]


def test_a_correction_of_what_never_came_is_told_and_noticed(told: Told) -> None:
    orphan = told.corrected("ghost", "2025-04-11", "2025-04-20")
    assert stands([told.fact, orphan]) == ["04-10", "04-11"]
    assert oddities([told.fact, orphan]) == {"record_missing_target"}


def test_an_annulment_of_what_never_came_is_noticed(told: Told) -> None:
    assert stands([told.fact, told.annulled("ghost")]) == ["04-10"]
    assert oddities([told.fact, told.annulled("ghost")]) == {"record_missing_target"}


def test_what_goes_round_in_a_circle_does_not_stand(told: Told) -> None:
    one = told.corrected("two", "2025-04-11", "2025-04-20", id="one")
    two = told.corrected("one", "2025-04-12", "2025-04-20", id="two")
    after = told.corrected("one", "2025-04-14", "2025-04-25", id="three")
    assert stands([told.fact, one, two, after]) == ["04-10"]
    assert oddities([told.fact, one, two]) == {"record_cycle"}


def test_an_annulment_that_annuls_itself_annuls_nothing(told: Told) -> None:
    itself = told.annulled("self", id="self")
    assert stands([told.fact, itself]) == ["04-10"]
    assert oddities([told.fact, itself]) == {"record_cycle"}
