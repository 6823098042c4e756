"""Rulebooks for tests, each built once."""

from __future__ import annotations

from functools import cache

from sroki.monitors.plans import Plans
from sroki.workflows.calendar_files import load_calendar
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled
from sroki.workflows.reader import parse_edition
from sroki.workflows.rulebook import Rulebook, build
from sroki.workflows.zones import load_zone

KRSK = "04701000"
SERVICE = "01/01/021"


def rulebook_of(*editions: Edition) -> Rulebook:
    """A rulebook of these editions, with the calendars and zones they name."""
    calendars = {name: load_calendar(name) for name in {one.calendar for one in editions}}
    zones = {name: load_zone(name) for name in {one.zone for one in editions}}
    return build(editions, calendars, zones)


@cache
def krasnoyarsk() -> Edition:
    """The edition of order 97-р."""
    return bundled("krsk-010121-97r")


@cache
def krasnoyarsk_plans() -> Plans:
    """Its plans, alone in a rulebook."""
    return Plans(rulebook_of(krasnoyarsk()))


def plans_from(text: str) -> Plans:
    """Plans of one edition given as YAML."""
    return Plans(rulebook_of(parse_edition(text.encode(), "test.yaml")))
