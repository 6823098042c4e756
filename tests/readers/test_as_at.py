"""The moment for which a file speaks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sroki.events.errors import Invalid
from tests.readers.keeping import mapping_of, take
from tests.readers.sheets import write_csv

MAPPING = """
format: 1
title: Реестр
reads: table
keeps: log
source: test/register
authority: "04701000"
service: 01/01/021
unit: sov
zone: Asia/Krasnoyarsk
precision: {precision}
watermark: {{role: journal}}
case: {{hash: {{column: Номер}}}}
{as_at}
events:
  - event: registered
    at: {{column: Дата}}
"""
ROWS = [["Реестр по состоянию на 12.05.2017 г."], ["Номер", "Дата"], ["15", "17.04.2017"]]
END = "2017-05-12T16:59:59.999999Z"


def _complete_to(
    path: Path,
    as_at: str,
    *,
    precision: str = "day",
    given: date | datetime | None = None,
    now: datetime = datetime(2018, 1, 1, tzinfo=UTC),
) -> str:
    mapping = mapping_of(MAPPING.format(as_at=as_at, precision=precision))
    (wire,) = take(path, mapping, as_at=given, now=now).of("source_watermark")
    return str(wire["data"]["complete_to"])


@pytest.mark.parametrize(
    "as_at",
    [
        "as_at: {on: 2017-05-12}",
        'as_at: {cell: A1, text: "по состоянию на {дд.мм.гггг}"}',
        'as_at: {file_name: true, text: "реестр_{гггг-мм-дд}"}',
    ],
)
def test_it_is_found_where_the_mapping_says(tmp_path: Path, as_at: str) -> None:
    path = write_csv(tmp_path / "Реестр_2017-05-12 (1).csv", ROWS)
    assert _complete_to(path, as_at) == END


def test_what_is_given_by_hand_goes_before(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    assert _complete_to(path, "as_at: {on: 2016-01-01}", given=date(2017, 5, 12)) == END


@pytest.mark.parametrize(
    ("precision", "given", "complete_to"),
    [
        ("instant", datetime(2017, 5, 12, 18), "2017-05-12T11:00:00Z"),  # noqa: DTZ001 - local
        ("instant", datetime(2017, 5, 12, 11, tzinfo=UTC), "2017-05-12T11:00:00Z"),
        # A day-precise register at 18:00 cannot speak for a day that is not over.
        ("day", datetime(2017, 5, 12, 18), "2017-05-11T17:00:00Z"),  # noqa: DTZ001 - local
        ("day", date(2017, 5, 12), END),
        ("instant", date(2017, 5, 12), END),
    ],
)
def test_how_far_the_promise_goes(
    tmp_path: Path, precision: str, given: date | datetime, complete_to: str
) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    assert _complete_to(path, "", precision=precision, given=given) == complete_to


def test_the_day_that_is_told_is_that_of_the_office(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    mapping = mapping_of(MAPPING.format(as_at="", precision="instant"))
    early = datetime(2017, 5, 12, 6)  # noqa: DTZ001 - local
    now = datetime(2018, 1, 1, tzinfo=UTC)
    report = take(path, mapping, as_at=early, now=now).report
    assert report.as_at is not None
    assert report.as_at.isoformat() == "2017-05-12T06:00:00+07:00"


def test_an_hour_may_stand_in_the_mapping(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    as_at = 'as_at: {on: 2017-05-12, time: "18:00"}'
    assert _complete_to(path, as_at, precision="instant") == "2017-05-12T11:00:00Z"


@pytest.mark.parametrize(
    "as_at",
    [
        "as_at: {cell: B9}",
        "as_at: {cell: A1}",
        'as_at: {cell: A1, text: "на {гггг-мм-дд}"}',
        'as_at: {file_name: true, text: "реестр_{гггг-мм-дд}"}',
        'as_at: {cell: A1, text: "{дд.мм.гггг} года"}',
    ],
)
def test_a_date_that_is_not_there_is_asked_for(tmp_path: Path, as_at: str) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    with pytest.raises(Invalid, match="по состоянию на"):
        _complete_to(path, as_at)


@pytest.mark.parametrize("given", [date(2018, 1, 2), datetime(2018, 1, 1, 7, 1), date(1917, 1, 1)])  # noqa: DTZ001
def test_a_day_yet_to_come_is_refused(tmp_path: Path, given: date | datetime) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS)
    with pytest.raises(Invalid, match=r"не наступила|невозможна"):
        _complete_to(path, "", given=given)
