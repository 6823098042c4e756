"""The demonstration: a year told to a real service, left in the middle, and gone on with."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sroki.deploy.clock import ToldClock
from sroki.deploy.demo import Home, Story, parts
from sroki.deploy.demo_cycle import Cycle
from sroki.deploy.demo_snapshots import Figures
from sroki.deploy.embedded import Embedded
from sroki.events.errors import Invalid, Refused
from sroki.projections.dump import standing_of
from sroki.projections.opening import look_at
from sroki.projections.queries import checks
from sroki.projections.queries.cycle import plan_of
from sroki.projections.queries.evidence import Graph
from sroki.projections.snapshots import shelf
from sroki.projections.store import SqlStore
from tests.deploy.commands import sroki

STORY = Story(seed=2, applications=4)
FEW = ("--seed", 2, "--applications", 4, "--seconds", 0, "--exit-when-done", "--port", 0)


def test_the_half_days_of_a_story_miss_nothing_and_follow_one_another() -> None:
    until = STORY.ends()
    whole = list(parts(STORY, None, until))
    told = [body for part in whole for body in part.bodies]
    last = whole[-1].until
    assert last <= until < last + timedelta(hours=12)
    assert told == [one.body for one in STORY.events() if one.received_at < last]
    edges = [part.until for part in whole]
    assert {later - earlier for earlier, later in pairwise(edges)} == {timedelta(hours=12)}
    assert {edge.hour for edge in edges} == {5, 17}


def test_half_a_day_that_is_not_over_is_not_told() -> None:
    for minutes in (0, 1, 719):
        until = datetime(2025, 3, 20, 5, tzinfo=UTC) + timedelta(minutes=minutes)
        assert list(parts(STORY, None, until))[-1].until == datetime(2025, 3, 20, 5, tzinfo=UTC)


def test_what_is_left_of_a_story_is_what_comes_after() -> None:
    until = datetime(2025, 4, 10, tzinfo=UTC)
    whole = list(parts(STORY, None, until))
    for at in (0, 3, len(whole) // 2):
        assert list(parts(STORY, whole[at].until, until)) == whole[at + 1 :]


def test_a_home_knows_its_story(tmp_path: Path) -> None:
    home = Home(tmp_path)
    at = datetime(2025, 4, 10, 5, tzinfo=UTC)
    assert home.told_until(STORY) is None
    home.remember(STORY, at)
    assert home.told_until(STORY) == at
    with pytest.raises(Refused, match="другой год"):
        home.told_until(Story(seed=3))
    (tmp_path / "story.json").write_text("{")
    with pytest.raises(Invalid, match="не читается"):
        home.told_until(STORY)
    (tmp_path / "mine.txt").write_text("mine")
    home.forget()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_year_told_in_two_starts_is_the_year_told_in_one(tmp_path: Path) -> None:
    standings = []
    for folder, stops in (("one", ("2025-04-20",)), ("two", ("2025-03-20", "2025-04-20"))):
        for stop in stops:
            said = sroki("demo", *FEW, "--folder", tmp_path / folder, "--until", stop)
            assert said.code == 0, said.err
            assert "/findings" in said.out
            assert "Доска: http://127.0.0.1:" in said.err
        with look_at(tmp_path / folder / "sroki.db") as database:
            standings.append(standing_of(SqlStore.view(database)))
    assert standings[0] == standings[1] != []
    told = json.loads((tmp_path / "one" / "story.json").read_text())
    assert told["until"].startswith("2025-04-20")


def test_the_figures_of_a_year_are_frozen_and_checked_whoever_begins_again(tmp_path: Path) -> None:
    clock = ToldClock(datetime(2025, 2, 1, 5, tzinfo=UTC))
    with Embedded(Home(tmp_path).settings(0, "ru"), clock) as city:
        city.begin()
        # What is done twice is done once.
        for _ in range(2):
            figures, cycle = Figures(city, 2025), Cycle(city, 2025)
            for day in range(300):
                clock.at = datetime(2025, 2, 1, 5, tzinfo=UTC) + timedelta(days=day)
                figures.at(clock.at)
                cycle.at(clock.at)
        with city.database.reading() as connection:
            drafts = checks.drafts(city.reading(connection))
            (frozen,) = shelf.listed(city.reading(connection))
            plan = plan_of(city.reading(connection), "04701000", 2025)
            graph = Graph(city.reading(connection))
            # What is shown rests on what is there, from the proposal down to the figures.
            below = graph.node("dossier/proposal/p-2025-1")
            while below.rests_on:
                assert below.there
                below = graph.node(below.rests_on[0])
    assert frozen.period == "2025-H1"
    assert plan is not None
    assert plan.stage == "approved"
    assert below.there
    assert {one.notes.frozen is None: len(one.notes.answers) > 0 for one in drafts} == {
        True: True,
        False: True,
    }


def test_another_year_needs_a_reset(tmp_path: Path) -> None:
    arguments = ("--folder", tmp_path, "--until", "2025-02-16")
    assert sroki("demo", *FEW, *arguments).code == 0
    other = ("--seed", 5, *FEW[2:])
    refused = sroki("demo", *other, *arguments)
    assert refused.code == 3
    assert "--reset" in refused.err
    assert sroki("demo", *other, *arguments, "--reset").code == 0
