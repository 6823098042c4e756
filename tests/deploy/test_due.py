"""`sroki due`: the day, the last instant, and every day of the count with its reason."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.commands import sroki


def due(*arguments: object) -> dict[str, Any]:
    said = sroki("due", *arguments, "--json")
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_thirty_days_from_the_last_moment_of_the_window() -> None:
    found = due("--from", "2017-04-15T23:59:59", "--days", 30, "--zone", "Asia/Krasnoyarsk")
    assert found["due_on"] == "2017-05-15"
    assert found["due_at"] == "2017-05-15T23:59:59.999999+07:00"
    assert not found["preliminary"]
    days = found["days"]
    assert [one["on"] for one in days] == [
        (date(2017, 4, 15) + timedelta(days=number)).isoformat() for number in range(31)
    ]
    assert [one["ordinal"] for one in days] == [None, *range(1, 31)]
    assert all(one["reason"] for one in days)
    assert "Праздник Весны и Труда" in days[16]["reason"]


def test_a_day_off_moves_the_last_day_and_says_why() -> None:
    found = due("--from", "15.04.2017", "--days", 14)
    assert (found["due_raw_on"], found["due_on"]) == ("2017-04-29", "2017-05-02")
    assert [one["on"] for one in found["rolled"]] == ["2017-04-30", "2017-05-01", "2017-05-02"]
    assert due("--from", "15.04.2017", "--days", 14, "--roll", "none")["due_on"] == "2017-04-29"
    back = due("--from", "15.04.2017", "--days", 14, "--roll", "preceding")
    assert back["due_on"] == "2017-04-28"


@pytest.mark.parametrize(
    ("arguments", "on"),
    [
        (("--from", "2017-04-15", "--days", 6, "--unit", "working"), "2017-04-24"),
        (("--from", "2017-01-31", "--days", 1, "--unit", "months"), "2017-02-28"),
        (("--from", "2017-04-15T10:00", "--days", 36, "--unit", "hours"), "2017-04-16"),
        (
            ("--from", "2017-04-15", "--days", 1, "--first-day", "same", "--roll", "none"),
            "2017-04-15",
        ),
        (("--from", "2017-04-28", "--days", 3, "--calendar", "every_day"), "2017-05-01"),
        (
            (
                "--from",
                "2017-04-15T20:00:00Z",
                "--days",
                1,
                "--zone",
                "Asia/Krasnoyarsk",
                "--calendar",
                "every_day",
            ),
            "2017-04-17",
        ),
    ],
)
def test_units_rolls_calendars_and_zones(arguments: tuple[object, ...], on: str) -> None:
    assert due(*arguments)["due_on"] == on


def test_local_days_are_laid_over_the_calendar(tmp_path: Path) -> None:
    overlay = tmp_path / "city.toml"
    overlay.write_text(
        'name = "city"\n[[day]]\non = 2017-06-24\nworks = false\ntitle = "День города"\n'
        'cite = "решение"\n[[day]]\non = 2017-06-26\nworks = false\ntitle = "День города"\n'
        'cite = "решение"\n',
        encoding="utf-8",
    )
    plain = due("--from", "2017-06-23", "--days", 1)
    local = due("--from", "2017-06-23", "--days", 1, "--overlay", overlay)
    assert (plain["due_on"], local["due_on"]) == ("2017-06-26", "2017-06-27")


def test_a_year_without_a_calendar_is_said_to_be_a_guess() -> None:
    assert due("--from", "2030-04-15", "--days", 30)["preliminary"]
    assert "предварительно" in sroki("due", "--from", "2030-04-15", "--days", 30).out


def test_people_see_the_day_first() -> None:
    said = sroki("due", "--from", "2017-04-15", "--days", 30)
    assert said.out.startswith("15.05.2017, понедельник\n")
    assert "выходной: воскресенье" in said.out


def test_hours_need_an_instant() -> None:
    said = sroki("due", "--from", "2017-04-15", "--days", 3, "--unit", "hours")
    assert said.code == 2
    assert "от мгновения" in said.err
