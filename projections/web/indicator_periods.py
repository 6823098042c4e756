"""Periods beside the one that is asked for: those offered, the one before it, its months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from sroki.events.i18n import mark
from sroki.projections.web.page import Page
from sroki.workflows.dates import add_days, add_months, days_between
from sroki.workflows.edition import Window
from sroki.workflows.period_words import Span, parse_span
from sroki.workflows.periods import PeriodKind, period_containing

# A chart of more months than this says nothing.
_MOST_MONTHS: Final = 24
_OFFERED: Final = (
    (PeriodKind.MONTH, mark("этот месяц"), mark("прошлый месяц")),
    (PeriodKind.QUARTER, mark("этот квартал"), mark("прошлый квартал")),
    (PeriodKind.HALF_YEAR, mark("это полугодие"), mark("прошлое полугодие")),
    (PeriodKind.YEAR, mark("этот год"), mark("прошлый год")),
)
_SEASONS: Final = {
    "spring": mark("приёмная кампания весна {year}"),
    "summer": mark("приёмная кампания лето {year}"),
    "autumn": mark("приёмная кампания осень {year}"),
    "winter": mark("приёмная кампания зима {year}"),
}
_CAMPAIGN: Final = mark("приёмная кампания {name} {year}")


class Offered(NamedTuple):
    """A period to be had by one click: as it is said, and as the address says it."""

    words: str
    period: str


def current(today: date) -> str:
    """What is shown where no period was asked for: the half-year of today."""
    return str(period_containing(today, PeriodKind.HALF_YEAR))


def offered(page: Page, today: date, windows: Sequence[Window]) -> list[Offered]:
    """This and the last month, quarter, half-year, year; campaigns of this year and the last."""
    found: list[Offered] = []
    for kind, this, last in _OFFERED:
        now = period_containing(today, kind)
        before = period_containing(add_days(now.first_on, -1), kind)
        found += [Offered(page.t(this), str(now)), Offered(page.t(last), str(before))]
    for year in (today.year, today.year - 1):
        for name in dict.fromkeys(window.id for window in windows):
            text = page.t(_SEASONS.get(name, _CAMPAIGN), year=year, name=name)
            found.append(Offered(text, f"{name} {year}"))
    return found


def before(span: Span, windows: Sequence[Window]) -> Span:
    """What a period is compared with: the one of the same length before it; of a campaign, the
    same of the year before."""
    year, _, name = span.name.partition("-")
    if any(window.id == name for window in windows):
        return parse_span(f"{name} {int(year) - 1}", span.first_on, windows)
    last_on = add_days(span.first_on, -1)
    whole = add_days(span.last_on, 1)
    if span.first_on.day == whole.day == 1:
        months = (whole.year - span.first_on.year) * 12 + whole.month - span.first_on.month
        first_on = add_months(span.first_on, -months)
    else:
        first_on = add_days(last_on, -days_between(span.first_on, span.last_on))
    return Span(first_on, last_on, f"{first_on}..{last_on}")


def months(span: Span) -> list[Span]:
    """The period in calendar months, the first and last cut where it cuts them; none of a period
    of one month or of very many."""
    found = list(_months(span))
    return found if len(found) > 1 else []


def _months(span: Span) -> Iterator[Span]:
    first_on = span.first_on
    for _ in range(_MOST_MONTHS):
        after = add_months(first_on.replace(day=1), 1)
        yield Span(first_on, min(add_days(after, -1), span.last_on), f"{first_on:%Y-%m}")
        first_on = after
        if first_on > span.last_on:
            return
