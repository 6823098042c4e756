"""A rulebook as bytes gives the rulebook back, whatever today's packages say."""

from __future__ import annotations

import pytest

from sroki.deploy.frozen import freeze, thaw
from sroki.workflows.calendar_files import load_calendar
from sroki.workflows.load import bundled, bundled_names, load_rulebook
from sroki.workflows.rulebook import build
from sroki.workflows.zones import load_zone


def test_the_bundled_rulebook_comes_back_by_its_digest() -> None:
    rulebook = load_rulebook()
    again = thaw(freeze(rulebook))
    assert again.digest == rulebook.digest
    assert [one.id for one in again.editions] == list(bundled_names())


@pytest.mark.parametrize("calendar", ["ru", "weekends_only", "every_day"])
@pytest.mark.parametrize("presidential", ["count", "skip"])
def test_every_calendar_comes_back_day_by_day(calendar: str, presidential: str) -> None:
    kept = load_calendar(calendar, presidential=presidential)  # type: ignore[arg-type]  # both are
    zone = load_zone("Asia/Krasnoyarsk")
    edition = bundled("krsk-010121-97r")
    rulebook = build([edition], {edition.calendar_name: kept}, {zone.name: zone})
    again = thaw(freeze(rulebook))
    assert again.digest == rulebook.digest
    assert again.calendars[edition.calendar_name] == kept
    assert again.zones[zone.name] == zone
