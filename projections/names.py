"""What codes are called: authorities and units from the directory, rules from the rulebook.

Rows hold codes. Pages put words to them here, and the metrics learn which series must exist before
anything happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sroki.events.directory import Directory
from sroki.workflows.calendars import Calendar
from sroki.workflows.checks import RECORD_DEVIATIONS
from sroki.workflows.dates import civil_date
from sroki.workflows.edition import Edition
from sroki.workflows.rulebook import Rulebook
from sroki.workflows.zones import Zone, load_zone


class RuleName(NamedTuple):
    """A time limit or a check of an edition, as people know it; `check` is what is checked."""

    title: str
    clause: str
    words: str
    limit: bool
    check: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Words for the codes of rows. A code without words is shown as it is."""

    authorities: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    services: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rules: Mapping[tuple[str, str, str], RuleName] = field(default_factory=dict)
    stages: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    zones: Mapping[str, Zone] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    editions: Mapping[str, Edition] = field(default_factory=dict)
    elsewhere: Zone = field(default_factory=lambda: load_zone("UTC"))

    def authority(self, code: str) -> str:
        return self.authorities.get(code, code)

    def unit(self, authority: str, code: str) -> str:
        return self.units.get((authority, code), code)

    def service(self, authority: str, code: str) -> str:
        return self.services.get((authority, code), code)

    def rule(self, authority: str, service: str, rule: str) -> str:
        named = self.rules.get((authority, service, rule))
        return named.title if named else RECORD_DEVIATIONS.get(rule, rule)

    def zone(self, authority: str) -> Zone:
        """The zone whose civil days the authority lives by."""
        return self.zones.get(authority, self.elsewhere)

    def today(self, authority: str, now: datetime) -> date:
        """The civil day of the authority at `now`."""
        return civil_date(now, self.zone(authority))

    def works(self, authority: str) -> Callable[[date], bool]:
        """Which days work for the authority; every day where no calendar is known."""
        calendar = self.calendars.get(authority)
        return calendar.is_working if calendar else lambda _on: True


class Terms(NamedTuple):
    """The time limit a measure is measured by, "" where by none; others that end as it does."""

    limit: str = ""
    alike: frozenset[str] = frozenset()


def terms_of(names: Names, authority: str) -> dict[tuple[str, str], Terms]:
    """By service and measure, its time limits; the latest edition's word."""
    return {
        (edition.service, measure.id): Terms(
            measure.limit or "",
            frozenset(one.id for one in edition.time_limits if one.end == measure.end)
            - {measure.limit},
        )
        for edition in sorted(names.editions.values(), key=lambda of: of.in_force.since)
        if edition.authority == authority
        for measure in edition.measures
    }


def names_of(rulebook: Rulebook, directory: Directory) -> Names:
    """Names from a rulebook and a directory; of several editions the latest has the last word."""
    services: dict[tuple[str, str], str] = {}
    rules: dict[tuple[str, str, str], RuleName] = {}
    stages: dict[tuple[str, str, str], str] = {}
    calendars: dict[str, Calendar] = {}
    zones = {oktmo: load_zone(one.zone) for oktmo, one in directory.authorities.items()}
    for edition in sorted(rulebook.editions, key=lambda one: one.in_force.since):
        of = (edition.authority, edition.service)
        services[of] = edition.title
        zones.setdefault(edition.authority, rulebook.zones[edition.zone])
        calendars[edition.authority] = rulebook.calendars[edition.calendar_name]
        for limit in edition.time_limits:
            rules[*of, limit.id] = RuleName(limit.title, limit.clause, limit.words, limit=True)
        for check in edition.checks:
            rules[*of, check.id] = RuleName(
                check.title, check.clause, check.words, limit=False, check=check.check
            )
        for procedure in edition.procedures:
            stages[*of, procedure.id] = procedure.title
    return Names(
        authorities={oktmo: one.title for oktmo, one in directory.authorities.items()},
        units={
            (oktmo, unit.code): unit.title
            for oktmo, one in directory.authorities.items()
            for unit in one.units
        },
        services=services,
        rules=rules,
        stages=stages,
        zones=zones,
        calendars=calendars,
        editions={edition.id: edition for edition in rulebook.editions},
    )
