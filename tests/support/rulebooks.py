"""Rulebooks for tests, each built once."""

from __future__ import annotations

from functools import cache

from sroki.monitors.plans import Plans
from sroki.workflows.edition import Edition
from sroki.workflows.load import bundled, federal_rules, rulebook_of
from sroki.workflows.reader import parse_edition

KRSK = "04701000"
SERVICE = "01/01/021"


@cache
def krasnoyarsk() -> Edition:
    """The edition of order 97-р."""
    return bundled("krsk-010121-97r")


@cache
def krasnoyarsk_plans() -> Plans:
    """Its plans, alone in a rulebook."""
    return Plans(rulebook_of([krasnoyarsk()]))


def plans_from(text: str) -> Plans:
    """Plans of one edition given as YAML."""
    edition = parse_edition(text.encode(), "test.yaml", federal=federal_rules())
    return Plans(rulebook_of([edition]))
