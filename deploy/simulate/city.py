"""The simulated city: its units, the sources that tell of them, and what the service knows.

Krasnoyarsk, service 01/01/021, seven district departments of social protection. Nobody here is
real: performers are codes, applicants are opaque case ids.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

AUTHORITY = "04701000"
SERVICE = "01/01/021"
ZONE = ZoneInfo("Asia/Krasnoyarsk")


class Unit(NamedTuple):
    """A district department. `by_day`: it keeps only an Excel register, which knows days."""

    code: str
    digit: int
    weight: int
    performers: int
    by_day: bool = False


UNITS = (
    Unit("zheleznodorozhny", 1, 9, 4),
    Unit("kirovsky", 2, 12, 5),
    Unit("leninsky", 3, 16, 6),
    Unit("oktyabrsky", 4, 17, 7),
    Unit("sverdlovsky", 5, 14, 6),
    Unit("sovetsky", 6, 26, 9),
    Unit("tsentralny", 7, 6, 3, by_day=True),
)


class Source(NamedTuple):
    """A system that tells events. `role`: which role of the edition its watermark speaks for."""

    name: str
    urn: str
    role: str | None = None


SED = Source("sed", "urn:krsk:sed", "edms")
SITE = Source("site", "urn:krsk:site")
ASP = Source("asp", "urn:krsk:asp")
QUEUE = Source("queue", "urn:krsk:queue")
BUDGET = Source("budget", "urn:krsk:budget")
# A unit without systems: its Excel register stands for all of them.
REGISTER = Source("register", "urn:krsk:register", "edms")
SOURCES = {source.name: source for source in (SED, SITE, ASP, QUEUE, BUDGET, REGISTER)}


class Window(NamedTuple):
    """A period of filing, both ends inclusive (п. 20), and the half-year it serves."""

    name: str
    first: date
    last: date
    period: str

    def holds(self, on: date) -> bool:
        """Whether a filing of this day lies inside."""
        return self.first <= on <= self.last


def windows(year: int) -> tuple[Window, Window]:
    """The two windows of a year: 15.03–15.04 and 15.10–15.11."""
    return (
        Window("spring", date(year, 3, 15), date(year, 4, 15), f"{year}-H2"),
        Window("autumn", date(year, 10, 15), date(year, 11, 15), f"{year + 1}-H1"),
    )


class Category(NamedTuple):
    """A category of citizens; `papers` prove it where АСП does not know the applicant."""

    code: str
    weight: int
    papers: tuple[str, ...]


# The papers of п. 10 ¶7: held by other bodies, so the office asks for them itself.
OFFICE_PAPERS = (
    "family_composition",
    "house_register_extract",
    "account_extract",
    "income_statement",
)
LOW_INCOME = "low_income"
CATEGORIES = (
    Category("old_age_pensioner", 60, ("pension_certificate",)),
    Category("disabled", 22, ("disability_certificate",)),
    Category(LOW_INCOME, 18, OFFICE_PAPERS),
)
IDENTITY = "identity"

# п. 12: the closed list of grounds, in its order.
NO_RIGHT = "no_right"
NOT_IN_CATEGORY = "not_in_category"
DOCS_MISSING = "docs_missing"
DOCS_DEFECTIVE = "docs_defective"
OUT_OF_WINDOW = "out_of_window"
BUDGET_EXHAUSTED = "budget_exhausted"
UNLISTED_GROUND = "other"
