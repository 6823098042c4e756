"""Civil days and instants, over every zone of Russia and the odd ones of the world."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib import metadata, resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sroki.events.base import EARLIEST, LATEST
from sroki.events.errors import Invalid
from sroki.workflows import dates
from sroki.workflows.zones import Zone, load_zone, tzdata_version, zone_digest

TZDATA = resources.files("tzdata") / "zoneinfo"
RUSSIA = sorted(
    line.split("\t")[2]
    for line in (TZDATA / "zone.tab").read_text(encoding="utf-8").splitlines()
    if line.startswith("RU\t")
)
ZONES = {name: load_zone(name) for name in RUSSIA}
FOLD = date(2014, 10, 26)


def test_russia_has_all_its_zones() -> None:
    assert len(RUSSIA) >= 26
    assert {"Asia/Krasnoyarsk", "Asia/Omsk", "Europe/Moscow", "Asia/Tomsk"} <= set(RUSSIA)


@pytest.mark.parametrize("name", RUSSIA)
def test_days_tile_the_years_of_the_reforms_without_gap_or_overlap(name: str) -> None:
    """2009–2017: summer time, its end, permanent summer, permanent winter, the moves of 2016."""
    zone = ZONES[name]
    on, before = date(2009, 1, 1), dates.last_instant(date(2008, 12, 31), ZONES[name])
    while on.year < 2018:
        end = dates.last_instant(on, zone)
        assert dates.civil_date(end, zone) == on
        assert dates.first_instant(on, zone) == dates.just_after(before)
        assert dates.civil_date(dates.first_instant(on, zone), zone) == on
        on, before = on + timedelta(days=1), end


@given(st.sampled_from(RUSSIA), st.integers(0, int((LATEST - EARLIEST).total_seconds())))
def test_an_instant_lies_within_its_civil_day(name: str, second: int) -> None:
    zone, at = ZONES[name], EARLIEST + timedelta(seconds=second)
    on = dates.civil_date(at, zone)
    assert dates.first_instant(on, zone) <= at <= dates.last_instant(on, zone)


@pytest.mark.parametrize("name", RUSSIA)
def test_the_day_of_the_fold_is_an_hour_longer_where_the_clock_went_back(name: str) -> None:
    zone = ZONES[name]
    length = dates.last_instant(FOLD, zone) - dates.last_instant(FOLD - timedelta(days=1), zone)
    # Samara, Kamchatka, Chukotka and Kuzbass stayed; Magadan and Chita went two hours back.
    stayed = {"Europe/Samara", "Asia/Kamchatka", "Asia/Anadyr", "Asia/Novokuznetsk"}
    back = 0 if name in stayed else 2 if name in {"Asia/Magadan", "Asia/Chita"} else 1
    assert length == timedelta(hours=24 + back)


def shown(at: datetime, zone: Zone) -> str:
    return f"{zone.wall(at):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("name", "on", "next_shows"),
    [
        # Midnight itself was jumped over, or the clock fell back from it.
        ("America/Sao_Paulo", date(2017, 10, 14), "2017-10-15 01:00"),
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-18 00:00"),
        # Two hours past midnight it fell back to midnight itself: the date never returned.
        ("Asia/Magadan", date(2014, 10, 25), "2014-10-26 00:00"),
        # A minute past midnight fell back into the day before.
        ("America/Goose_Bay", date(2010, 11, 6), "2010-11-07 00:00"),
        # The clock jumped from 23:30 to 00:30.
        ("America/Toronto", date(1919, 3, 30), "1919-03-31 00:30"),
        # A whole day was left out.
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-31 00:00"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31 00:00"),
    ],
)
def test_a_day_ends_right_before_the_next_begins(name: str, on: date, next_shows: str) -> None:
    zone = load_zone(name)
    end = dates.last_instant(on, zone)
    assert dates.civil_date(end, zone) <= on
    assert shown(dates.just_after(end), zone) == next_shows


def test_a_closing_time_shown_twice_is_the_later_and_one_never_shown_is_the_jump() -> None:
    zone = ZONES["Asia/Krasnoyarsk"]
    assert dates.last_instant(FOLD, zone, time(1, 30)) == datetime(2014, 10, 25, 18, 30, tzinfo=UTC)
    spring = dates.last_instant(date(2010, 3, 28), zone, time(2, 30))
    assert spring == datetime(2010, 3, 27, 19, tzinfo=UTC)


# Zone data


def test_every_zone_of_the_package_can_be_read() -> None:
    names = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    assert len(names) > 400
    for name in names:
        zone = load_zone(name)
        assert zone.name == zone.info.key == name


def test_the_digest_is_of_the_zone_data_alone() -> None:
    data = (TZDATA / "Asia" / "Krasnoyarsk").read_bytes()
    assert zone_digest("Asia/Krasnoyarsk") == sha256(data).hexdigest()
    assert load_zone("Asia/Krasnoyarsk").digest == zone_digest("Asia/Krasnoyarsk")
    assert zone_digest("Asia/Omsk") != zone_digest("Asia/Krasnoyarsk")


def test_zones_come_from_the_pinned_package_not_from_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("zoneinfo.TZPATH", ("/nowhere",))
    at = datetime(2014, 10, 26, 12, tzinfo=UTC)
    assert load_zone("Asia/Krasnoyarsk").wall(at).utcoffset() == timedelta(hours=7)
    assert tzdata_version() == metadata.version("tzdata")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Asia",
        "Asia/Nowhere",
        "asia/omsk",
        "zone.tab",
        "../zones",
        "/etc/passwd",
        "Asia/../Omsk",
    ],
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="неизвестен"):
        load_zone(name)
    with pytest.raises(Invalid, match="имя IANA"):
        zone_digest(name)
